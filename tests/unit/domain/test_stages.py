from dataclasses import replace

from domain.job import Job, JobStatus
from domain.stages import Stage, StageState, current_stage
from tests.samples import a_job


def processed(**changes: object) -> Job:
    return replace(a_job(), status=JobStatus.PROCESSING, **changes)  # type: ignore[arg-type]


def test_the_first_stage_that_is_not_done_is_the_current_one() -> None:
    states = [StageState(Stage.PREPARING, 1.0), StageState(Stage.TRANSCRIBING, 0.4)]
    assert current_stage(states) == states[1]


def test_the_last_stage_stays_current_once_all_are_done() -> None:
    states = [StageState(Stage.PREPARING, 1.0), StageState(Stage.TRANSCRIBING, 1.0)]
    assert current_stage(states) == states[1]


def test_a_job_that_waits_is_in_no_stage() -> None:
    assert (a_job().stage, a_job().stage_progress) == (None, None)


def test_a_job_whose_model_is_downloaded_prepares() -> None:
    job = processed(preparing=0.3)
    assert (job.stage, job.stage_progress) == (Stage.PREPARING, 0.3)


def test_a_model_that_is_downloaded_is_still_prepared_until_it_is_in_memory() -> None:
    assert processed(preparing=1.0).stage is Stage.PREPARING


def test_a_job_whose_model_is_ready_transcribes() -> None:
    job = processed(progress=0.5)
    assert (job.stage, job.stage_progress) == (Stage.TRANSCRIBING, 0.5)
    assert job.stages == (StageState(Stage.PREPARING, 1.0), StageState(Stage.TRANSCRIBING, 0.5))
