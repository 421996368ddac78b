"""A folder or a file that is no model is told in words: what it is, and what to do."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.model_store.catalogue import Catalogue
from adapters.model_store.disk_store import DiskModelStore
from adapters.model_store.format import fault_of
from domain.errors.transcription import ModelUnavailableError, ModelUnknownError
from domain.options import ModelName
from tests.toy_model import FILES, toy_folder

REST = {name: content for name, content in FILES.items() if name != "model.bin"}
OTHER_ARCHITECTURE = b"\x06\0\0\0\x10\0TransformerSpec\0" + bytes(100)


def laid(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_a_correct_model_folder_has_no_fault(tmp_path: Path) -> None:
    assert fault_of(toy_folder(tmp_path / "mine")) is None


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (REST, r"model\.bin is not there"),
        ({**FILES, "tokenizer.json": None}, r"tokenizer\.json is not there"),
        ({**FILES, "vocabulary.txt": None}, r"vocabulary\.\* is not there"),
        ({"model.safetensors": b"x", "config.json": b"{}"}, "safetensors.*ct2-transformers-conv"),
        ({"pytorch_model.bin": b"PK\x03\x04", "config.json": b"{}"}, "PyTorch.*ct2-transformers"),
        ({"tiny.pt": b"PK\x03\x04"}, "PyTorch file of OpenAI.*ct2-transformers-converter"),
        ({"ggml-base.bin": b"lmgg1234"}, "ggml file of whisper.cpp.*ct2-transformers-converter"),
        ({**FILES, "model.bin": b"lmgg1234"}, "ggml file of whisper.cpp"),
        ({**FILES, "model.bin": b"PK\x03\x041234"}, "PyTorch"),
        ({**FILES, "model.bin": b"rubbish"}, "damaged, or in no format that is known"),
        ({**FILES, "model.bin": b""}, "damaged"),
        ({**FILES, "model.bin": OTHER_ARCHITECTURE}, "no Whisper model.*TransformerSpec"),
    ],
)
def test_a_folder_that_is_no_model_is_reported(
    tmp_path: Path, files: Mapping[str, bytes | None], words: str
) -> None:
    there = {name: each for name, each in files.items() if each is not None}
    folder = laid(tmp_path / "mine", there)
    store = DiskModelStore(
        tmp_path / "models", catalogue=Catalogue([]), folders={ModelName("mine"): folder}
    )
    with pytest.raises(ModelUnavailableError, match=f"'mine' cannot be used.*{words}") as refused:
        store.fetch(ModelName("mine"))
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tiny.pt", "PyTorch file of OpenAI"),
        ("model.safetensors", "safetensors"),
        ("ggml-base.bin", "ggml"),
        ("notes.txt", "is a file and not a folder"),
    ],
)
def test_a_file_is_no_model(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(b"lmgg")
    assert words in str(fault_of(tmp_path / name))


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "nowhere") == "its folder is not there"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("bsae", "base"),
        ("Base", "base"),
        ("larg-v3", "large-v3"),
        ("large_v3_turbo", "large-v3-turbo"),
        ("whisper-small", "small"),
        ("tiny-en", "tiny.en"),
    ],
)
def test_a_name_that_nearly_fits_is_answered_with_the_right_one(asked: str, meant: str) -> None:
    with pytest.raises(ModelUnknownError, match=f"Did you mean '{meant}'"):
        Catalogue.read().recipe(ModelName(asked))


def test_models_of_the_catalogue_are_found_by_their_other_names() -> None:
    catalogue = Catalogue.read()
    assert catalogue.recipe(ModelName("turbo")).name == "large-v3-turbo"
    assert catalogue.recipe(ModelName("Systran/faster-whisper-base")).name == "base"
    assert catalogue.recipe(ModelName("somebody/else")).repository == "somebody/else"


def test_base_and_tiny_en_are_known_to_the_last_file() -> None:
    for name in ("base", "tiny.en"):
        recipe = Catalogue.read().recipe(ModelName(name))
        assert {file.name for file in recipe.files} == set(recipe.parts or {})
        assert all(file.sha256 and file.size_bytes for file in recipe.files)
        assert recipe.size_bytes == sum(file.size_bytes or 0 for file in recipe.files)
