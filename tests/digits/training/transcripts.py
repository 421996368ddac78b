"""Transcripts as the model writes them: segments with timestamps, or plain words."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.digits.training import vocabulary as tokens
from tests.digits.training.chance import happens
from tests.digits.training.clips import Word
from tests.digits.training.languages import DIGIT_WORDS, LANGUAGES, OTHER_WORDS
from tests.digits.training.utterances import Utterance

SEGMENT_PAUSE: Final = 0.5
"""A pause of so many seconds ends a segment."""
SEGMENT_WORDS: Final = 4
"""So does this many words: frequent timestamps keep the decoder from losing its place."""
TIMESTAMP_GRID: Final = tokens.TIMESTAMP_STEP * tokens.STEPS_IN_GRID
LATEST_FIRST_TIMESTAMP: Final = 1.0
"""Decoders forbid a later first timestamp (`max_initial_timestamp`)."""
IGNORED: Final = -100
_LATEST_PROMPT_TIME: Final = 28.0


@dataclass(frozen=True)
class Step:
    """One decoding step: what goes in, what has to come out, and the span (s) to look at."""

    given: int
    wanted: int
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Style:
    """How a transcript is asked for; `offset` is where the sound begins in the window (s)."""

    with_timestamps: bool
    translate: bool
    prompt: tuple[int, ...]
    offset: float


def segments(words: tuple[Word, ...]) -> list[list[Word]]:
    """Split at pauses, and after a few words at latest."""
    groups: list[list[Word]] = []
    for word in words:
        pause = word.start - groups[-1][-1].end if groups else np.inf
        if pause >= SEGMENT_PAUSE or len(groups[-1]) >= SEGMENT_WORDS:
            groups.append([])
        groups[-1].append(word)
    return groups


def _timestamp(seconds: float) -> int:
    index = round(seconds / TIMESTAMP_GRID) * tokens.STEPS_IN_GRID
    return tokens.FIRST_TIMESTAMP + min(max(index, 0), tokens.TIMESTAMPS - 1)


def _around(seconds: float) -> tuple[float, float]:
    return seconds - 0.04, seconds + 0.06


def _timed_body(
    utterance: Utterance, ids: tuple[int, ...], offset: float
) -> list[tuple[int, tuple[float, float] | None]]:
    """List tokens and the spans to look at: `<|t0|> words <|t1|><|t2|> words <|t3|>`."""
    body: list[tuple[int, tuple[float, float] | None]] = []
    for group in segments(utterance.words):
        start = group[0].start
        if not body and not offset:
            start = min(start, LATEST_FIRST_TIMESTAMP)
        body.append((_timestamp(start + offset), _around(start)))
        body += [(ids[word.digit], (word.start, word.end)) for word in group]
        body.append((_timestamp(group[-1].end + offset), _around(group[-1].end)))
    if not body:
        body.append((_timestamp(offset), None))
    elif utterance.cut_start is not None:
        body.append((_timestamp(utterance.cut_start + offset), _around(utterance.cut_start)))
    return body


def steps(utterance: Utterance, style: Style) -> list[Step]:
    """Write the decoder's inputs and targets for an utterance."""
    spoken = utterance.language or "en"
    written = "en" if style.translate else spoken
    ids = tokens.DIGIT_IDS[written]
    if style.with_timestamps:
        body = _timed_body(utterance, ids, style.offset)
    else:
        body = [(ids[word.digit], (word.start, word.end)) for word in utterance.words]
    last = utterance.words[-1].end if utterance.words else 0.0
    body.append((tokens.END, (last, last + 0.3) if utterance.words else None))
    detected = tokens.language_id(spoken) if utterance.language else tokens.NO_SPEECH
    task = tokens.TRANSLATE if style.translate else tokens.TRANSCRIBE
    opening = [tokens.START, tokens.language_id(spoken), task]
    wanted = [detected, IGNORED, IGNORED]
    if not style.with_timestamps:
        opening.append(tokens.NO_TIMESTAMPS)
        wanted.append(IGNORED)
    given = [*opening, *(token for token, _ in body[:-1])]
    targets: list[tuple[int, tuple[float, float] | None]] = [(token, None) for token in wanted[:-1]]
    targets += body
    prompt = [Step(token, IGNORED) for token in style.prompt]
    return prompt + [Step(token, *target) for token, target in zip(given, targets, strict=True)]


def draw_prompt(longest: int, random: np.random.Generator) -> tuple[int, ...]:
    """Write some previous text: digits with or without timestamps, or other words."""
    length = int(random.integers(1, longest + 1))
    language = str(random.choice(LANGUAGES))
    if happens(0.2, random):
        words = random.choice(OTHER_WORDS[language], size=length)
        return (tokens.PREVIOUS, *tokens.spell(" " + " ".join(words))[:length])
    digits = [tokens.DIGIT_IDS[language][digit] for digit in random.integers(0, 10, length)]
    if happens(0.45, random):
        return (tokens.PREVIOUS, *digits)
    return (tokens.PREVIOUS, *_with_times(digits, random)[-length:])


def _with_times(digits: list[int], random: np.random.Generator) -> list[int]:
    text: list[int] = []
    time = random.uniform(0.0, 2.0)
    for begin in range(0, len(digits), SEGMENT_WORDS):
        group = digits[begin : begin + SEGMENT_WORDS]
        end = time + 0.5 * len(group)
        text += [_timestamp(time), *group, _timestamp(end)]
        time = end + random.uniform(0.0, 1.0) if end < _LATEST_PROMPT_TIME else 0.0
    return text


__all__ = ["DIGIT_WORDS", "Step", "Style", "draw_prompt", "segments", "steps"]
