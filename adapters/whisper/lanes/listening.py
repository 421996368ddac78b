"""The front end of one recording: decode, find speech, cut windows, make features."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from adapters.sound.media.channels import Rows
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.processes.recording import Recording
from adapters.sound.speech.opening import with_opening
from adapters.sound.speech.separate import separate_spoken_windows, separate_unbroken_windows
from adapters.sound.speech.spoken_track import open_spoken
from adapters.sound.speech.window import Excerpt, Window
from adapters.sound.speech.windows import SpokenCutter, spoken_windows, unbroken_windows
from adapters.whisper.features import Features, Spectrogram
from adapters.whisper.lanes.seats import Seat, Seats, read_standing
from adapters.whisper.lanes.stream import Stream, StreamClosedError
from domain.errors import AudioUnreadableError, UnsupportedAudioError
from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class Listened:
    """What is known of a recording once it was decoded to its end; times in seconds.

    `track` is the number of the sound track that was decoded, counted from 1; `other_tracks` says
    how many the file has besides, if nobody chose among them.
    `other_follows` tells that the file holds a second recording, which was not decoded.
    """

    duration: float
    lost: float
    claimed: float | None
    track: int = 1
    other_tracks: int = 0
    other_follows: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Hears one recording in a thread of its own, beside the lanes, as far ahead as there is room.

    `heard_until` is where an earlier attempt got to, in seconds: decoding and speech detection
    are repeated from the start, which is cheap and finds exactly the same windows.
    """

    open_audio: Callable[[], AbstractContextManager[BinaryIO]]
    processes: DecodingProcesses
    seats: Seats
    options: TranscriptionOptions
    spectrogram: Spectrogram
    heard_until: float = 0.0

    def __call__(self, stream: Stream) -> Listened:
        """Feed the stream.

        Raises AudioUnreadableError, DecoderLostError, StreamClosedError, and what storage raises.
        """
        with (
            self.open_audio() as opened,
            self.processes.lend() as process,
            self.seats.taken() as seat,
        ):
            way, file = _Way(stream, seat), read_standing(opened, seat)
            asked = self.options.track, self.options.channels
            try:
                return self._listen(way, open_spoken(process, file, *asked, look_up=way.look_up))
            except UnsupportedAudioError as error:
                raise AudioUnreadableError(str(error)) from error

    def _listen(self, way: "_Way", recording: Recording) -> Listened:
        blocks = way.while_wanted(recording.blocks())
        for excerpt, opening in self._windows(blocks, separate=recording.rows > 1):
            if excerpt.window.position * SAMPLE_RATE_HZ > self.heard_until * SAMPLE_RATE_HZ + 0.5:
                heard = None if opening is None else self.spectrogram(opening)
                way.put(excerpt.window, self.spectrogram(excerpt.audio), heard)
        if not recording.samples:
            raise AudioUnreadableError(
                "Not one moment of sound in this file could be decoded. It may be damaged or cut "
                "off; export or upload it again."
            )
        finished = recording.finished
        return Listened(
            duration=finished.decoded_seconds,
            lost=finished.lost_seconds,
            claimed=finished.claimed_seconds,
            track=recording.number,
            other_tracks=0 if self.options.track else recording.tracks - 1,
            other_follows=finished.other_follows,
        )

    def _windows(
        self, blocks: Iterable[Rows], *, separate: bool
    ) -> Iterator[tuple[Excerpt, Samples | None]]:
        excerpts = self._excerpts(blocks, separate=separate)
        if self.options.language is None:
            return with_opening(excerpts)
        return ((excerpt, None) for excerpt in excerpts)

    def _excerpts(self, blocks: Iterable[Rows], *, separate: bool) -> Iterator[Excerpt]:
        if separate and self.options.vad_filter:
            return separate_spoken_windows(blocks, self._cutter)
        if separate:
            return separate_unbroken_windows(blocks)
        single = (rows[0] for rows in blocks)
        if self.options.vad_filter:
            return spoken_windows(
                single, self.options.voice_activity, filled_to=self.spectrogram.window_samples
            )
        return unbroken_windows(single)

    def _cutter(self) -> SpokenCutter:
        """Make one for a channel of several: what it leaves over holds back the others."""
        filled_to = self.spectrogram.window_samples
        return SpokenCutter(self.options.voice_activity, filled_to=filled_to, latest=True)


@dataclass(frozen=True, slots=True)
class _Way:
    """From the decoder's blocks to the stream, on a seat that others want, too."""

    stream: Stream
    seat: Seat

    def while_wanted(self, blocks: Iterable[Rows]) -> Iterator[Rows]:
        """Stop a recording that nobody wants any more, also while it is silent."""
        for block in blocks:
            self.look_up()
            yield block

    def look_up(self) -> None:
        """Let others sit down. Raises StreamClosedError where nobody wants the rest."""
        if self.stream.closed:
            raise StreamClosedError
        self.seat.offer()

    def put(self, window: Window, features: Features, opening: Features | None) -> None:
        """Wait for room without a seat."""
        with self.seat.left():
            self.stream.put(window, features, opening)
