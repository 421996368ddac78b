"""Frames of WebSockets (RFC 6455), as a client writes and reads them."""

import secrets
import struct
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_LONGEST: Final = 4 << 20
_SHORTEST: Final = 2
_FINAL: Final = 0x80
_MASKED: Final = 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class Kind(IntEnum):
    """What a frame is (section 5.2)."""

    MORE = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


_KINDS: Final = frozenset(map(int, Kind))


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message, whose frames are joined, or a frame that controls the connection."""

    kind: Kind
    content: bytes

    @property
    def close_code(self) -> int:
        """Say why the connection is closed; 1005 if that was not said (section 7.1.5)."""
        return int.from_bytes(self.content[:2], "big") if len(self.content) > 1 else 1005


class FrameError(ValueError):
    """What came is no WebSocket, or is too long."""


def opening() -> dict[str, str]:
    """Return the headers that ask for a WebSocket."""
    return {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
    }


def frame(kind: Kind, content: bytes = b"") -> bytes:
    """Write a message as one frame, masked as those of clients are."""
    size = len(content)
    head = bytes((_FINAL | kind,))
    if size < _TWO_BYTES:
        head += bytes((_MASKED | size,))
    elif size < 1 << 16:
        head += struct.pack(">BH", _MASKED | _TWO_BYTES, size)
    else:
        head += struct.pack(">BQ", _MASKED | _EIGHT_BYTES, size)
    mask = secrets.token_bytes(4)
    return head + mask + _masked(content, mask)


def _masked(content: bytes, mask: bytes) -> bytes:
    size = len(content)
    repeated = (mask * (size // 4 + 1))[:size]
    mixed = int.from_bytes(content, "big") ^ int.from_bytes(repeated, "big")
    return mixed.to_bytes(size, "big")


class FrameReader:
    """Puts messages together from bytes as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._kind = Kind.TEXT
        self._begun = bytearray()

    def feed(self, content: bytes) -> Iterator[Message]:
        """Take bytes and yield the messages that they complete. Raises FrameError."""
        self._bytes += content
        while (read := self._frame()) is not None:
            final, kind, payload = read
            if kind >= Kind.CLOSE:
                yield Message(kind, payload)
                continue
            if kind is not Kind.MORE:
                self._kind = kind
            self._begun += payload
            if len(self._begun) > _LONGEST:
                raise FrameError("A message is too long.")
            if final:
                whole, self._begun = bytes(self._begun), bytearray()
                yield Message(self._kind, whole)

    def _frame(self) -> tuple[bool, Kind, bytes] | None:
        """Take the next frame, once all of it is there."""
        if len(self._bytes) < _SHORTEST:
            return None
        first, second = self._bytes[:_SHORTEST]
        size, at = second, _SHORTEST
        if second == _TWO_BYTES:
            at = 4
        elif second == _EIGHT_BYTES:
            at = 10
        if first & 0x70 or second & _MASKED or (first & 0x0F) not in _KINDS:
            raise FrameError("This is no frame of a server.")
        if len(self._bytes) < at:
            return None
        if at > _SHORTEST:
            size = int.from_bytes(self._bytes[_SHORTEST:at], "big")
        if size > _LONGEST:
            raise FrameError("A frame is too long.")
        if len(self._bytes) < at + size:
            return None
        payload = bytes(self._bytes[at : at + size])
        del self._bytes[: at + size]
        return bool(first & _FINAL), Kind(first & 0x0F), payload
