"""A diarizer that knows beforehand who speaks when."""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, replace

from typing_extensions import override

from application.ports.diarizer import (
    SAMPLE_SECONDS,
    Diarizer,
    KnownVoice,
    Listened,
    ListeningRequest,
)
from domain.errors.capacity import BlobNotFoundError
from domain.errors.speakers import (
    VoiceEvidenceUnreadableError,
    VoiceSampleLengthError,
    VoiceSampleMixedError,
    VoiceSampleSilentError,
)
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts, SpeakerTurn
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks when in a recording; the speakers may have any names."""

    turns: tuple[SpeakerTurn, ...]
    duration_seconds: float


class MemoryDiarizer(Diarizer):
    """Hears what it was given for each recording; None stands for audio that is unreadable.

    `heard` lists every stretch that was listened to, so that tests can see what was heard twice.
    """

    def __init__(
        self,
        recordings: Mapping[BlobKey, Voices | None],
        *,
        step_seconds: float = 60.0,
        is_available: bool = True,
    ) -> None:
        self._recordings = dict(recordings)
        self._step = step_seconds
        self.is_available = is_available
        self.current_revision: str | None = "1"
        self.heard: list[tuple[float, float]] = []

    def learn(self, audio: BlobKey, voices: Voices) -> None:
        """Become available, and hear these voices in a recording from now on."""
        self.is_available = True
        self._recordings[audio] = voices

    @override
    async def check(self) -> None:
        self._ensure_available()

    @override
    async def revision(self) -> str | None:
        return self.current_revision if self.is_available else None

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        voices = self._voices(request.audio)
        start = request.resume_after
        while start < voices.duration_seconds:
            end = min(start + self._step, voices.duration_seconds)
            self.heard.append((start, end))
            yield Listened(end, _evidence(voices, start, end), end / voices.duration_seconds)
            start = end

    @override
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        self._ensure_available()
        turns = _joined([turn async for each in evidence for turn in _turns(each)])
        turns = _at_most(counts.exact or counts.maximum, turns)
        names = {voice.voiceprint.decode(): voice.name for voice in known}
        return Diarization.of(turns, names)

    @override
    async def voiceprint(self, audio: BlobKey, *, owner: UserId) -> bytes:
        del owner  # it never waits
        voices = self._voices(audio)
        least, most = SAMPLE_SECONDS
        if not least <= voices.duration_seconds <= most:
            raise VoiceSampleLengthError(voices.duration_seconds, least, most)
        speakers = {turn.speaker for turn in voices.turns}
        if len(speakers) > 1:
            raise VoiceSampleMixedError
        if not speakers:
            raise VoiceSampleSilentError
        return speakers.pop().encode()

    def _voices(self, audio: BlobKey) -> Voices:
        self._ensure_available()
        if audio not in self._recordings:
            raise BlobNotFoundError(f"There is no audio under {audio}.")
        voices = self._recordings[audio]
        if voices is None:
            raise AudioUnreadableError("No sound in this file could be decoded.")
        return voices

    def _ensure_available(self) -> None:
        if not self.is_available:
            raise ModelUnavailableError(
                "The models that tell speakers apart are not on this server."
            )


def _evidence(voices: Voices, start: float, end: float) -> bytes:
    parts = [
        (max(turn.start, start), min(turn.end, end), turn.speaker)
        for turn in voices.turns
        if turn.start < end and turn.end > start
    ]
    return json.dumps(parts).encode()


def _turns(evidence: bytes) -> list[SpeakerTurn]:
    try:
        return [SpeakerTurn(*part) for part in json.loads(evidence)]
    except ValueError as error:
        raise VoiceEvidenceUnreadableError("This is no evidence of voices.") from error


def _joined(parts: Sequence[SpeakerTurn]) -> list[SpeakerTurn]:
    """Join the parts of turns that a border between two pieces of evidence has cut."""
    whole: list[SpeakerTurn] = []
    for part in parts:
        cut = next(
            (
                n
                for n, turn in enumerate(whole)
                if (turn.end, turn.speaker) == (part.start, part.speaker)
            ),
            None,
        )
        if cut is None:
            whole.append(part)
        else:
            whole[cut] = replace(whole[cut], end=part.end)
    return whole


def _at_most(number: int | None, turns: Sequence[SpeakerTurn]) -> list[SpeakerTurn]:
    """Give the turns of the speakers that are too many to the last who is allowed."""
    allowed = list(dict.fromkeys(turn.speaker for turn in turns))[:number]
    return [
        turn if turn.speaker in allowed else replace(turn, speaker=allowed[-1]) for turn in turns
    ]
