"""Error messages for users about missing models; they never contain a path of this machine."""

from collections.abc import Sequence
from typing import Final

from adapters.model_store.format import CONVERT
from adapters.model_store.room import NoRoomError
from adapters.model_store.source import SourceError, WrongFormatError
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName

_MEGABYTE: Final = 10**6


def not_to_be_had(name: ModelName, reasons: Sequence[SourceError]) -> ModelUnavailableError:
    """Say why no source has the model, and how it can be installed nevertheless."""
    wrong = next((each for each in reasons if isinstance(each, WrongFormatError)), None)
    if wrong is not None:
        return ModelUnavailableError(
            f"The model '{name}' is not in the format that is needed: {wrong}, so it is not in "
            f"CTranslate2's format. {CONVERT}"
        )
    why = ", and ".join(dict.fromkeys(map(str, reasons)))
    return ModelUnavailableError(
        f"The model '{name}' is not on this machine and cannot be downloaded: {why}. "
        f"{_advice(name)}"
    )


def switched_off(name: ModelName) -> ModelUnavailableError:
    """Say that downloads are switched off."""
    return ModelUnavailableError(
        f"The model '{name}' is not on this machine, and downloads are switched off "
        f"(WHISPER_OFFLINE). {_elsewhere(name)}"
    )


def tampered(name: ModelName, file: str) -> ModelUnavailableError:
    """Say that a file differs from the published one."""
    return ModelUnavailableError(
        f"A file of the model '{name}' ({file}) is not the one that was published: its digest "
        "differs. It was removed and is not used. Try again; if that does not help, something "
        "between this machine and where the model comes from changes files."
    )


def disk_full(name: ModelName, error: NoRoomError | None = None) -> ModelUnavailableError:
    """Say that the disk is full and, if known, how much space is missing."""
    much = (
        f": {_megabytes(error.needed)} are needed, {_megabytes(error.free)} are free"
        if (error and error.free)
        else ""
    )
    return ModelUnavailableError(
        f"There is no room on this machine's disk for the model '{name}'{much}. Free some, remove "
        "a model (`transcriber models remove`), or keep models on another disk "
        "(WHISPER_DOWNLOAD_DIR). What has arrived is kept for the next try."
    )


def folder_unusable(name: ModelName, error: OSError) -> ModelUnavailableError:
    """Say that the models folder is not writable."""
    why = error.strerror or "the disk fails"
    return ModelUnavailableError(
        f"The model '{name}' cannot be stored on this machine: {why}. "
        "Name a folder that the service may write to (WHISPER_DOWNLOAD_DIR)."
    )


def at_fault(name: ModelName, fault: str) -> ModelUnavailableError:
    """Say what is wrong with one of the operator's folders."""
    stop = "" if fault.endswith(".") else "."
    return ModelUnavailableError(
        f"The model '{name}' cannot be used on this machine: {fault}{stop}"
    )


def _advice(name: ModelName) -> str:
    return (
        f"Connect this machine and try again, or bring the model here by hand. {_elsewhere(name)} "
        "WHISPER_OFFLINE=true ends all tries."
    )


def _elsewhere(name: ModelName) -> str:
    return (
        f"Where there is a connection, `transcriber models download {name}` fetches it into the "
        f"folder that `transcriber models path {name}` names; copy that here and set "
        f"WHISPER_MODELS={name.rpartition('/')[2]}=/path/to/it."
    )


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:,.0f} MB"
