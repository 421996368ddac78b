"""Rows to entities and back, by hand: total, and exact for every entity."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from adapters.sql.tables import JobRow, PassageColumns, UserRow
from domain.clips import ClipOptions
from domain.decoding_options import DecodingOptions
from domain.job import (
    BlobKey,
    Caveat,
    Failure,
    Job,
    JobId,
    JobStatus,
    Lease,
    Live,
    Recording,
    WorkerName,
)
from domain.labels import Labels
from domain.options import (
    Channels,
    ModelName,
    Multilingual,
    Priority,
    Task,
    TranscriptionOptions,
    VoiceActivity,
)
from domain.speakers import Speaker
from domain.spoken_languages import SpokenLanguage
from domain.transcript import Cut, DetectedLanguage, Gap, Passage, Segment, Word
from domain.user import Role, User, UserId

_SEGMENT: Final = tuple(field.name for field in fields(Segment))
_WORD: Final = tuple(field.name for field in fields(Word))
_OPTIONS: Final = frozenset(field.name for field in fields(TranscriptionOptions))
# Left out if unset: most segments lack them, and older versions can only read such segments.
_OPTIONAL: Final = frozenset({"language", "channel", "speaker"})


def job_values(job: Job) -> dict[str, Any]:
    """Return a job's columns by name."""
    recording, lease, detected, failure = job.recording, job.lease, job.detected, job.failure
    return {
        "id": job.id,
        "owner": job.owner,
        "blob_key": recording.key,
        "filename": recording.filename,
        "filename_folded": recording.filename.casefold(),
        "size_bytes": recording.size_bytes,
        "sha256": recording.sha256,
        "duration_seconds": recording.duration_seconds,
        "asked_seconds": job.asked_seconds,
        "model": job.model,
        "options": job.options.as_asked(),
        "priority_rank": job.options.priority.rank,
        "created_at": job.created_at,
        "status": job.status.value,
        "attempt": job.attempt,
        "attempts_forgiven": job.attempts_forgiven,
        "crashes": job.crashes,
        "suspected": job.suspected,
        "worker": lease.worker if lease else None,
        "lease_until": lease.until if lease else None,
        "progress": job.progress,
        "detected_language": detected.code if detected else None,
        "detected_probability": detected.probability if detected else None,
        "started_at": job.started_at,
        "completed_at": job.completed_at,
        "failure_code": failure.code if failure else None,
        "failure_message": failure.message if failure else None,
        "caveats": [asdict(caveat) for caveat in job.caveats],
        "model_revision": job.model_revision,
        "result_fingerprint": job.result_fingerprint,
        "reused_from": job.reused_from,
        "webhook_url": job.webhook_url,
        "languages": [asdict(language) for language in job.languages],
        "preparing": job.preparing,
        "listened": job.listened,
        "speakers": [asdict(speaker) for speaker in job.speakers],
        "live": job.live and job.live.value,
    }


def label_values(labels: Labels) -> dict[str, Any]:
    """Return the columns of a job that its user writes."""
    return {
        "title": labels.title,
        "title_folded": labels.title and labels.title.casefold(),
        "tags": list(labels.tags),
        "notes": labels.notes,
    }


def job_from_row(row: JobRow) -> Job:
    """Read a job from its row."""
    return Job(
        id=JobId(row.id),
        owner=UserId(row.owner),
        recording=_recording(row),
        model=ModelName(row.model),
        options=_options(row.options),
        created_at=row.created_at,
        status=JobStatus(row.status),
        attempt=row.attempt,
        attempts_forgiven=row.attempts_forgiven,
        crashes=row.crashes,
        suspected=row.suspected,
        lease=_lease(row),
        progress=row.progress,
        detected=_detected(row),
        started_at=row.started_at,
        completed_at=row.completed_at,
        failure=_failure(row),
        caveats=tuple(Caveat(**caveat) for caveat in row.caveats),
        model_revision=row.model_revision,
        reused_from=None if row.reused_from is None else JobId(row.reused_from),
        webhook_url=row.webhook_url,
        languages=tuple(SpokenLanguage(**language) for language in row.languages or ()),
        preparing=row.preparing,
        listened=row.listened,
        speakers=tuple(Speaker(**speaker) for speaker in row.speakers or ()),
        labels=Labels(row.title, tuple(row.tags or ()), row.notes),
        live=None if row.live is None else Live(row.live),
    )


