"""Choose the language of a recording, and of a later window of it.

A ranking is the model's output for one window: language codes with their probabilities, the most
likely first.
"""

from collections.abc import Collection, Sequence
from typing import Final

from domain.options import Multilingual, TranscriptionOptions
from domain.transcript import DetectedLanguage

Ranking = Sequence[tuple[str, float]]

# With `auto`, another language is chosen if it is this much more probable than the recording's. The
# margin depends on the seconds of speech in the window. Short speech is hard to identify: under two
# seconds even clear speech is often taken for another language, so it never changes the language.
CLEAR_MARGIN: Final = 0.6
SHORT_MARGIN: Final = 0.8
SHORT_SECONDS: Final = 8.0
SHORTEST_SECONDS: Final = 2.0


def ranking_of(result: Sequence[tuple[str, float]]) -> Ranking:
    """Read one window's result of CTranslate2's `detect_language`, with tokens like `<|en|>`."""
    return [(token[2:-2], float(probability)) for token, probability in result]


def choose(ranking: Ranking, allowed: Collection[str] = ()) -> DetectedLanguage:
    """Choose the most probable language, among the `allowed` ones if there are any.

    The probability is then the share among those allowed. If the model knows none of them, the
    first is returned with probability 0, and the recogniser reports that the model does not know
    it.
    """
    if not allowed:
        code, probability = ranking[0]
        return DetectedLanguage(code, probability)
    left = [(code, probability) for code, probability in ranking if code in allowed]
    if not left:
        return DetectedLanguage(next(iter(allowed)), 0.0)
    total = sum(probability for _, probability in left)
    code, probability = left[0]
    return DetectedLanguage(code, probability / total if total > 0 else 1 / len(left))


def may_change(options: TranscriptionOptions) -> bool:
    """Say whether the language of later windows is detected at all.

    With `auto`, a language that the caller named never changes.
    """
    if options.multilingual is Multilingual.AUTO:
        return options.language is None
    return options.multilingual is Multilingual.TRUE


def language_of_window(
    ranking: Ranking, recording: str, options: TranscriptionOptions, *, speech_seconds: float
) -> str:
    """Choose the language of a window in a recording that is in the language `recording`.

    `speech_seconds` is the length of the speech in the window. With `auto` another language must be
    clearly more probable; with `true` the most probable one is chosen.
    """
    if not may_change(options) or speech_seconds < SHORTEST_SECONDS:
        return recording
    best = choose(ranking, options.languages)
    if options.multilingual is Multilingual.TRUE:
        return best.code
    among = {*options.languages, recording} if options.languages else ()
    margin = CLEAR_MARGIN if speech_seconds >= SHORT_SECONDS else SHORT_MARGIN
    ahead = _share(ranking, best.code, among) - _share(ranking, recording, among)
    return best.code if ahead >= margin else recording


def _share(ranking: Ranking, code: str, among: Collection[str]) -> float:
    total = sum(probability for each, probability in ranking if not among or each in among)
    own = dict(ranking).get(code, 0.0)
    return own / total if total > 0 else 0.0
