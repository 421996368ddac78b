"""Load a model from its folder into memory."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ctranslate2
from faster_whisper import WhisperModel

from adapters.sound.speech.spans import LONGEST_SPEECH_SECONDS
from adapters.whisper.features import Spectrogram
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.faults import is_out_of_memory
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.scheduler import WindowScheduler
from adapters.whisper.lanes.stream import Stream
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.revision import revision_of
from adapters.whisper.recognition.capabilities import Capabilities
from adapters.whisper.recognition.partials import PartialRecogniser
from adapters.whisper.recognition.recogniser import Recogniser
from adapters.whisper.settings import AudioContext, Placement
from application.ports.model_store import StoredModel
from domain.errors.kinds import TranscriberError
from domain.errors.transcription import ModelUnavailableError, OutOfMemoryError
from domain.options import ModelName
from domain.user import UserId

OpenModel = Callable[..., Any]
"""Makes a faster_whisper.WhisperModel from a folder; tests make one without a device."""

_WEIGHTS: Final = "model.bin"
# Measured (benchmarks/RESULTS.md): on a CPU a lane is a core; batches of more than three windows
# gain little, and each window takes 30 MB per lane.
_BATCH: Final = {"cpu": 3, "cuda": 16}
_CONTEXT: Final = {"cpu": AudioContext.DYNAMIC, "cuda": AudioContext.FULL}


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory, with its lanes."""

    scheduler: WindowScheduler
    spectrogram: Spectrogram
    metrics: LaneMetrics
    lanes: int
    max_batch: int
    revision: str | None
    capabilities: Capabilities
    recogniser: Recogniser
    partials: PartialRecogniser

    def open(
        self,
        decoding_context: DecodingContext,
        *,
        look_ahead: int,
        wake: Callable[[], None],
        owner: UserId | None = None,
    ) -> Stream:
        """Open a stream for a user's recording that can keep all lanes in full batches."""
        capacity = self.lanes * (self.max_batch + look_ahead - 1)
        return self.scheduler.open(decoding_context, capacity=capacity, wake=wake, owner=owner)


@dataclass(frozen=True, slots=True)
class ModelLoader:
    """Loads models onto the device of `placement`."""

    placement: Placement
    open_model: OpenModel = WhisperModel

    def size_bytes(self, folder: Path) -> int:
        """Estimate the bytes of memory that the model will take: the size of its stored weights."""
        return (folder / _WEIGHTS).stat().st_size

    def load(self, stored: StoredModel, metrics: LaneMetrics) -> LoadedModel:
        """Load a model. Raises ModelUnavailableError, OutOfMemoryError."""
        name, folder = metrics.name, stored.folder
        device = self._device()
        cores = self.placement.cores or count_cores()
        lanes = self.placement.lanes or (cores if device == "cpu" else 1)
        max_batch = self.placement.max_batch or _BATCH[device]
        try:
            model = self.open_model(
                str(folder),
                device=device,
                compute_type=self._compute_type(device),
                cpu_threads=max(1, cores // lanes),
                num_workers=lanes,
            )
        except Exception as error:  # the tokenizer's library raises plain Exceptions
            raise self._explained(name, device, error) from error
        # Prompts and hotwords are plain text: `<|endoftext|>` in them is not a special token.
        model.hf_tokenizer.encode_special_tokens = True
        context = self.placement.audio_context or _CONTEXT[device]
        dynamic = context is AudioContext.DYNAMIC
        filled = self.placement.dynamic_window_seconds if dynamic else LONGEST_SPEECH_SECONDS
        recogniser = Recogniser(model, metrics=metrics)
        return LoadedModel(
            scheduler=WindowScheduler(
                recogniser, lanes=lanes, max_batch=max_batch, metrics=metrics
            ),
            spectrogram=Spectrogram(model.feature_extractor, context, window_seconds=filled),
            metrics=metrics,
            lanes=lanes,
            max_batch=max_batch,
            revision=stored.revision or files_revision(folder),
            capabilities=Capabilities.of(model),
            recogniser=recogniser,
            partials=PartialRecogniser(model),
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
                f"There is not enough memory on this machine to load the model '{name}'. "
                "Choose a smaller one."
            )
        return ModelUnavailableError(
            f"The model '{name}' {self._obstacle(device)}. "
            "Choose another model until this is repaired."
        )

    def _obstacle(self, device: str) -> str:
        if device == "cuda" and not ctranslate2.get_cuda_device_count():
            return "is set to run on CUDA (WHISPER_DEVICE), but this machine has no CUDA device"
        wanted = self.placement.compute_type
        if wanted not in ("auto", "default", *ctranslate2.get_supported_compute_types(device)):
            return (
                f"is set to compute with {wanted} (WHISPER_COMPUTE_TYPE), which {device} cannot do"
            )
        return "is damaged or does not fit this machine's device"


def files_revision(folder: Path) -> str | None:
    """Return the version of the files in a folder; None if they cannot be read."""
    try:
        return revision_of(folder)
    except OSError:
        return None
