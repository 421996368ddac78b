"""What the model must know of a recording besides the sound: language, prompt, what came before."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from faster_whisper.tokenizer import Tokenizer

from domain.options import TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment

# Half of the decoder's 448 positions, less one, is all of the past that a prompt can hold.
PROMPT_TOKENS: Final = 223
# Above this temperature the text is too uncertain to lead on what follows (Whisper's authors).
_TRUSTED_TEMPERATURE: Final = 0.5


@dataclass(eq=False, slots=True)
class Dictation:
    """One recording's options and what was found out while it was heard.

    Lanes change it only while no other window of the same recording is under way, so it needs no
    lock: a recording is heard window by window until its language is known, and all through if
    each window is to build on the one before.
    """

    options: TranscriptionOptions
    detected: DetectedLanguage | None = None
    said_before: Sequence[Segment] = ()
    _context: list[int] = field(default_factory=list, init=False)
    _prompt_trusted: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        """Take up what an earlier attempt had heard."""
        self.remember(self.said_before)

    @property
    def sequential(self) -> bool:
        """Whether the next window has to wait for the one before."""
        return self.options.condition_on_previous_text or self.detected is None

    def batch_key(self, frames: int) -> Hashable:
        """Name what windows must have in common to be decoded in one batch.

        Their prompts must be equally long, for the decoder takes only those.
        """
        options = self.options
        aligned = self.detected.code if self.detected and options.word_timestamps else None
        if options.word_timestamps and aligned is None:
            return id(self)
        prompt = (options.prompt, options.hotwords, len(self._context), self._prompt_trusted)
        return (frames, options.beam_size, options.temperature, options.task, aligned, prompt)

    def previous_tokens(self, tokenizer: Tokenizer) -> list[int]:
        """Give the tokens that lead on to the next window: the prompt, then what was said."""
        prompt = self.options.prompt if self._prompt_trusted else None
        spoken = tokenizer.encode(" " + prompt.strip()) if prompt and prompt.strip() else []
        room = PROMPT_TOKENS - self._count_hotwords(tokenizer)
        return [*spoken, *self._context][-room:] if room > 0 else []

    def _count_hotwords(self, tokenizer: Tokenizer) -> int:
        """Count the tokens of the hotwords: they stand before the prompt, in the same half."""
        hotwords = (self.options.hotwords or "").strip()
        return len(tokenizer.encode(" " + hotwords)) if hotwords else 0

    def remember(self, segments: Sequence[Segment]) -> None:
        """Let the next window build on these segments, if that was asked for.

        Nothing but the segments decides, so that a recording that is taken up again after a crash
        goes on with the same words in mind.
        """
        if not self.options.condition_on_previous_text:
            return
        for segment in segments:
            if segment.temperature > _TRUSTED_TEMPERATURE:
                self._context, self._prompt_trusted = [], False
            else:
                self._context.extend(segment.tokens)
        if len(self._context) > PROMPT_TOKENS:
            del self._context[:-PROMPT_TOKENS]
