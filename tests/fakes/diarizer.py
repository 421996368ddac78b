"""A diarizer that hears the same voices in every recording, and knows samples by their bytes."""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Sequence

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.diarizer import Diarizer, KnownVoice, Listened, ListeningRequest
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts, SpeakerTurn
from domain.user import UserId


class ScriptedDiarizer(Diarizer):
    """Hears `turns`; `samples` says who speaks in a sample, or what is wrong with it."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self.turns: tuple[SpeakerTurn, ...] = ()
        self.samples: dict[bytes, str | TranscriberError] = {}
        self.failure: TranscriberError | None = None
        self.requests: list[ListeningRequest] = []
        self.counts: list[SpeakerCounts] = []
        self.sample_owners: list[UserId] = []

    @override
    async def check(self) -> None:
        if self.failure is not None:
            raise self.failure

    @override
    async def revision(self) -> str | None:
        return "scripted"

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure
        turns = [[turn.start, turn.end, turn.speaker] for turn in self.turns]
        yield Listened(60.0, json.dumps(turns).encode(), 1.0)

    @override
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        self.counts.append(counts)
        turns = [SpeakerTurn(*each) async for heard in evidence for each in json.loads(heard)]
        return Diarization.of(turns, {each.voiceprint.decode(): each.name for each in known})

    @override
    async def voiceprint(self, audio: BlobKey, *, owner: UserId) -> bytes:
        self.sample_owners.append(owner)
        sound = b"".join([block async for block in self._blobs.read(audio)])
        heard = self.samples[sound]
        if isinstance(heard, TranscriberError):
            raise heard
        return heard.encode()
