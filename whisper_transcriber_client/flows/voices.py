"""Show, name and merge speakers, and give segments to others."""

from typing import Any

from whisper_transcriber_client.flows.steps import (
    Flow,
    Send,
    again,
    answered,
    ask,
    job_path,
    with_json,
)
from whisper_transcriber_client.results import Speaker, Turn

Speakers = tuple[Speaker, ...]


def speakers(job_id: str) -> Flow[Speakers]:
    """List the speakers in the order of their first words."""
    return _speakers((yield from answered(Send("GET", job_path(job_id, "speakers")), "speakers")))


def turns(job_id: str) -> Flow[tuple[Turn, ...]]:
    """Show who speaks when, sorted by start; those of different speakers may overlap."""
    body = yield from answered(Send("GET", job_path(job_id, "turns")), "turns")
    return tuple(map(Turn.of, body["turns"]))


def name_speaker(job_id: str, label: str, name: str | None) -> Flow[Speakers]:
    """Name a speaker, or withdraw the name with None."""
    if name is None:
        send = Send("DELETE", job_path(job_id, "speakers", label, "name"))
    else:
        send = with_json("PUT", job_path(job_id, "speakers", label), {"name": name})
    return _speakers((yield from answered(send, "speakers")))


def merge_speakers(job_id: str, label: str, into: str | None) -> Flow[Speakers]:
    """Declare a speaker to be another one, or withdraw that with None."""
    path = job_path(job_id, "speakers", label, "merge")
    send = Send("DELETE", path) if into is None else with_json("PUT", path, {"into": into})
    return _speakers((yield from answered(send, "speakers")))


def move_segment(job_id: str, index: int, speaker: str | None) -> Flow[None]:
    """Give a segment to another speaker, or with None back to the one who was heard."""
    path = job_path(job_id, "segments", index, "speaker")
    send = Send("DELETE", path) if speaker is None else with_json("PUT", path, {"speaker": speaker})
    yield from again(lambda: ask(send))


def withdraw_speaker_edits(job_id: str) -> Flow[None]:
    """Withdraw all names, merges and moves."""
    yield from again(lambda: ask(Send("DELETE", job_path(job_id, "speaker-edits"))))


def _speakers(body: dict[str, Any]) -> Speakers:
    return tuple(map(Speaker.of, body["speakers"]))
