"""A recording becomes a job, once."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from application.ports.blobs import BlobStore
from application.ports.idempotency_keys import Receipt
from application.use_cases.claim_key import HeldKey
from application.use_cases.submit_job import SubmitJob
from domain.job import Recording
from domain.options import TranscriptionOptions
from domain.user import User


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is answered, and whether it was answered before."""

    receipt: Receipt
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class SubmitOnce:
    """Submit a job, unless this very request was answered before under its key."""

    submit_job: SubmitJob
    blobs: BlobStore

    async def __call__(
        self,
        recording: Recording,
        options: TranscriptionOptions,
        *,
        caller: User,
        model: str | None,
        reuse: bool,
        webhook_url: str | None,
        key: HeldKey,
        fingerprint: str,
    ) -> Submitted:
        """Raise IdempotencyKeyReusedError, and what SubmitJob does.

        Where no job came of the audio, it is gone.
        """
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.blobs.delete, recording.key)
            earlier = key.earlier_answer(fingerprint)
            if earlier is not None:
                return Submitted(earlier, replayed=True)
            undo.pop_all()

        settle = partial(key.settle, fingerprint)
        job = await self.submit_job(
            recording,
            options,
            caller=caller,
            model=model,
            reuse=reuse,
            webhook_url=webhook_url,
            companion=settle,
        )
        return Submitted(Receipt.of(job))
