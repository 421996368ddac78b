from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors.jobs import IllegalTransitionError
from domain.job import (
    CANCEL,
    CLAIM,
    COMPLETE,
    FAIL,
    HAND_BACK,
    RETRY,
    Failure,
    Job,
    JobStatus,
    Lease,
    Transition,
    WorkerName,
)
from domain.transcript import DetectedLanguage
from tests.samples import a_job

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = Lease(WorkerName("w1"), NOW + timedelta(minutes=1))
GERMAN = DetectedLanguage("de", 0.9)
WAYS: dict[Transition, Callable[[Job], Job]] = {
    CLAIM: lambda job: job.claimed(LEASE, at=NOW),
    HAND_BACK: lambda job: job.handed_back(),
    COMPLETE: lambda job: job.completed(at=NOW, duration_seconds=3.0),
    FAIL: lambda job: job.failed(Failure("code", "words"), at=NOW),
    CANCEL: lambda job: job.cancelled(at=NOW),
    RETRY: lambda job: job.retried(),
}


@pytest.mark.parametrize("start", JobStatus)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_job_only_makes_allowed_transitions(start: JobStatus, way: Transition) -> None:
    job = replace(a_job(), status=start)
    if start in way.sources:
        assert WAYS[way](job).status is way.target
    else:
        with pytest.raises(IllegalTransitionError, match=f"{start}, so it cannot be {way.name}"):
            WAYS[way](job)


def test_a_completed_job_cannot_change_its_status() -> None:
    assert not any(JobStatus.COMPLETED in way.sources for way in WAYS)


def test_a_cancelled_job_cannot_start() -> None:
    with pytest.raises(IllegalTransitionError, match="cancelled"):
        a_job().cancelled(at=NOW).claimed(LEASE, at=NOW)


def test_each_claim_counts_the_attempt_up() -> None:
    first = a_job().claimed(LEASE, at=NOW)
    second = first.handed_back().claimed(LEASE, at=NOW)
    assert (first.attempt, second.attempt) == (1, 2)


def test_a_job_that_is_handed_back_has_no_lease() -> None:
    job = a_job().claimed(LEASE, at=NOW).handed_back()
    assert job.status is JobStatus.QUEUED
    assert job.lease is None


def test_a_retry_forgives_the_attempts_but_never_reuses_their_numbers() -> None:
    failed = a_job().claimed(LEASE, at=NOW).failed(Failure("code", "words"), at=NOW)
    again = failed.retried().claimed(LEASE, at=NOW)
    assert again.attempt == 2
    assert again.attempts_spent == 1
    assert again.failure is None


@given(st.lists(st.floats(-1, 2)))
def test_progress_never_runs_backwards_nor_out_of_its_range(steps: list[float]) -> None:
    job = a_job().claimed(LEASE, at=NOW)
    for step in steps:
        later = job.advanced(progress=step, detected=None)
        assert job.progress <= later.progress <= 1
        job = later


def test_a_language_once_detected_is_kept() -> None:
    job = a_job().claimed(LEASE, at=NOW).advanced(progress=0.1, detected=GERMAN)
    assert job.advanced(progress=0.2, detected=None).detected == GERMAN


def test_completion_fixes_the_length_that_the_container_had_claimed() -> None:
    job: Job = a_job().claimed(LEASE, at=NOW).completed(at=NOW, duration_seconds=7.5)
    assert job.recording.duration_seconds == 7.5
    assert job.progress == 1.0
    assert job.has_transcript


def test_an_attempt_that_ended_cleanly_is_not_charged() -> None:
    stopped = a_job().claimed(LEASE, at=NOW).handed_back(forgiven=True).claimed(LEASE, at=NOW)
    failed = a_job().claimed(LEASE, at=NOW).handed_back().claimed(LEASE, at=NOW)
    assert (stopped.attempt, stopped.attempts_spent) == (2, 1)
    assert (failed.attempt, failed.attempts_spent) == (2, 2)


def test_the_death_of_its_process_is_charged_to_a_job_only_where_it_ran_alone() -> None:
    beside_others = a_job().claimed(LEASE, at=NOW).lost()
    assert (beside_others.attempts_spent, beside_others.crashes) == (0, 1)
    assert beside_others.suspected
    alone = beside_others.claimed(LEASE, at=NOW).lost()
    assert (alone.attempts_spent, alone.crashes, alone.attempt) == (1, 2, 2)


def test_a_job_that_was_cleared_is_not_charged_for_the_next_death() -> None:
    suspected = a_job().claimed(LEASE, at=NOW).lost().claimed(LEASE, at=NOW)
    again = suspected.cleared().lost()
    assert (again.attempts_spent, again.crashes, again.suspected) == (0, 2, True)


def test_a_job_that_ends_well_is_cleared() -> None:
    suspected = a_job().claimed(LEASE, at=NOW).lost().claimed(LEASE, at=NOW)
    assert not suspected.completed(at=NOW, duration_seconds=1.0).suspected


def test_a_job_that_killed_its_process_runs_alone_when_it_is_retried() -> None:
    suspected = a_job().claimed(LEASE, at=NOW).lost().claimed(LEASE, at=NOW)
    again = suspected.killed_its_process(Failure("code", "words"), at=NOW).retried()
    assert (again.attempts_spent, again.crashes, again.suspected) == (0, 2, True)


def test_the_start_of_a_job_is_that_of_its_first_attempt() -> None:
    later = NOW + timedelta(minutes=5)
    again = a_job().claimed(LEASE, at=NOW).handed_back().claimed(LEASE, at=later)
    assert again.started_at == NOW


def test_a_retry_keeps_the_finished_passages() -> None:
    heard = a_job().claimed(LEASE, at=NOW).advanced(progress=0.5, detected=GERMAN)
    again = heard.cancelled(at=NOW).retried()
    assert (again.progress, again.detected, again.completed_at) == (0.5, GERMAN, None)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_no_transition_changes_the_original_job(way: Transition) -> None:
    job = a_job(status=min(way.sources))
    before = replace(job)
    WAYS[way](job)
    assert job == before
