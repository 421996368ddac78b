"""The first window's steps are told as seconds of sound, and stay below its end."""

from adapters.whisper.lanes.early_progress import DECODED, ENCODED, EarlyProgress


def test_it_moves_with_each_step_and_stays_below_the_first_window() -> None:
    early = EarlyProgress()
    positions = [early.position]
    early.begin(0.0)
    for read in (5.0, 20.0):
        early.read_until(read)
        positions.append(early.position)
    early.first_window(27.0)
    positions.append(early.position)
    for share in (ENCODED, DECODED):
        early.first_reached(share)
        positions.append(early.position)
    assert positions == sorted(set(positions))
    assert positions[-1] < 27.0


def test_a_resumed_recording_is_read_again_without_going_back() -> None:
    early = EarlyProgress()
    early.begin(3600.0)
    early.read_until(10.0)
    assert early.position == 3600.0
    early.first_window(3627.0)
    assert 3600.0 < early.position < 3627.0


def test_a_batch_that_is_decoded_again_takes_no_step_back() -> None:
    early = EarlyProgress()
    early.first_window(27.0)
    early.first_reached(DECODED)
    decoded = early.position
    early.first_reached(ENCODED)
    assert early.position == decoded
