"""Write a transcript in one of the file formats."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final

from domain import subtitles
from domain.options import Task
from domain.spoken_languages import LanguageTally
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Segment, Transcript
from entrypoints.cli.errors import refuse


class Form(StrEnum):
    """The formats; each is also the ending of its files."""

    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"
    JSON = "json"


ALL: Final = "all"


def read_forms(names: str) -> tuple[Form, ...]:
    """Read `txt,srt`, or `all` as openai-whisper has it. Ends the program in words."""
    wanted = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in names.split(",")))))
    if ALL in wanted:
        return tuple(Form)
    unknown = [name for name in wanted if name not in set(Form)]
    if unknown or not wanted:
        named = f"{', '.join(map(repr, unknown))} is no format" if unknown else "Name a format"
        refuse(f"{named}. Choose of {', '.join(Form)}, with commas between them, or {ALL}.")
    return tuple(map(Form, wanted))


def render(form: Form, transcript: Transcript, task: Task, layout: SubtitleLayout) -> Iterator[str]:
    """Write the document piece by piece."""
    if form is Form.JSON:
        yield json.dumps(_whisper(transcript, task), ensure_ascii=False, indent=2) + "\n"
    else:
        yield from subtitles.render(
            TextFormat(form), transcript.segments, transcript.duration_seconds, layout
        )


def _whisper(transcript: Transcript, task: Task) -> dict[str, Any]:
    """Use openai-whisper's layout, plus length, task, all languages, gaps and cuts."""
    return {
        "text": transcript.text,
        "segments": [_segment(number, each) for number, each in enumerate(transcript.segments)],
        "gaps": [asdict(gap) for gap in transcript.gaps],
        "cuts": [asdict(cut) for cut in transcript.cuts],
        "language": transcript.language,
        "languages": _languages(transcript),
        "duration": transcript.duration_seconds,
        "task": task,
    }


def _languages(transcript: Transcript) -> list[dict[str, Any]]:
    tally = LanguageTally()
    tally.add(transcript.segments, otherwise=transcript.language)
    return [
        {"language": spoken.code, "seconds": round(spoken.seconds, 3)} for spoken in tally.languages
    ]


def _segment(number: int, segment: Segment) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": number,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": segment.temperature,
        "avg_logprob": segment.avg_logprob,
        "compression_ratio": segment.compression_ratio,
        "no_speech_prob": segment.no_speech_prob,
    }
    if segment.language is not None:
        shown["language"] = segment.language
    if segment.channel is not None:
        shown["channel"] = segment.channel
    if segment.words is not None:
        shown["words"] = [
            {"word": w.text, "start": w.start, "end": w.end, "probability": w.probability}
            for w in segment.words
        ]
    return shown
