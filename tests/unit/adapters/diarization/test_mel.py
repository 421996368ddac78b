import kaldi_native_fbank
import numpy as np
import pytest

from adapters.diarization.mel import MEL_BINS, Mels, log_mels
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples


def kaldi(samples: Samples) -> Mels:
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = MEL_BINS
    fbank = kaldi_native_fbank.OnlineFbank(options)
    fbank.accept_waveform(SAMPLE_RATE_HZ, samples.tolist())
    fbank.input_finished()
    return np.array([fbank.get_frame(n) for n in range(fbank.num_frames_ready)])


def sweep(seconds: float) -> Samples:
    times = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(1).normal(0, 0.001, len(times))
    return (0.3 * np.sin(2 * np.pi * (100 + 300 * times) * times) + noise).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.025, 0.034, 1.0, 7.77])
def test_mels_equal_those_of_kaldi(seconds: float) -> None:
    samples = sweep(seconds)
    mels = log_mels(samples)
    assert mels.dtype == np.float32
    np.testing.assert_allclose(mels, kaldi(samples), atol=0.02)


def test_silence_and_a_constant_offset_lie_at_the_floor() -> None:
    for level in (0.0, 0.25):
        mels = log_mels(np.full(SAMPLE_RATE_HZ, level, dtype=np.float32))
        assert (mels == np.log(np.finfo(np.float32).eps)).all()


def test_less_than_a_frame_has_no_mels() -> None:
    assert log_mels(sweep(0.024)).shape == (0, MEL_BINS)
