"""A job that was begun shows that something goes on, and never goes backwards."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.jobs.shown_progress import with_shown_progress
from domain.job import Job, JobStatus
from tests.contracts.event_publisher import LEASE, NOON
from tests.samples import a_job, a_recording


def begun(seconds: float | None, progress: float = 0.0) -> Job:
    job = a_job(recording=a_recording(seconds=seconds)).claimed(LEASE, at=NOON)
    return job.advanced(progress=progress, detected=None)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("duration", [2.0, 30.0, 36_000.0])
def test_something_is_shown_at_once_and_more_with_time(duration: float) -> None:
    shown = [
        with_shown_progress(begun(duration), later(waited)).progress
        for waited in (0, 1, 10, 100, 10_000)
    ]
    assert shown[0] > 0
    assert shown == sorted(set(shown))
    assert shown[-1] <= min(0.5, 5.0 / duration)


@given(
    st.lists(st.floats(0, 1_000), min_size=2, max_size=8).map(sorted),
    st.lists(st.floats(0, 1), min_size=8, max_size=8).map(sorted),
    st.floats(0.1, 36_000),
)
def test_it_never_goes_backwards(
    moments: list[float], stored: list[float], duration: float
) -> None:
    shown = [
        with_shown_progress(begun(duration, progress), later(moment)).progress
        for moment, progress in zip(moments, stored, strict=False)
    ]
    assert shown == sorted(shown)


def test_what_is_stored_counts_once_it_is_more() -> None:
    assert with_shown_progress(begun(100.0, 0.3), later(60)).progress == 0.3


def test_a_clock_that_was_put_back_does_no_harm() -> None:
    assert with_shown_progress(begun(100.0), later(-60)).progress > 0


def test_without_a_length_nothing_is_shown() -> None:
    assert with_shown_progress(begun(None), later(60)).progress == 0.0


def test_while_its_model_is_prepared_no_progress_is_claimed() -> None:
    shown = with_shown_progress(begun(100.0).prepared(0.26), later(60))
    assert (shown.progress, shown.stage_progress) == (0.0, 0.26)


def test_what_an_earlier_attempt_has_done_stays_while_the_model_is_prepared() -> None:
    assert with_shown_progress(begun(100.0, 0.3).prepared(0.26), later(60)).progress == 0.3


def test_a_job_that_waits_has_no_progress() -> None:
    assert with_shown_progress(a_job(), later(60)).progress == 0.0


def test_one_that_was_handed_back_keeps_what_was_shown() -> None:
    shown = with_shown_progress(begun(100.0), later(5)).progress
    assert with_shown_progress(begun(100.0).handed_back(), later(6)).progress >= shown


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
def test_what_has_ended_is_as_it_is_stored(status: JobStatus) -> None:
    job = a_job(status=status, started_at=NOON)
    assert with_shown_progress(job, later(60)) == job
