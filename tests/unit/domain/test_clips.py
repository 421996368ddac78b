import pytest

from domain.clips import Clip, ClipOptions
from domain.errors.kinds import InvalidRequestError
from domain.options import TranscriptionOptions


@pytest.mark.parametrize(
    ("asked", "clips"),
    [
        (ClipOptions(), ()),
        (ClipOptions(clip_start=10.0), (Clip(10.0, None),)),
        (ClipOptions(clip_end=20.0), (Clip(0.0, 20.0),)),
        (ClipOptions(clip_start=10.0, clip_end=20.0), (Clip(10.0, 20.0),)),
        (ClipOptions(offset_t_ms=1500), (Clip(1.5, None),)),
        (ClipOptions(offset_t_ms=1500, duration_ms=500), (Clip(1.5, 2.0),)),
        (ClipOptions(clip_timestamps="0"), ()),
        (ClipOptions(clip_timestamps="5"), (Clip(5.0, None),)),
        (ClipOptions(clip_timestamps="0,30,60,90"), (Clip(0.0, 30.0), Clip(60.0, 90.0))),
        (ClipOptions(clip_timestamps="0,30,60.5"), (Clip(0.0, 30.0), Clip(60.5, None))),
    ],
)
def test_a_part_can_be_named_in_three_ways(asked: ClipOptions, clips: tuple[Clip, ...]) -> None:
    assert asked.clips == clips
    assert TranscriptionOptions(clips=asked).clips == asked


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        (ClipOptions(clip_start=20.0, clip_end=20.0), "clip_start", "end after it begins"),
        (ClipOptions(clip_timestamps="0,30,20,40"), "clip_timestamps", "before the next"),
        (ClipOptions(clip_timestamps="0,x"), "clip_timestamps", "as 0,30,60,90"),
        (ClipOptions(duration_ms=0), "offset_t_ms", "end after it begins"),
        (ClipOptions(clip_start=1.0, offset_t_ms=5), "offset_t_ms", "in one way"),
        (ClipOptions(clip_start=-1.0), "clip_start", "from 0 to"),
    ],
)
def test_a_part_that_makes_no_sense_is_refused(asked: ClipOptions, field: str, words: str) -> None:
    with pytest.raises(InvalidRequestError, match=words) as refused:
        TranscriptionOptions(clips=asked)
    assert refused.value.errors[0].field == field


@pytest.mark.parametrize(
    ("position", "share"), [(0.0, 0.0), (15.0, 0.25), (20.0, 0.5), (50.0, 0.5), (70.0, 1.0)]
)
def test_progress_is_that_of_the_parts(position: float, share: float) -> None:
    assert ClipOptions(clip_timestamps="10,20,60").share_done(position, 70.0) == share


@pytest.mark.parametrize(
    ("clips", "seconds"),
    [
        (ClipOptions(), 70.0),
        (ClipOptions(clip_start=60.0), 10.0),
        (ClipOptions(clip_start=60.0, clip_end=600.0), 10.0),
        (ClipOptions(clip_start=80.0, clip_end=600.0), 0.0),
        (ClipOptions(clip_timestamps="10,20,60"), 20.0),
    ],
)
def test_only_what_is_asked_for_and_there_is_counted(clips: ClipOptions, seconds: float) -> None:
    assert clips.seconds_within(70.0) == seconds


def test_a_part_that_ends_behind_the_recording_is_done_at_its_end() -> None:
    assert ClipOptions(clip_start=60.0, clip_end=600.0).share_done(70.0, 70.0) == 1.0
