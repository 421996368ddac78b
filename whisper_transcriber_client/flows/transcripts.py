"""Read, correct and save transcripts, with the recordings that they belong to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from whisper_transcriber_client.flows.steps import (
    Flow,
    Send,
    again,
    answered,
    answered_once,
    ask,
    job_path,
    query,
    saved,
    with_json,
)
from whisper_transcriber_client.results import Replacement, Transcript
from whisper_transcriber_client.saving import Target


def transcript(job_id: str, *, version: str = "corrected") -> Flow[Transcript]:
    """Read the transcript of a completed job; `version` may be `original`."""
    send = _document(job_id, "json", {"version": version})
    return Transcript.of((yield from answered(send, "segments")))


def document(job_id: str, form: str, **layout: Any) -> Flow[bytes]:
    """Read the transcript as `srt`, `vtt`, `txt`, `tsv`, `json`, `md`, `docx`, `pdf` or `rttm`."""
    return (yield from again(lambda: ask(_document(job_id, form, layout)))).content


def save_document(job_id: str, form: str, target: Target, **layout: Any) -> Flow[None]:
    """Save the transcript in one of the formats of `document`."""
    yield from saved(_document(job_id, form, layout), target)


def save_video(job_id: str, target: Target, **layout: Any) -> Flow[None]:
    """Save the video of a completed job with its transcript as a track of subtitles."""
    yield from saved(Send("GET", job_path(job_id, "video"), params=query(layout)), target)


def save_recording(job_id: str, target: Target) -> Flow[None]:
    """Save the recording of a job."""
    yield from saved(Send("GET", job_path(job_id, "audio")), target)


def save_archive(
    job_ids: Iterable[str], forms: Sequence[str], target: Target, **layout: Any
) -> Flow[None]:
    """Save the transcripts of several jobs, in these formats, as one ZIP archive."""
    body = {"ids": list(job_ids), "formats": list(forms), **layout}
    yield from saved(with_json("POST", "/jobs/export", body), target)


def correct(job_id: str, texts: Mapping[int, str | None]) -> Flow[None]:
    """Set the texts of segments by their numbers, all in one step.

    None restores the recognised text.
    """
    if not texts:
        return
    corrections = [{"index": index, "text": text} for index, text in texts.items()]
    send = with_json("PUT", job_path(job_id, "corrections"), {"corrections": corrections})
    yield from again(lambda: ask(send))


def replace(
    job_id: str,
    find: str,
    replacement: str,
    *,
    match_case: bool = False,
    whole_words: bool = False,
    preview: bool = False,
) -> Flow[Replacement]:
    """Find and replace in a transcript; `preview` only counts.

    It is not sent again if the connection breaks, since it would replace twice.
    """
    body = {
        "find": find,
        "replace": replacement,
        "match_case": match_case,
        "whole_words": whole_words,
        "preview": preview,
    }
    send = with_json("POST", job_path(job_id, "replacements"), body)
    return Replacement.of((yield from answered_once(send, "segments")))


def _document(job_id: str, form: str, layout: Mapping[str, Any]) -> Send:
    asked = query({"format": form, **layout})
    return Send("GET", job_path(job_id, "transcript"), params=asked)
