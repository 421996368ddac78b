"""From the tokens of a window to segments with times in the recording."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_compression_ratio

from adapters.whisper.recognition.guards import without_loops
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.speech.features import FRAMES_PER_SECOND
from adapters.whisper.speech.windows import Window
from domain.transcript import Segment, Word

_INCOMPLETE: Final = "\ufffd"

Draft = dict[str, Any]
"""A segment as the library's functions hand it on: `tokens`, and `start` and `end` in seconds
from the window's start; after alignment `words` too."""


def split(
    model: WhisperModel, tokenizer: Tokenizer, said: Hypothesis, window: Window, *, unloop: bool
) -> list[Draft]:
    """Split at the timestamps, by the library's function; leave out what is empty.

    That function drops what follows the last pair of timestamps, since sequential decoding hears
    it again in the next window. Our windows end where nobody speaks, so it is kept here.
    """
    tokens = list(said.tokens)
    if unloop:
        tokens = [tokens[index] for index in without_loops(tokens)]
    drafts, _, _ = model._split_segments_by_timestamps(  # noqa: SLF001 (it has no public name)
        tokenizer=tokenizer,
        tokens=tokens,
        time_offset=0.0,
        segment_size=ceil(window.seconds) * FRAMES_PER_SECOND,
        segment_duration=window.seconds,
        seek=0,
    )
    drafts += _tail(tokens, drafts, tokenizer, window)
    kept = [draft for draft in drafts if _says_something(draft, tokenizer)]
    for draft in kept:
        draft["text"] = _text(draft, tokenizer)
    if not unloop:
        return kept
    return [kept[index] for index in without_loops([draft["text"] for draft in kept])]


def _tail(
    tokens: list[int], drafts: Sequence[Draft], tokenizer: Tokenizer, window: Window
) -> list[Draft]:
    rest = tokens[sum(len(draft["tokens"]) for draft in drafts) :]
    if not rest:
        return []
    begins_with_time = rest[0] >= tokenizer.timestamp_begin
    start = (rest[0] - tokenizer.timestamp_begin) * 0.02 if begins_with_time else drafts[-1]["end"]
    return [{"seek": 0, "start": start, "end": max(start, window.seconds), "tokens": rest}]


def _says_something(draft: Draft, tokenizer: Tokenizer) -> bool:
    return draft["start"] != draft["end"] and bool(_text(draft, tokenizer).strip())


def _text(draft: Draft, tokenizer: Tokenizer) -> str:
    """Spell the tokens; a character that the last of them begins and none completes is left out."""
    return str(tokenizer.decode(draft["tokens"])).rstrip(_INCOMPLETE)


def as_segments(drafts: Sequence[Draft], said: Hypothesis, window: Window) -> tuple[Segment, ...]:
    """Give the segments with their times in the recording."""
    return tuple(_as_segment(draft, said, window) for draft in drafts)


def _as_segment(draft: Draft, said: Hypothesis, window: Window) -> Segment:
    words = _words(draft["words"], window) if "words" in draft else None
    start = words[0].start if words else window.original_time(draft["start"])
    end = words[-1].end if words else window.original_time(draft["end"], ends=True)
    return Segment(
        start=start,
        end=max(start, end),
        text=draft["text"],
        tokens=tuple(draft["tokens"]),
        temperature=said.temperature,
        avg_logprob=said.avg_logprob,
        compression_ratio=get_compression_ratio(draft["text"]),
        no_speech_prob=said.no_speech_prob,
        words=words,
    )


def _words(drafts: Sequence[Draft], window: Window) -> tuple[Word, ...]:
    return tuple(
        Word(
            *window.original_times(word["start"], word["end"]),
            text=word["word"],
            probability=float(word["probability"]),
        )
        for word in drafts
    )
