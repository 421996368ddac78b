"""What every SpeechDetector promises."""

from application.ports.speech_detector import Frame, SpeechDetectors
from domain.live.settings import SoundFormat


class SpeechDetectorContract:
    """Fixtures: `detectors`, a `sound_format`, and `speech` and `silence` of about a second."""

    async def test_speech_is_told_from_silence(
        self,
        detectors: SpeechDetectors,
        sound_format: SoundFormat,
        speech: bytes,
        silence: bytes,
    ) -> None:
        spoken = await detectors.open(sound_format).feed(speech)
        quiet = await detectors.open(sound_format).feed(silence)
        assert max(frame.probability for frame in spoken) > 0.5
        assert max(frame.probability for frame in quiet) < 0.5

    async def test_sound_may_be_cut_anywhere(
        self, detectors: SpeechDetectors, sound_format: SoundFormat, speech: bytes
    ) -> None:
        whole = await detectors.open(sound_format).feed(speech)
        detector, parts = detectors.open(sound_format), list[Frame]()
        for start in range(0, len(speech), 777):
            parts += await detector.feed(speech[start : start + 777])
        assert len(parts) == len(whole)
        for one, other in zip(whole, parts, strict=True):
            assert abs(one.probability - other.probability) < 0.01

    async def test_all_sound_is_in_a_frame_at_the_end(
        self, detectors: SpeechDetectors, sound_format: SoundFormat, speech: bytes
    ) -> None:
        detector = detectors.open(sound_format)
        frames = [*await detector.feed(speech), *await detector.finish()]
        again = [*await detector.feed(speech), *await detector.finish()]
        assert len(again) == len(frames)
        assert await detector.finish() == []
