"""The two networks of diarization, as sessions of onnxruntime that all recordings share."""

import hashlib
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

import onnxruntime

from adapters.diarization.evidence import Vectors
from adapters.diarization.mel import Mels
from adapters.diarization.powerset import Classes
from adapters.sound.pcm import Samples
from domain.errors.transcription import ModelUnavailableError

BUNDLED: Final = Path(__file__).parent / "weights"
SEGMENTATION: Final = "segmentation.onnx"
EMBEDDING: Final = "embedding.onnx"
CHECKSUMS: Final = "SHA256SUMS"
_REMEDY: Final = "Install the service again, or ask whoever runs it to do so."


_Stamp: TypeAlias = tuple[int, int]


class SpeakerModels:
    """Runs the networks on the calling thread; they are loaded when they are first needed.

    Loading takes a tenth of a second and 60 MB. Every method but `revision` raises
    ModelUnavailableError if a file is missing, damaged, or not readable by onnxruntime; any thread
    may call them.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        self._folder = folder
        self._lock = Lock()
        self._sessions: dict[str, Any] = {}
        self._whole: dict[str, tuple[_Stamp | None, ...]] = {}

    def load(self) -> None:
        """Load both networks unless they are loaded."""
        self._session(SEGMENTATION)
        self._session(EMBEDDING)

    def check(self) -> None:
        """Return if both files are there and whole; they are read again only if they changed."""
        for name in (SEGMENTATION, EMBEDDING):
            seen = (self._stamp(CHECKSUMS), self._stamp(name))
            if self._whole.get(name) != seen:
                self._content(name)
                self._whole[name] = seen

    def revision(self) -> str | None:
        """Name the version of the files by their checksums; None if these cannot be read."""
        try:
            return _sha256((self._folder / CHECKSUMS).read_bytes())[:12]
        except OSError:
            return None

    def segment(self, windows: Samples) -> list[Classes]:
        """Return the classes of each frame for (windows, samples)."""
        classes = self._session(SEGMENTATION).run(None, {"samples": windows[:, None]})[0]
        return list(classes)

    def embed(self, mels: Mels) -> Vectors:
        """Return the embedding of one voice, 192 numbers, from its frames without their mean."""
        centred = (mels - mels.mean(axis=0))[None]
        vector: Vectors = self._session(EMBEDDING).run(None, {"mels": centred})[0][0]
        return vector

    def _session(self, name: str) -> Any:
        with self._lock:
            if name not in self._sessions:
                self._sessions[name] = self._loaded(name)
            return self._sessions[name]

    def _loaded(self, name: str) -> Any:
        content = self._content(name)
        try:
            return onnxruntime.InferenceSession(
                content, _options(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no base class for its errors
            raise ModelUnavailableError(
                f"The speaker model {name} cannot be loaded. {_REMEDY}"
            ) from error

    def _stamp(self, name: str) -> _Stamp | None:
        """Return when a file was changed, in ns, and its size; None if there is none."""
        try:
            status = (self._folder / name).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _content(self, name: str) -> bytes:
        try:
            listed = (self._folder / CHECKSUMS).read_text(encoding="ascii").split()
            sums = dict(zip(listed[1::2], listed[::2], strict=True))
            content = (self._folder / name).read_bytes()
        except (OSError, ValueError) as error:
            raise ModelUnavailableError(
                f"The speaker model {name}, or the list of its checksums, cannot be read. "
                + _REMEDY
            ) from error
        if sums.get(name) != _sha256(content):
            raise ModelUnavailableError(
                f"The speaker model {name} is damaged: its checksum is wrong. " + _REMEDY
            )
        return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _options() -> onnxruntime.SessionOptions:
    """Use one thread, the caller's, and return memory after each run.

    The weights are stored as 8 and 16 bits; without the last entry onnxruntime would not turn the
    8-bit ones into float32 when it loads them.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options
