"""Errors of a watched folder."""

from domain.errors.kinds import TranscriberError


class RecordingGoneError(TranscriberError):
    """The recording was removed, or replaced by another one."""

    code = "recording_gone"

    def __init__(self) -> None:
        super().__init__("The recording is gone, or another one is in its place.")


class PlaceUnavailableError(TranscriberError):
    """A watched place cannot be used now: the disk is full, or a network is away."""

    code = "place_unavailable"


class NameUnusableError(TranscriberError):
    """No document can ever be written under this name, though the place can be used."""

    code = "name_unusable"


class AlreadyWatchedError(TranscriberError):
    """Another watcher works on this place."""

    code = "already_watched"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} is being watched by another process already. Two would do the work twice."
        )


class InvalidPlaceError(TranscriberError):
    """A place cannot be meant as it is written."""

    code = "invalid_place"
