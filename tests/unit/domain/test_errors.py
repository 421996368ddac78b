"""What people read when something goes wrong, and what programs do."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from uuid import UUID

import pytest

from domain import errors
from domain.errors.accounts import TooManyAttemptsError
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.jobs import IllegalTransitionError, JobNotFoundError, TranscriptNotReadyError
from domain.errors.kinds import FieldError, InvalidRequestError, TranscriberError
from domain.errors.transcription import AttemptsExhaustedError, ProcessKilledError
from domain.errors.uploads import UploadTooLargeError
from domain.job import CANCEL, COMPLETE, FAIL, RETRY, JobStatus, Transition


@pytest.mark.parametrize(
    ("status", "wanted", "sentence"),
    [
        (JobStatus.QUEUED, RETRY, "The job is queued, so it cannot be retried."),
        (JobStatus.PROCESSING, RETRY, "The job is processing, so it cannot be retried."),
        (JobStatus.COMPLETED, CANCEL, "The job is completed, so it cannot be cancelled."),
        (JobStatus.FAILED, CANCEL, "The job has failed, so it cannot be cancelled."),
        (JobStatus.CANCELLED, CANCEL, "The job is cancelled, so it cannot be cancelled again."),
        (JobStatus.COMPLETED, COMPLETE, "The job is completed, so it cannot be completed again."),
        (JobStatus.FAILED, FAIL, "The job has failed, so it cannot be failed again."),
    ],
)
def test_a_forbidden_transition_has_a_clear_message(
    status: JobStatus, wanted: Transition, sentence: str
) -> None:
    assert str(IllegalTransitionError(status, wanted.name)) == sentence


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (JobNotFoundError(UUID(int=1)), f"There is no job {UUID(int=1)} of yours."),
        (
            TranscriptNotReadyError(JobStatus.FAILED),
            "The job has failed; its transcript is available after completion",
        ),
        (
            TranscriptNotReadyError(JobStatus.QUEUED),
            "The job is queued; its transcript is available after completion",
        ),
        (UploadTooLargeError(1_000), "larger than the 1000 bytes"),
        (TooManyAttemptsError(7), "Wait 7 s"),
        (AttemptsExhaustedError(3), "started 3 times"),
        (ProcessKilledError(1), "made the transcription process stop while nothing else ran"),
        (ProcessKilledError(2), "made the transcription process stop twice while"),
        (ProcessKilledError(4), "made the transcription process stop 4 times while"),
    ],
)
def test_messages_name_the_important_values(error: TranscriberError, sentence: str) -> None:
    assert sentence in str(error)


def test_an_invalid_request_names_all_faults() -> None:
    faults = FieldError("model", "No such model."), FieldError("beam_size", "Too large.")
    refused = InvalidRequestError(*faults)
    assert refused.errors == faults
    assert str(refused) == "No such model. Too large."


def test_a_temporary_error_says_when_to_try_again() -> None:
    assert DatabaseUnavailableError().retry_after_seconds > 0


def below(root: type[TranscriberError]) -> Iterator[type[TranscriberError]]:
    for error in root.__subclasses__():
        yield error
        yield from below(error)


for module in iter_modules(errors.__path__):
    import_module(f"{errors.__name__}.{module.name}")
OURS = [e for e in below(TranscriberError) if e.__module__.startswith(f"{errors.__name__}.")]


def test_every_error_that_is_raised_has_a_code_of_its_own() -> None:
    codes = [error.code for error in OURS if not error.__subclasses__()]
    assert "error" not in codes
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[a-z_]+", code) for code in codes)


def test_the_tree_at_the_top_of_the_package_names_every_error() -> None:
    drawn = set(re.findall(r"\w+", errors.__doc__ or ""))
    assert {error.__name__.removesuffix("Error") for error in OURS} <= drawn
