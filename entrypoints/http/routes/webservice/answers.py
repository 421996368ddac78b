"""The JSON of whisper-asr-webservice."""

from collections.abc import Sequence

from pydantic import BaseModel

from domain.options import Task
from domain.transcript import Transcript, Word


class SpokenWord(BaseModel):
    """A word; times in seconds."""

    word: str
    start: float
    end: float
    probability: float


class SpokenSegment(BaseModel):
    """A segment; times in seconds. `words` are there if they were asked for."""

    id: int
    seek: int
    start: float
    end: float
    text: str
    tokens: Sequence[int]
    temperature: float
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    words: Sequence[SpokenWord] | None


class Spoken(BaseModel):
    """What is spoken in a recording."""

    text: str
    segments: Sequence[SpokenSegment]
    language: str | None


class SpokenLanguage(BaseModel):
    """The language of a recording; `und` if nobody speaks. `confidence` is from 0 to 1."""

    detected_language: str
    language_code: str
    confidence: float


FRAMES_A_SECOND = 100  # frames of Whisper's spectrogram; `seek` counts them


def spoken(transcript: Transcript, task: Task) -> Spoken:
    """Write a transcript. A translation is English."""
    segments = [
        SpokenSegment(
            id=number,
            seek=int(segment.start * FRAMES_A_SECOND),
            start=segment.start,
            end=segment.end,
            text=segment.text,
            tokens=segment.tokens,
            temperature=segment.temperature,
            avg_logprob=segment.avg_logprob,
            compression_ratio=segment.compression_ratio,
            no_speech_prob=segment.no_speech_prob,
            words=_words(segment.words),
        )
        for number, segment in enumerate(transcript.segments)
    ]
    language = "en" if task is Task.TRANSLATE else transcript.language
    text = "".join(each.text for each in segments).strip()
    return Spoken(text=text, segments=segments, language=language)


def _words(words: Sequence[Word] | None) -> list[SpokenWord] | None:
    if words is None:
        return None
    return [
        SpokenWord(word=each.text, start=each.start, end=each.end, probability=each.probability)
        for each in words
    ]
