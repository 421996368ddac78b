"""Sound that is kept until the service has confirmed that it is stored."""

from typing import Final

from whisper_transcriber_client.errors import LiveEndedError
from whisper_transcriber_client.sound import SoundBuffer, SoundForm

# Seconds. A service whose storage is away takes a minute; what it refuses would leave a hole.
_MOST_UNCONFIRMED: Final = 40.0


class UnconfirmedSound:
    """Has the sound from the confirmed byte on; positions are in bytes of the recording."""

    def __init__(self, sound: SoundBuffer) -> None:
        self._sound = sound
        self._kept = bytearray()
        self._safe: int | None = None
        self._sent = 0
        self._most = round(_MOST_UNCONFIRMED * sound.form.bytes_per_second)

    @property
    def form(self) -> SoundForm:
        """How the sound is encoded."""
        return self._sound.form

    def confirm(self, offset: int, *, joining: bool) -> None:
        """Forget what is stored. A line that joins sends on from there. Raises LiveEndedError."""
        if self._safe is None:  # what was there before is somebody else's
            self._kept += bytes(offset % self.form.width)  # a new source begins with a whole sample
            self._safe = offset
        if not self._safe <= offset <= self._safe + len(self._kept):
            detail = f"The service has stored {offset} bytes, which are not those that were sent."
            raise LiveEndedError(detail, code="upload_offset_mismatch")
        del self._kept[: offset - self._safe]
        self._safe = offset
        if joining:
            self._sent = offset

    def next(self, most: int) -> bytes:
        """Take up to so many bytes that were not sent yet; none if none may be sent now."""
        if self._safe is None:
            return b""
        if len(self._kept) < self._most:
            self._kept += self._sound.take(most)
        piece = bytes(self._kept[self._sent - self._safe :][:most])
        self._sent += len(piece)
        return piece

    @property
    def all_sent(self) -> bool:
        """Whether all sound has come and was sent."""
        return self._sound.ended and self._sent == (self._safe or 0) + len(self._kept)

    @property
    def all_stored(self) -> bool:
        """Whether all sound has come and is stored."""
        return self._sound.ended and not self._kept
