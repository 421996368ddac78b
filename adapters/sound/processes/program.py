"""`python -m adapters.sound.processes.program FD BYTES`: decodes one recording after another.

It ends when the other side of the socket closes, so nothing is left of it when the service is gone.
"""

import io
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from adapters.sound.media.channels import hearing_of
from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import Media, open_media
from adapters.sound.pcm import seconds
from adapters.sound.processes.distant_file import DistantFile
from adapters.sound.processes.limits import Work, limit_memory, limit_work
from adapters.sound.processes.messages import (
    Failed,
    Finished,
    Found,
    GoOn,
    LookInto,
    Open,
    Opened,
    OutOfMemory,
    Ready,
    Refused,
    Said,
    Sound,
    Wish,
    encoded,
)
from adapters.sound.processes.sound_track import sound_track
from domain.errors import UnsupportedAudioError
from domain.options import Channels

# A look jumps about in a file; whoever decodes it reads on and on.
_LOOK_BYTES: Final = 1 << 16
_READ_AHEAD_BYTES: Final = 1 << 18
_WISHES: Final[Mapping[str, Callable[..., Wish]]] = {
    "look_into": LookInto,
    "open": Open,
    "go_on": GoOn,
}


class _Program:
    """Does what the service wishes, one wish after the other."""

    def __init__(self, service: Connection) -> None:
        self._service = service

    def run(self) -> None:
        """Serve until the service hangs up, which raises EOFError or OSError."""
        self._say(Ready())
        wish = self._next_wish()
        while True:
            wish = self._done(wish)

    def _done(self, wish: Wish) -> Wish:
        """Do it and give the next wish; whatever goes wrong is said."""
        following = None
        try:
            if isinstance(wish, LookInto):
                self._say(self._look(wish))
            elif isinstance(wish, Open):
                following = self._decode(wish)
        except UnsupportedAudioError as error:
            self._say(Refused(str(error)))
        except MemoryError:
            self._say(OutOfMemory())
        except Exception as error:  # noqa: BLE001 (the service writes it down)
            self._say(Failed(repr(error)))
        return following or self._next_wish()

    def _look(self, wish: LookInto) -> Found:
        limit_work(wish.cpu_seconds)
        file = io.BufferedReader(DistantFile(self._service, wish.size_bytes), _LOOK_BYTES)
        return Found(sound_track(file, wish.track))

    def _decode(self, wish: Open) -> Wish | None:
        """Open a recording and decode it as far as the service wishes; give another wish."""
        work = Work(wish.saved_cpu_seconds)
        distant = DistantFile(self._service, wish.size_bytes, work.read_to)
        with open_media(io.BufferedReader(distant, _READ_AHEAD_BYTES), wish.track) as media:
            if len(media.eligible) > 1:
                self._say(Opened(media.number, media.tracks, media.eligible, rows=0))
                return None
            hearing = hearing_of(Channels(wish.channels), media.channels)
            self._say(Opened(media.number, media.tracks, media.eligible, hearing.rows))
            decoder = SoundDecoder(media.container, media.track, hearing)
            return self._decoded(media, decoder, work)

    def _decoded(self, media: Media, decoder: SoundDecoder, work: Work) -> Wish | None:
        """Give two seconds for each `GoOn`; bytes are asked for only before the answer."""
        blocks = decoder.rows()
        while isinstance(wish := self._next_wish(), GoOn):
            block = next(blocks, None)
            if block is None:
                self._say(_finished(media, decoder))
                return None
            rows, samples = block.shape
            work.produced(seconds(samples))
            self._say(Sound(rows, samples))
            self._service.send_bytes(block.tobytes())
        return wish

    def _say(self, message: Said) -> None:
        self._service.send_bytes(encoded(message))

    def _next_wish(self) -> Wish:
        said = json.loads(self._service.recv_bytes())
        return _WISHES[said["kind"]](**said)


def _finished(media: Media, decoder: SoundDecoder) -> Finished:
    return Finished(
        decoded_seconds=decoder.decoded_seconds,
        lost_seconds=decoder.lost_seconds,
        claimed_seconds=media.claimed_seconds(decoder.decoded_seconds),
        other_follows=media.lengths is not None and media.lengths.other_follows,
    )


def main() -> None:
    """Serve whoever holds the other side of the socket."""
    limit_memory(int(sys.argv[2]))
    with Connection(int(sys.argv[1])) as service, suppress(EOFError, OSError):
        _Program(service).run()


if __name__ == "__main__":
    main()
