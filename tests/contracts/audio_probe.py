"""What every AudioProbe promises."""

import pytest

from application.ports.probe import AudioProbe
from domain.errors.capacity import BlobNotFoundError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey


class AudioProbeContract:
    """Needs fixtures `probe`; `recording`, 3 s of 16 kHz mono WAV; `no_recording` and `missing`."""

    async def test_it_describes_the_sound_track(
        self, probe: AudioProbe, recording: BlobKey
    ) -> None:
        track = await probe.examine(recording)
        assert track.container == "wav"
        assert track.codec == "pcm_s16le"
        assert track.sample_rate_hz == 16_000
        assert track.channels == 1
        assert track.duration_seconds == pytest.approx(3.0)

    async def test_a_track_that_is_not_there_is_refused_with_the_number_of_those_that_are(
        self, probe: AudioProbe, recording: BlobKey
    ) -> None:
        assert (await probe.examine(recording, 1)).channels == 1
        with pytest.raises(UnsupportedAudioError, match="one sound track; there is no track 3"):
            await probe.examine(recording, 3)

    async def test_what_is_no_recording_is_refused_with_a_sentence(
        self, probe: AudioProbe, no_recording: BlobKey
    ) -> None:
        with pytest.raises(UnsupportedAudioError, match=r"\w+ \w+.*\.$"):
            await probe.examine(no_recording)

    async def test_what_is_gone_is_said_to_be_gone(
        self, probe: AudioProbe, missing: BlobKey
    ) -> None:
        with pytest.raises(BlobNotFoundError):
            await probe.examine(missing)
