"""Finding a model and bringing it into memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import ctranslate2
from faster_whisper import WhisperModel
from faster_whisper.utils import download_model

from adapters.whisper.lanes.dictation import Dictation
from adapters.whisper.lanes.faults import is_out_of_memory
from adapters.whisper.lanes.figures import LaneFigures
from adapters.whisper.lanes.scheduler import WindowScheduler
from adapters.whisper.lanes.stream import Stream
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.revision import revision_of
from adapters.whisper.recognition.abilities import Abilities
from adapters.whisper.recognition.guards import Guards
from adapters.whisper.recognition.recogniser import Recogniser
from adapters.whisper.settings import AudioContext, ModelSources, Placement
from adapters.whisper.speech.features import Spectrogram
from domain.errors import ModelUnavailableError, OutOfMemoryError, TranscriberError
from domain.options import ModelName

OpenModel = Callable[..., Any]
"""Makes a faster_whisper.WhisperModel out of a folder; a test gives one without a device."""

_WEIGHTS: Final = "model.bin"
_REQUIRED: Final = (_WEIGHTS, "config.json", "tokenizer.json")
# Measured (benchmarks/RESULTS.md): on a CPU a lane is a core; more than four windows gain little.
_BATCH: Final = {"cpu": 4, "cuda": 16}


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory, with the lanes that work on it."""

    scheduler: WindowScheduler
    spectrogram: Spectrogram
    figures: LaneFigures
    lanes: int
    max_batch: int
    revision: str | None
    abilities: Abilities

    def open(self, dictation: Dictation, *, look_ahead: int, wake: Callable[[], None]) -> Stream:
        """Let a recording in, as far ahead as keeps every lane in full batches."""
        room = self.lanes * (self.max_batch + look_ahead - 1)
        return self.scheduler.open(dictation, room=room, wake=wake)


@dataclass(frozen=True, slots=True)
class ModelLoader:
    """Knows where models are and on what they run."""

    sources: ModelSources
    placement: Placement
    open_model: OpenModel = WhisperModel

    def locate(self, name: ModelName) -> Path:
        """Find the model's folder or download it. Raises ModelUnavailableError."""
        folder = self.sources.folders.get(name, Path(name).expanduser())
        if name not in self.sources.folders and not folder.is_dir():
            folder = self._from_hub(name)
        missing = [file for file in _REQUIRED if not (folder / file).is_file()]
        if missing:
            raise ModelUnavailableError(
                f"The model '{name}' is incomplete on this server: {', '.join(missing)} is not "
                "there. Tell its operator, or choose another model."
            )
        return folder

    def look_for(self, name: ModelName) -> None:
        """Return if the model is here, or may be had from the hub. Raises ModelUnavailableError."""
        if name in self.sources.folders or Path(name).expanduser().is_dir() or is_path(name):
            self.locate(name)

    def revision(self, name: ModelName) -> str | None:
        """Name the version of the model on this disk; None where there is none to be read."""
        stay_here = replace(self, sources=replace(self.sources, offline=True))
        try:
            return _revision(stay_here.locate(name))
        except ModelUnavailableError:
            return None

    def size_bytes(self, folder: Path) -> int:
        """Estimate what the model will hold in memory: its weights, as they are stored."""
        return (folder / _WEIGHTS).stat().st_size

    def load(self, name: ModelName, folder: Path, figures: LaneFigures) -> LoadedModel:
        """Load it. Raises ModelUnavailableError, OutOfMemoryError."""
        device = self._device()
        lanes = self.placement.lanes or (count_cores() if device == "cpu" else 1)
        max_batch = self.placement.max_batch or _BATCH[device]
        try:
            model = self.open_model(
                str(folder),
                device=device,
                compute_type=self._compute_type(device),
                cpu_threads=max(1, count_cores() // lanes),
                num_workers=lanes,
            )
        except Exception as error:  # the tokenizer's library raises no less
            raise self._explained(name, device, error) from error
        # What callers write in prompts and hotwords is text: `<|endoftext|>` is no order.
        model.hf_tokenizer.encode_special_tokens = True
        dynamic = name in self.placement.dynamic_context
        context = AudioContext.DYNAMIC if dynamic else AudioContext.FULL
        filled = self.placement.dynamic_window_seconds if dynamic else 30.0
        recogniser = Recogniser(model, guards=Guards(), figures=figures)
        return LoadedModel(
            scheduler=WindowScheduler(
                recogniser, lanes=lanes, max_batch=max_batch, figures=figures
            ),
            spectrogram=Spectrogram(model.feature_extractor, context, window_seconds=filled),
            figures=figures,
            lanes=lanes,
            max_batch=max_batch,
            revision=_revision(folder),
            abilities=Abilities.of(model),
        )

    def _from_hub(self, name: ModelName) -> Path:
        if is_path(name):
            raise ModelUnavailableError(
                f"There is no model folder '{name}' on this server. Tell its operator."
            )
        folder = self.sources.download_folder
        try:
            found = download_model(
                name,
                local_files_only=self.sources.offline,
                cache_dir=None if folder is None else str(folder),
            )
        except Exception as error:  # whatever a network and a hub can do
            raise ModelUnavailableError(self._not_to_be_had(name)) from error
        return Path(found)

    def _not_to_be_had(self, name: ModelName) -> str:
        if self.sources.offline:
            return (
                f"The model '{name}' is not stored on this server, and downloads are switched "
                "off. Choose another model, or ask the operator to fetch it."
            )
        return (
            f"The model '{name}' could not be downloaded: there is no such model, or the hub "
            "cannot be reached. Choose another model, or try again later."
        )

    def _device(self) -> str:
        if self.placement.device != "auto":
            return self.placement.device
        return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"

    def _compute_type(self, device: str) -> str:
        if self.placement.compute_type != "auto":
            return self.placement.compute_type
        wanted = "float16" if device == "cuda" else "int8"
        supported = ctranslate2.get_supported_compute_types(device)
        return wanted if wanted in supported else "default"

    def _explained(self, name: ModelName, device: str, error: Exception) -> TranscriberError:
        if is_out_of_memory(error):
            return OutOfMemoryError(
                f"There is not enough memory on this server to load the model '{name}'. "
                "Choose a smaller one."
            )
        return ModelUnavailableError(
            f"The model '{name}' {self._obstacle(device)}. "
            "Tell its operator, or choose another model."
        )

    def _obstacle(self, device: str) -> str:
        if device == "cuda" and not ctranslate2.get_cuda_device_count():
            return "is to run on CUDA (WHISPER_DEVICE), but this server has no CUDA device"
        wanted = self.placement.compute_type
        if wanted not in ("auto", "default", *ctranslate2.get_supported_compute_types(device)):
            return f"is to compute with {wanted} (WHISPER_COMPUTE_TYPE), which {device} cannot do"
        return "is damaged or does not fit this server's device"


def _revision(folder: Path) -> str | None:
    try:
        return revision_of(folder)
    except OSError:
        return None


def is_path(name: ModelName) -> bool:
    """Say whether it names a folder, which no hub can give."""
    return name.startswith(("/", ".", "~"))
