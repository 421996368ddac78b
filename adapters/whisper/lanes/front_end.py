"""The front end of one recording: decode, detect speech, cut windows, compute features."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO

from adapters.sound.media.channels import Rows
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.processes.interruption import Interruption
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.processes.recording import Recording
from adapters.sound.speech.clips import Clipper, moved, samples
from adapters.sound.speech.opening import with_opening
from adapters.sound.speech.separate import separate_spoken_windows, separate_unbroken_windows
from adapters.sound.speech.spoken_track import open_spoken
from adapters.sound.speech.window import Excerpt, Window
from adapters.sound.speech.windows import SpokenCutter, spoken_windows, unbroken_windows
from adapters.whisper.features import Features, Spectrogram
from adapters.whisper.lanes.front_end_semaphore import (
    FrontEndSemaphore,
    Permit,
    read_without_permit,
)
from adapters.whisper.lanes.stream import Stream, StreamClosedError
from domain.clips import Clip
from domain.errors.transcription import AudioUnreadableError
from domain.errors.uploads import UnsupportedAudioError
from domain.options import TranscriptionOptions


@dataclass(frozen=True, slots=True)
class FrontEndResult:
    """What is known of a recording once all of it was decoded; times in seconds.

    `track` is the number of the sound track that was decoded, counted from 1; `other_tracks` is how
    many more the file has if none was chosen by the caller. `other_follows` says that the file
    holds a second recording, which was not decoded. `asked_until` is where the last part ends that
    was asked for, None for the end of the recording.
    """

    duration: float
    lost: float
    claimed: float | None
    track: int = 1
    other_tracks: int = 0
    other_follows: bool = False
    asked_until: float | None = None


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Prepares one recording's windows in its own thread, as far ahead as the stream allows.

    `resume_after` is how far an earlier attempt got, in seconds: decoding and speech detection are
    repeated from the start, which is cheap and finds exactly the same windows. `interruption` ends
    the process that decodes, also one that is stuck.
    """

    open_audio: Callable[[], AbstractContextManager[BinaryIO]]
    processes: DecodingProcesses
    front_ends: FrontEndSemaphore
    options: TranscriptionOptions
    spectrogram: Spectrogram
    resume_after: float = 0.0
    interruption: Interruption = field(default_factory=Interruption)

    def __call__(self, stream: Stream) -> FrontEndResult:
        """Put all windows into the stream.

        Raises AudioUnreadableError, DecoderLostError, StreamClosedError, and the errors of the
        storage.
        """
        with (
            self.open_audio() as opened,
            self.processes.acquire() as process,
            self.interruption.ends(process.interrupt),
            self.front_ends.permit() as permit,
        ):
            feed, file = _Feed(stream, permit), read_without_permit(opened, permit)
            first = self._clips[0].start
            asked = self.options.track, self.options.channels, first
            try:
                return self._run(
                    feed, open_spoken(process, file, *asked, check_cancelled=feed.check_cancelled)
                )
            except UnsupportedAudioError as error:
                raise AudioUnreadableError(str(error)) from error

    def _run(self, feed: "_Feed", recording: Recording) -> FrontEndResult:
        begins_at = samples(self._clips[0].start)
        feed.stream.early.begin(max(self.resume_after, self._clips[0].start))
        clipper = Clipper(feed.while_wanted(recording.blocks(), begins_at), begins_at)
        for excerpt, opening in self._windows(clipper, separate=recording.rows > 1):
            if excerpt.window.position * SAMPLE_RATE_HZ > self.resume_after * SAMPLE_RATE_HZ + 0.5:
                first = None if opening is None else self.spectrogram(opening)
                feed.put(excerpt.window, self.spectrogram(excerpt.audio), first)
        if not clipper.ended:
            return self._clipped(recording, clipper)
        finished = recording.finished
        if not recording.samples:
            known = max(finished.decoded_seconds, recording.estimated_seconds or 0.0)
            raise AudioUnreadableError(self._nothing(known))
        return FrontEndResult(
            duration=finished.decoded_seconds,
            lost=finished.lost_seconds,
            claimed=finished.claimed_seconds,
            track=recording.number,
            other_tracks=0 if self.options.track else recording.tracks - 1,
            other_follows=finished.other_follows,
            asked_until=self._clips[-1].end,
        )

    @property
    def _clips(self) -> Sequence[Clip]:
        return self.options.clips.clips or (Clip(0.0, None),)

    def _clipped(self, recording: Recording, clipper: Clipper) -> FrontEndResult:
        """Leave the rest of the recording; its length is then what its container says."""
        recording.stop()
        reached = clipper.position / SAMPLE_RATE_HZ
        return FrontEndResult(
            duration=max(reached, recording.estimated_seconds or 0.0),
            lost=0.0,
            claimed=None,
            track=recording.number,
            other_tracks=0 if self.options.track else recording.tracks - 1,
        )

    def _nothing(self, seconds: float) -> str:
        if start := self._clips[0].start:
            return (
                f"The part that was asked for begins at {start:g} s, but the recording ends "
                f"after {seconds:.1f} s. Choose an earlier start."
            )
        return (
            "No sound in this file could be decoded. It may be damaged or cut off; export it "
            "again, or take another copy."
        )

    def _windows(
        self, clipper: Clipper, *, separate: bool
    ) -> Iterator[tuple[Excerpt, Samples | None]]:
        excerpts = self._all_excerpts(clipper, separate=separate)
        if self.options.language is None:
            return with_opening(excerpts)
        return ((excerpt, None) for excerpt in excerpts)

    def _all_excerpts(self, clipper: Clipper, *, separate: bool) -> Iterator[Excerpt]:
        """Cut each clip into its own windows; none holds sound of two."""
        index = 0
        for clip in self._clips:
            by = samples(clip.start)
            for excerpt in self._excerpts(clipper.blocks_of(clip), separate=separate):
                yield moved(excerpt, by, index) if by or index else excerpt
                index += 1

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
        """Make the cutter of one of several channels, which leaves little for the next window."""
        filled_to = self.spectrogram.window_samples
        return SpokenCutter(self.options.voice_activity, filled_to=filled_to, latest=True)


@dataclass(frozen=True, slots=True)
class _Feed:
    """Passes blocks from the decoder and windows to the stream, and shares the permit."""

    stream: Stream
    permit: Permit

    def while_wanted(self, blocks: Iterable[Rows], begins_at: int) -> Iterator[Rows]:
        """Yield blocks until the stream is closed, which is also noticed in long silences.

        The first block begins at this sample of the recording.
        """
        position = begins_at
        for block in blocks:
            self.check_cancelled()
            self.stream.early.read_until(position / SAMPLE_RATE_HZ)
            yield block
            position += block.shape[1]

    def check_cancelled(self) -> None:
        """Let other front ends run. Raises StreamClosedError if the stream was closed."""
        if self.stream.closed:
            raise StreamClosedError
        self.permit.yield_turn()

    def put(self, window: Window, features: Features, opening: Features | None) -> None:
        """Queue a window; the permit is released while the stream is full."""
        with self.permit.released():
            self.stream.put(window, features, opening)
