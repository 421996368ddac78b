"""The options of a transcription that steer the search of the decoder and its checks."""

from dataclasses import dataclass
from typing import Any, Final

from domain.option import Control, Pattern, Range, Surface, option

MAX_CANDIDATES: Final = 20
# A check with this threshold never fails: the programs of others say `None`.
NEVER_REPETITIVE: Final = 100.0
NEVER_IMPROBABLE: Final = -100.0
NEVER_SILENT: Final = 1.0
USUAL_INCREMENT: Final = 0.2
# A small increment would decode a window of unclear speech hundreds of times.
MOST_RISES: Final = 10
NO_TOKENS: Final = "none"
_PANEL: Final = "How to search for words"
_ID: Final = r"(-1|[0-9]{1,6})"


def _expert(default: Any, said: str, label: str, **described: Any) -> Any:
    """Declare an option that is offered everywhere, and came after the first version."""
    control = Control(label, expert=True, empty=described.get("shown_default", str(default)))
    if isinstance(default, bool):
        control = Control(label, expert=True, checked=default)
    return option(
        default,
        said,
        surfaces=frozenset(Surface),
        panel=_PANEL,
        added_later=True,
        control=control,
        **described,
    )


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """How the decoder searches, and when its text counts as unreliable.

    The defaults are those of faster-whisper and openai-whisper. Text that is unreliable is decoded
    again in other ways; the last is at temperatures that rise by the increment up to 1, ten times
    at most. The increment is 0.2 if none is given, or 0 if the caller has fixed the temperature.
    """

    best_of: int = _expert(
        5,
        "Candidates to choose from at a temperature above 0.",
        "Candidates",
        range=Range(1, MAX_CANDIDATES),
    )
    patience: float = _expert(
        1.0,
        "Factor by which the beam search goes on after it has enough hypotheses.",
        "Patience",
        range=Range(1, 5),
    )
    length_penalty: float = _expert(
        1.0,
        "Exponent of the length that hypotheses are compared by; 1 is the mean of the tokens.",
        "Length penalty",
        range=Range(0, 2),
    )
    repetition_penalty: float = _expert(
        1.0,
        "Factor against tokens that were written before; 1 is none.",
        "Repetition penalty",
        range=Range(0.5, 5),
    )
    no_repeat_ngram_size: int = _expert(
        0,
        "Length in tokens of sequences that may not come twice in a window; 0: all may.",
        "No repetition of",
        range=Range(0, 50, unit=" tokens"),
    )
    suppress_tokens: str = _expert(
        "-1",
        "Ids of tokens that are never written, with commas; -1: Whisper's list of symbols; "
        "none: no token.",
        "Tokens never written",
        pattern=Pattern(
            f"{NO_TOKENS}|{_ID}(,{_ID}){{0,500}}",
            f"Give up to 500 ids of tokens with commas between them, -1, or {NO_TOKENS}.",
        ),
    )
    suppress_blank: bool = _expert(
        True,  # noqa: FBT003  # the default
        "Never begin a window with a blank.",
        "Never begin with a blank",
    )
    temperature_increment_on_fallback: float | None = _expert(
        None,
        "Step by which the temperature rises while text is unreliable; 0: it stays.",
        "Temperature step",
        range=Range(0, 1),
        shown_default="0.2; 0 if temperature is set",
    )
    compression_ratio_threshold: float = _expert(
        2.4,
        f"Text that compresses better is taken for repetition; {NEVER_REPETITIVE:.0f}: none is.",
        "Repetition above",
        range=Range(1, NEVER_REPETITIVE),
    )
    logprob_threshold: float = _expert(
        -1.0,
        f"Text with a lower mean log-probability is unreliable; {NEVER_IMPROBABLE:.0f}: none is.",
        "Unreliable below",
        range=Range(NEVER_IMPROBABLE, 0),
    )
    no_speech_threshold: float = _expert(
        0.6,
        "Probability of no speech above which improbable text is taken for silence; 1: none is.",
        "Silence above",
        range=Range(0, NEVER_SILENT),
    )
    prompt_reset_on_temperature: float = _expert(
        0.5,
        "Temperature above which text is not shown to the model as what it wrote before.",
        "Forget text above",
        range=Range(0, 1),
    )

    @property
    def suppressed(self) -> tuple[int, ...]:
        """The ids of tokens that are never written; -1 stands for Whisper's list."""
        names = self.suppress_tokens.split(",") if self.suppress_tokens != NO_TOKENS else ()
        return tuple(int(name) for name in names)

    def temperatures(self, fixed: float | None) -> tuple[float, ...]:
        """Return the temperatures to try, in order, up to 1; `fixed` is the caller's first."""
        step = self.temperature_increment_on_fallback
        if step is None:
            step = USUAL_INCREMENT if fixed is None else 0.0
        first = fixed or 0.0
        if step == 0:
            return (first,)
        rises = min(int((1.0 - first) / step + 1e-6), MOST_RISES)
        return tuple(round(first + step * rise, 6) for rise in range(rises + 1))