def passage_values(passage: Passage) -> dict[str, Any]:
    """Return a passage's columns by name, except job and number."""
    return {
        "position": passage.position,
        "text": passage.text,
        "segments": [_segment_values(segment) for segment in passage.segments],
        "gaps": [asdict(gap) for gap in passage.gaps] or None,
        "cuts": [asdict(cut) for cut in passage.cuts] or None,
    }


def passage_from_row(row: PassageColumns) -> Passage:
    """Read a passage from its row."""
    return Passage(
        segments=tuple(_segment(values) for values in row.segments),
        position=row.position,
        gaps=tuple(Gap(**values) for values in row.gaps or ()),
        cuts=tuple(Cut(**values) for values in row.cuts or ()),
    )


def user_to_row(user: User) -> UserRow:
    """Turn a user into a row."""
    return UserRow(
        id=user.id,
        username=user.username,
        password_hash=user.password_hash,
        role=user.role.value,
        created_at=user.created_at,
        disabled=user.disabled,
        token_generation=user.token_generation,
    )


def user_from_row(row: UserRow) -> User:
    """Read a user from a row."""
    return User(
        id=UserId(row.id),
        username=row.username,
        password_hash=row.password_hash,
        role=Role(row.role),
        created_at=row.created_at,
        disabled=row.disabled,
        token_generation=row.token_generation,
    )


def _recording(row: JobRow) -> Recording:
    return Recording(
        key=BlobKey(row.blob_key),
        filename=row.filename,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        duration_seconds=row.duration_seconds,
    )


def _options(values: dict[str, Any]) -> TranscriptionOptions:
    """Read options; one missing in an older row has its default, a newer one is ignored."""
    known = {name: _TYPED.get(name, _as_it_is)(values[name]) for name in _OPTIONS & values.keys()}
    return TranscriptionOptions(**known)


def _as_it_is(value: Any) -> Any:
    return value


_TYPED: Final[Mapping[str, Callable[[Any], Any]]] = {
    "task": Task,
    "priority": Priority,
    "voice_activity": lambda values: VoiceActivity(**_known(values, _names(VoiceActivity))),
    "clips": lambda values: ClipOptions(**_known(values, _names(ClipOptions))),
    "decoding": lambda values: DecodingOptions(**_known(values, _names(DecodingOptions))),
    "channels": Channels,
    "multilingual": Multilingual,
    "languages": tuple,
}


def _lease(row: JobRow) -> Lease | None:
    if row.worker is None or row.lease_until is None:
        return None
    return Lease(worker=WorkerName(row.worker), until=row.lease_until)


def _detected(row: JobRow) -> DetectedLanguage | None:
    if row.detected_language is None or row.detected_probability is None:
        return None
    return DetectedLanguage(code=row.detected_language, probability=row.detected_probability)


def _failure(row: JobRow) -> Failure | None:
    if row.failure_code is None or row.failure_message is None:
        return None
    return Failure(code=row.failure_code, message=row.failure_message)


def _segment_values(segment: Segment) -> dict[str, Any]:
    """List the fields by name; `asdict` would copy every token and word recursively."""
    values = _set_values(segment, _SEGMENT)
    if segment.words is not None:
        values["words"] = [_set_values(word, _WORD) for word in segment.words]
    return values


def _set_values(part: Segment | Word, names: Iterable[str]) -> dict[str, Any]:
    return {
        name: value
        for name in names
        if (value := getattr(part, name)) is not None or name not in _OPTIONAL
    }


def _segment(values: dict[str, Any]) -> Segment:
    words = values["words"]
    typed = {
        "tokens": tuple(values["tokens"]),
        "words": None if words is None else tuple(Word(**_known(word, _WORD)) for word in words),
    }
    return Segment(**(_known(values, _SEGMENT) | typed))


def _names(part: type[Any]) -> list[str]:
    return [each.name for each in fields(part)]


def _known(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Drop the fields that only a newer version knows."""
    return {name: values[name] for name in names if name in values}
