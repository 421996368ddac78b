import zlib

import numpy as np
import pytest

from adapters.diarization.evidence import EMBEDDING_SIZE, WindowEvidence
from adapters.diarization.frames import FRAMES
from adapters.diarization.packing import packed, unpacked
from domain.errors.speakers import VoiceEvidenceUnreadableError


def a_window(start: float, speakers: int) -> WindowEvidence:
    random = np.random.default_rng(speakers)
    return WindowEvidence(
        start_seconds=start,
        activity=random.random((FRAMES, speakers)) < 0.4,
        kept=slice(147, 444),
        embeddings=random.normal(0, 1, (speakers, EMBEDDING_SIZE)).astype(np.float32),
        clean_seconds=random.random(speakers).astype(np.float32),
        speech=random.random(speakers).astype(np.float32),
    )


def test_what_was_packed_comes_out_again() -> None:
    windows = [a_window(2.5 * number + 0.0225, number % 4) for number in range(8)]
    found, end = unpacked(packed(windows, 61.25))
    assert end == 61.25
    for one, other in zip(windows, found, strict=True):
        assert (one.start_seconds, one.kept) == (other.start_seconds, other.kept)
        np.testing.assert_array_equal(one.activity, other.activity)
        np.testing.assert_array_equal(one.clean_seconds, other.clean_seconds)
        np.testing.assert_array_equal(one.speech, other.speech)
        np.testing.assert_allclose(one.embeddings, other.embeddings, rtol=1e-3, atol=1e-3)


def test_a_voice_that_was_not_embedded_stays_without_one() -> None:
    window = a_window(0.0, 2)
    window.embeddings[1] = np.nan
    (found,), _ = unpacked(packed([window], 10.0))
    assert np.isfinite(found.embeddings[0]).all()
    assert np.isnan(found.embeddings[1]).all()


def test_an_hour_takes_a_few_megabytes() -> None:
    windows = [a_window(0.0, 2) for _ in range(24)]
    assert 60 * len(packed(windows, 60.0)) < 3_000_000


@pytest.mark.parametrize("cut", [0, 3, 5, 12, -1])
def test_evidence_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(VoiceEvidenceUnreadableError):
        unpacked(packed([a_window(0.0, 2)], 10.0)[:cut])


def test_evidence_with_something_behind_it_is_refused() -> None:
    with pytest.raises(VoiceEvidenceUnreadableError):
        unpacked(packed([a_window(0.0, 2)], 10.0) + b"more")


def test_another_version_is_named_as_such() -> None:
    content = bytearray(packed([], 10.0))
    content[4] = 9
    with pytest.raises(VoiceEvidenceUnreadableError, match="version"):
        unpacked(bytes(content))


def test_evidence_that_would_fill_the_memory_is_refused() -> None:
    bomb = packed([], 1.0)[:5] + zlib.compress(bytes(1 << 26))
    with pytest.raises(VoiceEvidenceUnreadableError):
        unpacked(bomb)


def test_impossible_sizes_are_refused() -> None:
    body = bytearray(zlib.decompress(packed([a_window(0.0, 1)], 1.0)[5:]))
    body[18] = 200  # the number of local speakers
    with pytest.raises(VoiceEvidenceUnreadableError):
        unpacked(b"WTVE\x01" + zlib.compress(bytes(body)))
