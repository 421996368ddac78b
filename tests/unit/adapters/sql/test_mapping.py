"""Every entity comes back from its row as it was, whatever it holds."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from adapters.sql.mapping import (
    job_from_row,
    job_values,
    label_values,
    passage_from_row,
    passage_values,
    user_from_row,
    user_to_row,
)
from adapters.sql.tables import JobRow, PassageRow
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
from domain.languages import LANGUAGES
from domain.option import options_of
from domain.options import (
    MAX_BEAM_SIZE,
    MAX_TRACK,
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
from tests.samples import a_job

AnyRow = TypeVar("AnyRow", bound=SQLModel)

# These entities are large, so each example takes a while to make.
FEW = settings(max_examples=25)

texts = st.text(max_size=20)
counts = st.integers(0, 2**31 - 1)
figures = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0, 1)
pauses = st.integers(0, 10_000)
moments = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants bounds without a zone)

OPTIONS_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "task": st.sampled_from(Task),
    "language": st.none() | st.sampled_from(sorted(LANGUAGES)),
    "prompt": st.none() | texts,
    "hotwords": st.none() | texts,
    "temperature": st.none() | shares,
    "beam_size": st.integers(1, MAX_BEAM_SIZE),
    "word_timestamps": st.booleans(),
    "condition_on_previous_text": st.booleans(),
    "vad_filter": st.booleans(),
    "decoding": st.builds(
        DecodingOptions,
        best_of=st.integers(1, 20),
        patience=st.floats(1, 5),
        suppress_tokens=st.sampled_from(["-1", "none", "5,7"]),
        suppress_blank=st.booleans(),
        temperature_increment_on_fallback=st.none() | st.floats(0.1, 1),
    ),
    "clips": st.builds(ClipOptions, clip_start=st.none() | st.floats(0, 9), clip_end=st.just(10.0)),
    "voice_activity": st.builds(VoiceActivity, st.floats(0.01, 0.99), pauses, pauses, pauses),
    "priority": st.sampled_from(Priority),
    "channels": st.sampled_from([each for each in Channels if each is not Channels.SEPARATE]),
    "track": st.none() | st.integers(1, MAX_TRACK),
    "multilingual": st.sampled_from(Multilingual),
    "languages": st.just(()),
    "diarize": st.sampled_from([True]),  # numbers of speakers need it
    "num_speakers": st.none(),  # excludes the other two
    "min_speakers": st.none() | st.integers(1, 5),
    "max_speakers": st.none() | st.integers(5, 50),
}
options = st.builds(TranscriptionOptions, **OPTIONS_FIELDS)
JOB_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.uuids().map(JobId),
    "owner": st.uuids().map(UserId),
    "recording": st.builds(
        Recording,
        key=texts.map(BlobKey),
        filename=texts,
        size_bytes=st.integers(0, 2**62),
        sha256=texts,
        duration_seconds=st.none() | figures,
    ),
    "model": texts.map(ModelName),
    "options": options,
    "created_at": moments,
    "status": st.sampled_from(JobStatus),
    "attempt": counts,
    "attempts_forgiven": counts,
    "crashes": counts,
    "suspected": st.booleans(),
    "lease": st.none() | st.builds(Lease, texts.map(WorkerName), moments),
    "progress": shares,
    "detected": st.none() | st.builds(DetectedLanguage, texts, shares),
    "started_at": st.none() | moments,
    "completed_at": st.none() | moments,
    "failure": st.none() | st.builds(Failure, texts, texts),
    "model_revision": st.none() | texts,
    "reused_from": st.none() | st.uuids().map(JobId),
    "caveats": st.lists(st.builds(Caveat, texts, texts), max_size=3).map(tuple),
    "webhook_url": st.none() | texts,
    "languages": st.lists(st.builds(SpokenLanguage, texts, figures), max_size=3).map(tuple),
    "preparing": st.none() | shares,
    "listened": st.none() | shares,
    "speakers": st.lists(st.builds(Speaker, texts, figures), max_size=3).map(tuple),
    "live": st.none() | st.sampled_from(Live),
    "labels": st.builds(Labels, st.none() | texts, st.lists(texts, max_size=3).map(tuple), texts),
}
jobs = st.builds(Job, **JOB_FIELDS)
speakers = st.none() | st.sampled_from(["A", "B", "AA"])
words = st.builds(Word, figures, figures, texts, shares, speakers)
SEGMENT_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "start": figures,
    "end": figures,
    "text": texts,
    "tokens": st.lists(counts, max_size=5).map(tuple),
    "temperature": figures,
    "avg_logprob": figures,
    "compression_ratio": figures,
    "no_speech_prob": shares,
    "words": st.none() | st.lists(words, max_size=3).map(tuple),
    "language": st.none() | st.sampled_from(sorted(LANGUAGES)),
    "channel": st.none() | st.integers(1, 2),
    "speaker": speakers,
}
segments = st.builds(Segment, **SEGMENT_FIELDS)
gaps = st.builds(Gap, figures, figures)
cuts = st.builds(Cut, figures, figures, texts)
PASSAGE_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "segments": st.lists(segments, max_size=3).map(tuple),
    "position": figures,
    "gaps": st.lists(gaps, max_size=3).map(tuple),
    "cuts": st.lists(cuts, max_size=3).map(tuple),
}
passages = st.builds(Passage, **PASSAGE_FIELDS)
USER_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.uuids().map(UserId),
    "username": texts,
    "password_hash": texts,
    "role": st.sampled_from(Role),
    "created_at": moments,
    "disabled": st.booleans(),
    "token_generation": counts,
}
users = st.builds(User, **USER_FIELDS)


def as_stored(row: AnyRow, *in_json: str) -> AnyRow:
    """Send the columns that are JSON through JSON, as a database does."""
    for column in in_json:
        setattr(row, column, json.loads(json.dumps(getattr(row, column))))
    return row


@FEW
@given(jobs)
def test_a_job_comes_back_from_its_row(job: Job) -> None:
    assert (
        job_from_row(
            as_stored(
                JobRow(**job_values(job) | label_values(job.labels)),
                "options",
                "caveats",
                "languages",
                "speakers",
                "tags",
            )
        )
        == job
    )


@FEW
@given(st.uuids().map(JobId), counts, passages)
def test_a_passage_comes_back_from_its_row(job_id: JobId, sequence: int, passage: Passage) -> None:
    row = PassageRow(job_id=job_id, sequence=sequence, **passage_values(passage))
    assert passage_from_row(as_stored(row, "segments", "gaps", "cuts")) == passage
    assert row.text == passage.text


@FEW
@given(users)
def test_a_user_comes_back_from_their_row(user: User) -> None:
    assert user_from_row(user_to_row(user)) == user


def test_an_option_that_an_older_row_lacks_has_its_default() -> None:
    job = a_job(options=TranscriptionOptions(beam_size=1, vad_filter=False))
    row = JobRow(**job_values(job))
    del row.options["vad_filter"]
    assert job_from_row(row).options == TranscriptionOptions(beam_size=1)


def test_a_passage_that_an_older_version_wrote_has_no_gaps_and_no_cuts() -> None:
    row = PassageRow(job_id=a_job().id, sequence=1, position=1.0, text="", segments=[])
    assert passage_from_row(row) == Passage(segments=(), position=1.0)


def test_the_languages_of_an_options_row_come_back() -> None:
    job = a_job(options=TranscriptionOptions(languages=("de", "fr")))
    assert job_from_row(as_stored(JobRow(**job_values(job)), "options")).options == job.options


def test_a_row_of_an_older_version_has_no_languages_and_no_speakers() -> None:
    row = JobRow(**job_values(a_job()) | {"languages": None, "speakers": None})
    job = job_from_row(row)
    assert (job.languages, job.speakers) == ((), ())


def test_separate_channels_come_back() -> None:
    job = a_job(options=TranscriptionOptions(channels=Channels.SEPARATE))
    assert job_from_row(as_stored(JobRow(**job_values(job)), "options")).options == job.options


def test_fields_of_a_newer_version_are_ignored() -> None:
    job, passage = (
        a_job(),
        Passage((Segment(0.0, 1.0, " one", words=(Word(0, 1, "one", 1),)),), 1.0),
    )
    row, said = JobRow(**job_values(job)), passage_values(passage)
    row.options["mood"] = "glad"
    said["segments"][0]["mood"] = said["segments"][0]["words"][0]["mood"] = "glad"
    assert job_from_row(row) == job
    assert passage_from_row(PassageRow(job_id=job.id, sequence=1, **said)) == passage


def test_an_older_version_can_read_what_does_not_use_later_options() -> None:
    added_later = {each.field for each in options_of(TranscriptionOptions) if each.said.added_later}
    assert added_later
    assert not added_later & job_values(a_job())["options"].keys()
    said = Segment(0.0, 1.0, " one", words=(Word(0.0, 1.0, " one", 0.9),))
    (segment,) = passage_values(Passage((said,), 1.0))["segments"]
    assert not {"language", "channel", "speaker"} & segment.keys()
    assert "speaker" not in segment["words"][0]


def test_the_strategies_leave_no_field_to_its_default() -> None:
    for entity, strategies in (
        (Job, JOB_FIELDS),
        (TranscriptionOptions, OPTIONS_FIELDS),
        (Segment, SEGMENT_FIELDS),
        (Passage, PASSAGE_FIELDS),
        (User, USER_FIELDS),
    ):
        assert {field.name for field in fields(entity)} == set(strategies)
