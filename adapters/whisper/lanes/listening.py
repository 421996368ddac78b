"""The front end of one recording: decode, find speech, cut windows, make features."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Final

from av.audio.stream import AudioStream
from av.container import InputContainer

from adapters.whisper.lanes.seats import Seat, Seats, read_standing
from adapters.whisper.lanes.stream import Stream, StreamClosedError
from adapters.whisper.sound.decoding import SoundDecoder
from adapters.whisper.sound.media import claimed_seconds, open_media
from adapters.whisper.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.whisper.sound.riff import declared_seconds
from adapters.whisper.speech.features import Features, Spectrogram
from adapters.whisper.speech.windows import Excerpt, Window, spoken_windows, unbroken_windows
from domain.errors import AudioUnreadableError, UnsupportedAudioError
from domain.options import TranscriptionOptions

# These formats hold no length; what FFmpeg tells is a guess from the first frame's bit rate.
_GUESSES_LENGTH: Final = frozenset({"mp3", "aac", "amr"})


@dataclass(frozen=True, slots=True)
class Listened:
    """What is known of a recording once it was decoded to its end; times in seconds.

    `tracks` counts the file's sound tracks, of which the first was decoded.
    """

    duration: float
    lost: float
    claimed: float | None
    tracks: int = 1


@dataclass(frozen=True, slots=True)
class Listener:
    """Hears one recording in a thread of its own, beside the lanes, as far ahead as there is room.

    `heard_until` is where an earlier attempt got to, in seconds: decoding and speech detection
    are repeated from the start, which is cheap and finds exactly the same windows.
    """

    open_audio: Callable[[], AbstractContextManager[BinaryIO]]
    seats: Seats
    options: TranscriptionOptions
    spectrogram: Spectrogram
    heard_until: float = 0.0

    def __call__(self, stream: Stream) -> Listened:
        """Feed the stream. Raises AudioUnreadableError, StreamClosedError, what storage raises."""
        with self.open_audio() as opened, self.seats.taken() as seat:
            file = read_standing(opened, seat)
            declared = declared_seconds(file)
            file.seek(0)
            try:
                with open_media(file) as (container, track):
                    return self._listen(_Way(stream, seat), container, track, declared)
            except UnsupportedAudioError as error:
                raise AudioUnreadableError(str(error)) from error

    def _listen(
        self,
        way: "_Way",
        container: InputContainer,
        track: AudioStream,
        declared: float | None,
    ) -> Listened:
        decoder = SoundDecoder(container, track)
        for excerpt in self._excerpts(way.while_wanted(decoder.blocks())):
            if excerpt.window.position * SAMPLE_RATE_HZ > self.heard_until * SAMPLE_RATE_HZ + 0.5:
                way.put(excerpt.window, self.spectrogram(excerpt.audio))
        if not decoder.samples:
            raise AudioUnreadableError(
                "Not one moment of sound in this file could be decoded. It may be damaged or cut "
                "off; export or upload it again."
            )
        guessed = container.format.name in _GUESSES_LENGTH
        claimed = None if guessed else declared or claimed_seconds(container, track)
        tracks = len(container.streams.audio)
        return Listened(decoder.decoded_seconds, decoder.lost_seconds, claimed, tracks)

    def _excerpts(self, blocks: Iterable[Samples]) -> Iterator[Excerpt]:
        if self.options.vad_filter:
            return spoken_windows(
                blocks, self.options.voice_activity, filled_to=self.spectrogram.window_samples
            )
        return unbroken_windows(blocks)


@dataclass(frozen=True, slots=True)
class _Way:
    """From the decoder's blocks to the stream, on a seat that others want, too."""

    stream: Stream
    seat: Seat

    def while_wanted(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """Stop a recording that nobody wants any more, also while it is silent."""
        for block in blocks:
            if self.stream.closed:
                raise StreamClosedError
            self.seat.offer()
            yield block

    def put(self, window: Window, features: Features) -> None:
        """Wait for room without sitting."""
        with self.seat.left():
            self.stream.put(window, features)
