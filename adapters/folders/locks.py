"""Let one watcher at a time work on a place."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from adapters.folders.local_errors import explained
from domain.errors.watching import AlreadyWatchedError

NAME = ".transcriber-watch.lock"


@contextmanager
def watched_alone(shown: str, state: Path, folder: Path | None) -> Iterator[None]:
    """Hold a lock in the folder of the state, and one in the watched folder if it may be written.

    The second one is for a folder that several machines share. The locks end with the process.
    Raises AlreadyWatchedError, PlaceUnavailableError.
    """
    with ExitStack() as stack:
        with explained(state):
            state.mkdir(parents=True, exist_ok=True, mode=0o700)
            _hold(stack, state / NAME, shown)
        if folder is not None:
            with suppress(OSError):  # it is read only
                _hold(stack, folder / NAME, shown)
        yield


def _hold(stack: ExitStack, file: Path, shown: str) -> None:
    try:
        stack.enter_context(FileLock(file, timeout=0))
    except Timeout as error:
        raise AlreadyWatchedError(shown) from error
