"""Decode a container to blocks of samples, packet by packet, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from adapters.sound.media.bounds import is_too_large, short_frames
from adapters.sound.media.channels import ChannelSelection, Mix, Rows
from adapters.sound.media.tracks import RATES_HZ
from adapters.sound.pcm import BLOCK_SAMPLES, FULL_SCALE, SAMPLE_RATE_HZ, Samples, seconds

if TYPE_CHECKING:
    from av.packet import Packet

# Containers round times to milliseconds or to a frame, so a smaller difference is not a gap.
_TOLERANCE_SECONDS: Final = 0.1
# A recorder that pauses leaves gaps; a longer one means that the clock is wrong, and is ignored.
_LONGEST_GAP_SECONDS: Final = 900.0
# A file of 80 kB can claim a hundred hours of pauses, all of which would be searched for speech.
_MOST_GAPS_SECONDS: Final = 86_400.0
_FAILURES_IN_A_ROW: Final = 1000
_ONE_CHANNEL: Final = ("FC",)


@dataclass(frozen=True, eq=False, slots=True)
class _Piece:
    """A few 16-bit samples, and the speaker position of each channel.

    The samples of the channels are interleaved, as FFmpeg packs them.
    """

    packed: NDArray[np.int16]
    places: tuple[str, ...]

    @property
    def samples(self) -> int:
        return len(self.packed) // len(self.places)


class SoundDecoder:
    """Decodes one sound track to 16 kHz, and counts what was lost.

    `selection` makes the rows to transcribe from its channels: one, unless channels are separate.
    Damaged packets, and those larger than any real file has, are left out. Times stay correct: gaps
    between the timestamps are filled with silence. `lost_seconds` is the sum of both.

    What lies before `start_seconds` is left out. `sought` says that the container was moved to some
    time before that, so the timestamp of the first frame counts.
    """

    def __init__(
        self,
        container: InputContainer,
        track: AudioStream,
        selection: ChannelSelection | None = None,
        *,
        start_seconds: float = 0.0,
        sought: bool = False,
    ) -> None:
        self._container = container
        self._track = track
        self._selection = selection or Mix()
        self._resampler: tuple[object, AudioResampler] | None = None
        self._places: tuple[str, ...] = _ONE_CHANNEL
        self._origin = (container.start_time or 0) / av.time_base
        self._clock = 0.0
        self._unexplained = 0.0
        self._filled = 0.0
        self._skip = self._start = round(start_seconds * SAMPLE_RATE_HZ)
        self._sought = sought
        self.lost_seconds = 0.0
        self.samples = 0

    @property
    def decoded_seconds(self) -> float:
        """The length of the recording so far, with the silence in gaps."""
        return seconds(self._start - self._skip + self.samples)

    def blocks(self) -> Iterator[Samples]:
        """Yield the recording in blocks of about two seconds; only the first row."""
        return (rows[0] for rows in self.rows())

    def rows(self) -> Iterator[Rows]:
        """Yield the recording in blocks of about two seconds, with all rows."""
        held: list[_Piece] = []
        size = 0
        for piece in self._from_start(self._pieces()):
            held.append(piece)
            size += piece.samples
            self.samples += piece.samples
            if size >= BLOCK_SAMPLES:
                yield self._selected(held)
                held, size = [], 0
        self.lost_seconds += self._unexplained
        if size:
            yield self._selected(held)

    def _from_start(self, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
        """Leave out what lies before the start."""
        for piece in pieces:
            left_out = min(self._skip, piece.samples)
            self._skip -= left_out
            if left_out < piece.samples:
                yield replace(piece, packed=piece.packed[left_out * len(piece.places) :])

    def _begin(self, frame: AudioFrame) -> Iterator[_Piece]:
        """After seeking, take the time of the first frame, unless its clock jumps."""
        if not self._sought:
            return
        self._sought = False
        if frame.pts is not None and frame.time_base is not None:
            start = self._skip / SAMPLE_RATE_HZ
            self._clock = max(0.0, float(frame.pts * frame.time_base) - self._origin)
            if self._clock - start > _LONGEST_GAP_SECONDS:  # here, too, the clock is wrong
                self._origin += self._clock - start
                self._clock = start
            missing = round(self._clock * SAMPLE_RATE_HZ) - self._skip
            self._skip = max(0, -missing)
            self._filled += max(0, missing) / SAMPLE_RATE_HZ
            yield from _silent_pieces(missing)

    def _selected(self, pieces: list[_Piece]) -> Rows:
        """Join pieces with the same channels, and select their rows."""
        parts: list[Rows] = []
        for places, alike in groupby(pieces, key=lambda piece: piece.places):
            packed = np.concatenate([piece.packed for piece in alike])
            parts.append(self._selection(_unpacked(packed, len(places)), places))
        return np.concatenate(parts, axis=1)

    def _pieces(self) -> Iterator[_Piece]:
        for packet in self._packets():
            for frame in self._frames(packet):
                yield from self._begin(frame)
                yield from self._fill_gap(frame)
                for short in short_frames(frame):
                    yield from self._resampled(short)
                    self._clock += short.samples / short.sample_rate
        yield from self._drained()

    def _packets(self) -> "Iterator[Packet[AudioStream]]":
        """Yield packets, going on after damage; stop if the demuxer fails too often in a row."""
        failures = 0
        while failures < _FAILURES_IN_A_ROW:
            try:
                for packet in self._container.demux(self._track):
                    failures = 0
                    yield packet
            except av.error.InvalidDataError:
                failures += 1
            except av.error.EOFError:
                return
            else:
                return

    def _frames(self, packet: "Packet[AudioStream]") -> list[AudioFrame]:
        if is_too_large(packet):
            return self._lost(packet)
        try:
            return [frame for frame in packet.decode() if frame.sample_rate in RATES_HZ]
        except av.error.EOFError:
            return []
        except av.error.FFmpegError:
            return self._lost(packet)

    def _lost(self, packet: "Packet[AudioStream]") -> list[AudioFrame]:
        """Count a packet from which no sound can be decoded."""
        if packet.duration and packet.time_base:
            self._unexplained += float(packet.duration * packet.time_base)
        return []

    def _fill_gap(self, frame: AudioFrame) -> Iterator[_Piece]:
        """Fill a gap between timestamps with silence; follow a clock that jumps."""
        gap = self._unexplained
        if frame.pts is not None and frame.time_base is not None:
            at = float(frame.pts * frame.time_base) - self._origin
            gap = at - self._clock
        left = _MOST_GAPS_SECONDS - self._filled
        damaged, self._unexplained = min(self._unexplained, left), 0.0
        longest = min(_LONGEST_GAP_SECONDS, left)
        if not -_TOLERANCE_SECONDS <= gap <= longest:
            self._origin += gap
            gap = damaged
        if gap <= (0.0 if damaged else _TOLERANCE_SECONDS):
            self.lost_seconds += damaged
            return
        if self._clock:  # sound that begins after the video is not lost
            self.lost_seconds += max(gap, damaged)
        self._clock += gap
        self._filled += gap
        yield from _silent_pieces(round(gap * SAMPLE_RATE_HZ))

    def _resampled(self, frame: AudioFrame) -> Iterator[_Piece]:
        """Resample; a track that changes its layout or rate gets a new resampler."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or self._resampler[0] != kind:
            yield from self._drained()
            # Packed, since PyAV crashes on a planar frame of eight channels.
            resampler = AudioResampler(format="s16", layout=frame.layout, rate=SAMPLE_RATE_HZ)
            self._resampler = (kind, resampler)
            self._places = tuple(channel.name for channel in frame.layout.channels)
        frame.pts = None  # gaps are filled here; the resampler cannot handle them
        try:
            resampled = self._resampler[1].resample(frame)
        except av.error.FFmpegError:  # for example, more than 64 channels
            self._resampler = None
            self._unexplained += frame.samples / frame.sample_rate
            return
        yield from map(self._piece, resampled)

    def _drained(self) -> Iterator[_Piece]:
        if self._resampler is not None:
            yield from map(self._piece, self._resampler[1].resample(None))
            self._resampler = None

    def _piece(self, frame: AudioFrame) -> _Piece:
        return _Piece(frame.to_ndarray().reshape(-1).view(np.int16), self._places)


def _unpacked(packed: NDArray[np.int16], channels: int) -> Rows:
    """Scale 16-bit samples to -1 ... 1, exactly as faster-whisper does."""
    sound = np.empty((channels, len(packed) // channels), dtype=np.float32)
    np.divide(packed.reshape(-1, channels).T, np.float32(FULL_SCALE), out=sound)
    return sound


def _silent_pieces(samples: int) -> Iterator[_Piece]:
    while samples > 0:
        yield _Piece(np.zeros(min(samples, BLOCK_SAMPLES), dtype=np.int16), _ONE_CHANNEL)
        samples -= BLOCK_SAMPLES
