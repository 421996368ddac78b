"""Learn the voices in samples, so that their people can be recognised in a recording."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from application.limits.fair_probe import FairProbe
from application.ports.diarizer import Diarizer, KnownVoice
from application.uploads.receive_upload import ReceiveUpload
from domain.errors.kinds import FieldError, InvalidRequestError, UnavailableError
from domain.errors.speakers import VoiceSampleError
from domain.errors.transcription import AudioUnreadableError
from domain.errors.uploads import EmptyUploadError, UnsupportedAudioError
from domain.user import User


@dataclass(frozen=True, slots=True)
class VoiceSample:
    """A person's name, and an audio file in which only this person speaks."""

    name: str
    sound: bytes


@dataclass(frozen=True, slots=True)
class LearnVoices:
    """Learn the voices in samples; the samples are deleted at once, and nothing is kept."""

    store: ReceiveUpload
    probe: FairProbe
    diarizer: Diarizer

    async def __call__(
        self, samples: Sequence[VoiceSample], *, field: str, caller: User
    ) -> tuple[KnownVoice, ...]:
        """Return the voices in their order.

        Raises InvalidRequestError, which names each sample that cannot be used as one of `field`;
        ProbesBusyError, ModelUnavailableError.
        """
        faults: list[FieldError] = []
        known: list[KnownVoice] = []
        for sample in samples:
            try:
                known.append(KnownVoice(sample.name, await self._voiceprint(sample, caller)))
            except (
                VoiceSampleError,
                AudioUnreadableError,
                UnsupportedAudioError,
                EmptyUploadError,
            ) as error:
                faults.append(FieldError(field, f"The sample of {sample.name!r}: {error}"))
        if faults:
            raise InvalidRequestError(*faults)
        return tuple(known)

    async def _voiceprint(self, sample: VoiceSample, caller: User) -> bytes:
        recording = await self.store("sample", _once(sample.sound))
        try:
            await self.probe(recording.key, None, caller=caller)
            return await self.diarizer.voiceprint(recording.key, owner=caller.id)
        finally:
            with suppress(UnavailableError):  # the sweep deletes it later
                await self.store.discard(recording)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
