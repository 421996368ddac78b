"""Sound that is sent while it comes."""

from dataclasses import dataclass
from threading import Condition
from typing import Final, Literal

Encoding = Literal["pcm", "pcmu", "pcma"]
"""16-bit samples (little-endian), or G.711 with the mu-law or the A-law."""

# Seconds of sound that may wait to be sent while a service is away.
MOST_WAITING: Final = 300.0


@dataclass(frozen=True, slots=True)
class SoundForm:
    """How sound of one channel is encoded; `rate` is in samples a second."""

    encoding: Encoding = "pcm"
    rate: int = 24_000

    @property
    def width(self) -> int:
        """Bytes of a sample."""
        return 2 if self.encoding == "pcm" else 1

    @property
    def bytes_per_second(self) -> int:
        """Bytes of a second of sound."""
        return self.width * self.rate

    @property
    def asked(self) -> dict[str, object]:
        """The form as the service is told it."""
        named: dict[str, object] = {"type": f"audio/{self.encoding}"}
        return {**named, "rate": self.rate} if self.encoding == "pcm" else named


class SoundBuffer:
    """Sound that waits to be sent; one thread may fill it while another takes from it."""

    def __init__(self, form: SoundForm) -> None:
        self.form = form
        self._most = round(MOST_WAITING * form.bytes_per_second)
        self._waiting = bytearray()
        self._changed = Condition()
        self._error: BaseException | None = None
        self._complete = False
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether nothing more should be put into it for now."""
        return len(self._waiting) >= self._most

    def put(self, piece: bytes) -> None:
        """Add sound."""
        with self._changed:
            self._waiting += piece

    def put_patiently(self, piece: bytes) -> bool:
        """Add sound once there is room, and return whether more is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self.full)
            self._waiting += piece
            return not self._closed

    def end(self, error: BaseException | None = None) -> None:
        """Say that no more sound comes, or that reading it failed."""
        with self._changed:
            self._error = error
            self._complete = True

    def close(self) -> None:
        """Say that no more sound is wanted."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self, most: int) -> bytes:
        """Take up to so many bytes. Raises what reading the sound failed with."""
        with self._changed:
            taken = bytes(self._waiting[:most])
            del self._waiting[:most]
            self._changed.notify_all()
            if not taken and self._error is not None:
                raise self._error
            return taken

    @property
    def ended(self) -> bool:
        """Whether all sound has come and was taken."""
        with self._changed:
            return self._complete and not self._waiting
