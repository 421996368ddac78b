import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from adapters.diarization.frames import FRAMES
from adapters.diarization.mel import MEL_BINS
from adapters.diarization.models import (
    BUNDLED,
    CHECKSUMS,
    EMBEDDING,
    SEGMENTATION,
    SpeakerModels,
)
from domain.errors.transcription import ModelUnavailableError

MOST_BYTES = 15_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BUNDLED, tmp_path / "weights")
    return tmp_path / "weights"


def test_the_models_that_come_with_the_service_run() -> None:
    models = SpeakerModels()
    noise = np.random.default_rng(0).normal(0, 0.1, (2, 160_000)).astype(np.float32)
    classes = models.segment(noise)
    assert [each.shape for each in classes] == [(FRAMES, 7)] * 2
    np.testing.assert_allclose(np.exp(classes[0]).sum(axis=1), 1.0, atol=1e-4)
    assert np.isfinite(models.embed(np.zeros((100, MEL_BINS), dtype=np.float32))).all()


def test_the_models_are_small_and_have_their_licences_beside_them() -> None:
    assert sum(file.stat().st_size for file in BUNDLED.iterdir()) < MOST_BYTES
    assert "MIT" in (BUNDLED / "LICENSE.segmentation").read_text()
    assert "Apache License" in (BUNDLED / "LICENSE.embedding").read_text()


def test_the_card_names_the_digests_of_the_models() -> None:
    card = (BUNDLED / "MODEL_CARD.md").read_text()
    for line in (BUNDLED / CHECKSUMS).read_text().splitlines():
        assert line.split()[0] in card


@pytest.mark.parametrize("name", [SEGMENTATION, EMBEDDING, CHECKSUMS])
def test_a_file_that_is_gone_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelUnavailableError, match=r"cannot be read\. \w+"):
        SpeakerModels(folder).load()


@pytest.mark.parametrize("name", [SEGMENTATION, EMBEDDING])
def test_a_file_that_is_damaged_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelUnavailableError, match=rf"{name} is damaged"):
        SpeakerModels(folder).load()


@pytest.mark.parametrize("name", [SEGMENTATION, EMBEDDING, CHECKSUMS])
def test_a_check_notices_what_is_lost_or_damaged_later(folder: Path, name: str) -> None:
    models = SpeakerModels(folder)
    models.check()
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(b"\xff" + content)
    with pytest.raises(ModelUnavailableError):
        models.check()
    (folder / name).unlink()
    with pytest.raises(ModelUnavailableError, match="cannot be read"):
        models.check()
    (folder / name).write_bytes(content)
    models.check()


def test_the_revision_is_another_one_for_other_files(folder: Path) -> None:
    bundled = SpeakerModels().revision()
    assert SpeakerModels(folder).revision() == bundled
    (folder / CHECKSUMS).write_text("others")
    assert SpeakerModels(folder).revision() not in {bundled, None}
    (folder / CHECKSUMS).unlink()
    assert SpeakerModels(folder).revision() is None


def test_checksums_that_are_no_checksums_are_said_to_be_unreadable(folder: Path) -> None:
    for content in (b"\xff\xfe", b"one two three"):
        (folder / CHECKSUMS).write_bytes(content)
        with pytest.raises(ModelUnavailableError):
            SpeakerModels(folder).load()


def test_a_model_that_onnxruntime_refuses_is_named(folder: Path) -> None:
    (folder / SEGMENTATION).write_bytes(b"no model")
    digest = hashlib.sha256(b"no model").hexdigest()
    (folder / CHECKSUMS).write_text(f"{digest}  {SEGMENTATION}\n")
    with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
        SpeakerModels(folder).load()
