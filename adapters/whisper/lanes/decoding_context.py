"""The decoding context of a recording: its options, its language and the text so far."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from faster_whisper.tokenizer import Tokenizer

from domain.options import TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment

# A prompt may hold half of the decoder's 448 positions, less one.
PROMPT_TOKENS: Final = 223


@dataclass(eq=False, slots=True)
class DecodingContext:
    """One recording's options, and what was found out while it was decoded.

    Lanes change it only while no other window of the same recording is in progress, so it needs no
    lock: the windows of a recording run one by one until its language is known, and to the end if
    each window is conditioned on the one before.
    """

    options: TranscriptionOptions
    detected: DetectedLanguage | None = None
    said_before: Sequence[Segment] = ()
    _context: list[int] = field(default_factory=list, init=False)
    _prompt_trusted: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        """Add the text that an earlier attempt stored."""
        self.remember(self.said_before)

    @property
    def sequential(self) -> bool:
        """Whether the next window has to wait for the one before."""
        return self.options.condition_on_previous_text or self.detected is None

    def batch_key(self, frames: int) -> Hashable:
        """Return a key that all windows of a batch must share.

        Their prompts must be equally long, as the decoder requires.
        """
        options = self.options
        aligned = self.detected.code if self.detected and options.word_timestamps else None
        if options.word_timestamps and aligned is None:
            return id(self)
        prompt = (options.prompt, options.hotwords, len(self._context), self._prompt_trusted)
        search = (options.beam_size, options.temperature, options.decoding)
        return (frames, search, options.task, aligned, prompt)

    def previous_tokens(self, tokenizer: Tokenizer) -> list[int]:
        """Return the tokens that prompt the next window: the prompt, then the last text."""
        prompt = self.options.prompt if self._prompt_trusted else None
        spoken = tokenizer.encode(" " + prompt.strip()) if prompt and prompt.strip() else []
        space = PROMPT_TOKENS - self._count_hotwords(tokenizer)
        return [*spoken, *self._context][-space:] if space > 0 else []

    def _count_hotwords(self, tokenizer: Tokenizer) -> int:
        """Count the tokens of the hotwords, which take their space from the prompt."""
        hotwords = (self.options.hotwords or "").strip()
        return len(tokenizer.encode(" " + hotwords)) if hotwords else 0

    def remember(self, segments: Sequence[Segment]) -> None:
        """Condition the next window on these segments, if the options ask for it.

        The result depends on the segments only, so a recording that is resumed after a crash goes
        on with the same prompt.
        """
        if not self.options.condition_on_previous_text:
            return
        trusted = self.options.decoding.prompt_reset_on_temperature
        for segment in segments:
            if segment.temperature > trusted:
                self._context, self._prompt_trusted = [], False
            else:
                self._context.extend(segment.tokens)
        if len(self._context) > PROMPT_TOKENS:
            del self._context[:-PROMPT_TOKENS]
