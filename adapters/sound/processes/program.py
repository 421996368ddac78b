"""`python -m adapters.sound.processes.program FD BYTES`: decode one recording after another.

It ends when the service closes the socket, so no process is left when the service has ended.
"""

import io
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from adapters.sound.media.channels import select_channels
from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import Media, open_media
from adapters.sound.pcm import seconds
from adapters.sound.processes.limits import CpuBudget, limit_cpu, limit_memory
from adapters.sound.processes.messages import (
    Examine,
    Failed,
    Finished,
    Found,
    Message,
    NextBlock,
    Open,
    Opened,
    OutOfMemory,
    Ready,
    Refused,
    Request,
    Sound,
    encoded,
)
from adapters.sound.processes.remote_file import RemoteFile
from adapters.sound.processes.sound_track import sound_track
from domain.errors.uploads import UnsupportedAudioError
from domain.options import Channels

# Examining a file reads here and there; decoding reads all of it in order.
_EXAMINE_BYTES: Final = 1 << 16
_READ_AHEAD_BYTES: Final = 1 << 18
_REQUESTS: Final[Mapping[str, Callable[..., Request]]] = {
    "examine": Examine,
    "open": Open,
    "next_block": NextBlock,
}


class _Program:
    """Handles the requests of the service, one after the other."""

    def __init__(self, service: Connection) -> None:
        self._service = service

    def run(self) -> None:
        """Handle requests until the service closes the socket, which raises EOFError or OSError."""
        self._send(Ready())
        request = self._next_request()
        while True:
            request = self._done(request)

    def _done(self, request: Request) -> Request:
        """Handle a request and return the next one; errors are sent as answers."""
        following = None
        try:
            if isinstance(request, Examine):
                self._send(self._examine(request))
            elif isinstance(request, Open):
                following = self._decode(request)
        except UnsupportedAudioError as error:
            self._send(Refused(str(error)))
        except MemoryError:
            self._send(OutOfMemory())
        except Exception as error:  # noqa: BLE001 (the service logs it)
            self._send(Failed(repr(error)))
        return following or self._next_request()

    def _examine(self, request: Examine) -> Found:
        limit_cpu(request.cpu_seconds)
        file = io.BufferedReader(RemoteFile(self._service, request.size_bytes), _EXAMINE_BYTES)
        return Found(sound_track(file, request.track))

    def _decode(self, request: Open) -> Request | None:
        """Open a recording and decode it block by block; return the request that ended this."""
        budget = CpuBudget(request.saved_cpu_seconds)
        remote = RemoteFile(self._service, request.size_bytes, budget.read_to)
        with open_media(io.BufferedReader(remote, _READ_AHEAD_BYTES), request.track) as media:
            if len(media.eligible) > 1:
                self._send(Opened(media.number, media.tracks, media.eligible, rows=0))
                return None
            selection = select_channels(Channels(request.channels), media.channels)
            # Seeking reads bytes, so it comes before the answer.
            sought = media.seek(request.start_seconds)
            self._send(
                Opened(
                    media.number,
                    media.tracks,
                    media.eligible,
                    selection.rows,
                    media.estimated_seconds,
                )
            )
            decoder = SoundDecoder(
                media.container,
                media.track,
                selection,
                start_seconds=request.start_seconds,
                sought=sought,
            )
            return self._decoded(media, decoder, budget)

    def _decoded(self, media: Media, decoder: SoundDecoder, budget: CpuBudget) -> Request | None:
        """Send two seconds for each `NextBlock`; bytes are asked for only before the answer."""
        blocks = decoder.rows()
        while isinstance(request := self._next_request(), NextBlock):
            block = next(blocks, None)
            if block is None:
                self._send(_finished(media, decoder))
                return None
            rows, samples = block.shape
            budget.produced(seconds(samples))
            self._send(Sound(rows, samples))
            self._service.send_bytes(block.tobytes())
        return request

    def _send(self, message: Message) -> None:
        self._service.send_bytes(encoded(message))

    def _next_request(self) -> Request:
        said = json.loads(self._service.recv_bytes())
        return _REQUESTS[said["kind"]](**said)


def _finished(media: Media, decoder: SoundDecoder) -> Finished:
    return Finished(
        decoded_seconds=decoder.decoded_seconds,
        lost_seconds=decoder.lost_seconds,
        claimed_seconds=media.claimed_seconds(decoder.decoded_seconds),
        other_follows=media.lengths is not None and media.lengths.other_follows,
    )


def main() -> None:
    """Serve the process at the other end of the socket."""
    limit_memory(int(sys.argv[2]))
    with Connection(int(sys.argv[1])) as service, suppress(EOFError, OSError):
        _Program(service).run()


if __name__ == "__main__":
    main()
