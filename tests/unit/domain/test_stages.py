from dataclasses import replace

from domain.job import Job, JobStatus
from domain.options import Channels, TranscriptionOptions
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


def diarized(**changes: object) -> Job:
    return processed(options=TranscriptionOptions(diarize=True), **changes)


def test_a_job_that_tells_speakers_apart_has_a_stage_for_it() -> None:
    assert diarized(progress=0.5, listened=0.2).stages == (
        StageState(Stage.PREPARING, 1.0),
        StageState(Stage.TRANSCRIBING, 0.5),
        StageState(Stage.DIARIZING, 0.2),
    )


def test_channels_are_told_apart_without_a_stage() -> None:
    options = TranscriptionOptions(diarize=True, channels=Channels.SEPARATE)
    assert len(processed(options=options).stages) == 2


def test_the_progress_of_both_stages_is_one_progress_that_ends_with_the_last() -> None:
    assert diarized().overall_progress == 0.0
    assert 0 < diarized(listened=0.5).overall_progress < diarized(progress=0.5).overall_progress
    assert diarized(progress=1.0, listened=0.5).overall_progress < 1
    assert diarized(progress=0.5, listened=1.0).overall_progress < 1
    assert diarized(progress=1.0, listened=1.0).overall_progress == 1.0
    assert processed(progress=0.3).overall_progress == 0.3


def test_voices_are_listened_to_when_the_transcription_is_done() -> None:
    job = diarized(progress=1.0, listened=0.5)
    assert (job.stage, job.stage_progress) == (Stage.DIARIZING, 0.5)


def test_the_heard_share_of_voices_never_goes_back() -> None:
    job = diarized().listened_to(0.5)
    assert job.listened_to(0.4).listened == 0.5
    assert job.listened_to(None).listened == 0.5
    assert job.listened_to(1.5).listened == 1.0
