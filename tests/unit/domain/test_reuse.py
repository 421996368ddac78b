from dataclasses import fields, replace

import pytest

from domain.clips import ClipOptions
from domain.decoding_options import DecodingOptions
from domain.job import SPEAKERS_UNAVAILABLE, Caveat, Job, JobStatus
from domain.options import (
    Channels,
    ModelName,
    Multilingual,
    Priority,
    Task,
    TranscriptionOptions,
    VoiceActivity,
)
from domain.reuse import INDIFFERENT, result_fingerprint
from tests.samples import a_job
from tests.unit.domain.test_job import LEASE, NOW

SHA, OTHER_SHA = "0" * 64, "1" * 64
DIGITS, SMALL = ModelName("digits"), ModelName("small")
PLAIN = TranscriptionOptions()
CHANGED: dict[str, object] = {
    "task": Task.TRANSLATE,
    "language": "de",
    "prompt": "x",
    "hotwords": "x",
    "temperature": 0.0,
    "beam_size": 1,
    "word_timestamps": True,
    "condition_on_previous_text": True,
    "vad_filter": False,
    "voice_activity": VoiceActivity(threshold=0.4),
    "decoding": DecodingOptions(patience=2.0),
    "channels": Channels.SEPARATE,
    "clips": ClipOptions(clip_start=1.0),
    "track": 2,
    "multilingual": Multilingual.FALSE,
    "languages": ("de", "fr"),
    "diarize": True,
    "num_speakers": 2,
    "min_speakers": 2,
    "max_speakers": 2,
}
COUNTS = ("num_speakers", "min_speakers", "max_speakers")
# Made before `channels`, `track`, `multilingual`, `languages` and those of speakers were options.
AN_OLD_FINGERPRINT = "0820f04baef6617328e29056ce4eba6fb48389c560ed5295bb55da6e444c0283"


def test_the_same_request_has_the_same_result() -> None:
    assert result_fingerprint(SHA, DIGITS, "r", PLAIN) == result_fingerprint(
        SHA, DIGITS, "r", TranscriptionOptions()
    )


def test_results_of_an_older_version_are_still_found() -> None:
    assert result_fingerprint(SHA, DIGITS, "r", PLAIN) == AN_OLD_FINGERPRINT


def test_other_audio_another_model_or_another_revision_has_another() -> None:
    prints = {
        result_fingerprint(SHA, DIGITS, "r", PLAIN),
        result_fingerprint(OTHER_SHA, DIGITS, "r", PLAIN),
        result_fingerprint(SHA, SMALL, "r", PLAIN),
        result_fingerprint(SHA, DIGITS, "s", PLAIN),
    }
    assert len(prints) == 4


@pytest.mark.parametrize("name", [field.name for field in fields(TranscriptionOptions)])
def test_every_option_counts_except_those_of_the_queue(name: str) -> None:
    changed = {**CHANGED, "priority": Priority.HIGH}[name]
    plain = TranscriptionOptions(diarize=True) if name in COUNTS else PLAIN
    other = replace(plain, **{name: changed})  # type: ignore[arg-type]  # each fits its field
    same = result_fingerprint(SHA, DIGITS, "r", other) == result_fingerprint(
        SHA, DIGITS, "r", plain
    )
    assert same == (name in INDIFFERENT)


def completed(revision: str | None = "r") -> Job:
    return (
        a_job()
        .claimed(LEASE, at=NOW)
        .completed(at=NOW, duration_seconds=9.5, model_revision=revision)
    )


def test_a_result_is_known_of_completed_jobs_whose_model_is_known() -> None:
    assert a_job().result_fingerprint is None
    assert completed(revision=None).result_fingerprint is None
    assert completed().result_fingerprint is not None


def test_a_job_that_reuses_a_result_is_completed_with_what_was_found_out() -> None:
    original = completed()
    job = a_job().reusing(original, at=NOW)
    assert job.status is JobStatus.COMPLETED
    assert (job.progress, job.attempt, job.lease) == (1.0, 0, None)
    assert job.recording.duration_seconds == 9.5
    assert job.recording.key != original.recording.key
    assert job.reused_from == original.id
    assert job.result_fingerprint == original.result_fingerprint


def test_a_transcript_that_lacks_its_speakers_is_not_reused() -> None:
    lacking = replace(completed(), caveats=(Caveat(SPEAKERS_UNAVAILABLE, "No models."),))
    assert lacking.result_fingerprint is None
