"""Sound is kept as it comes, whatever happens to the process and to the storage."""

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from application.live.kept_sound import KeepSound, KeptSound
from domain.errors.capacity import StorageUnavailableError
from domain.errors.kinds import InvalidRequestError
from domain.errors.uploads import UploadOffsetError
from domain.live.settings import SoundFormat
from domain.live.wave_file import wave_header
from domain.upload import UploadId
from domain.user import User
from tests.service_in_memory import ServiceInMemory

ULAW = SoundFormat.ULAW_8_KHZ
SECOND = ULAW.bytes_per_second


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory()


@pytest.fixture
async def ada(service: ServiceInMemory) -> User:
    return await service.add_user("ada")


@pytest.fixture
def keep(service: ServiceInMemory) -> KeepSound:
    return service.live().keep


async def bytes_of(service: ServiceInMemory, upload: UploadId | None, caller: User) -> bytes:
    assert upload is not None
    recording = await service.uploads().take(upload, caller=caller).get()
    return b"".join([block async for block in service.blobs.read(recording.key)])


async def test_no_byte_is_lost_or_doubled_when_the_process_dies_twenty_times(
    service: ServiceInMemory, keep: KeepSound, ada: User
) -> None:
    rng = random.Random(7)
    sound = rng.randbytes(60 * SECOND)
    upload: UploadId | None = None
    deaths = 0
    while upload is None or (await service.uploads().show(upload, caller=ada)).offset < len(sound):
        kept = await keep.resumed(upload, caller=ada) if upload else keep.begun(caller=ada)
        sent = kept.stored.offset if kept.stored else 0
        dies_at = sent + rng.randrange(6 * SECOND) if deaths < 20 else len(sound)
        while sent < min(dies_at, len(sound)):
            piece = sound[sent : sent + rng.randrange(1, SECOND)]
            stored = await kept.take(piece, ULAW)
            upload = stored.upload if stored else upload
            sent += len(piece)
        if deaths == 20:
            await kept.flush()
        deaths = min(20, deaths + 1)
    assert await bytes_of(service, upload, ada) == wave_header(ULAW) + sound


class Away:
    """Stands for an `append` whose storage is away while it is told so."""

    def __init__(self, keep: KeepSound) -> None:
        self._append = keep.append
        self.policy = keep.append.policy
        self.away = False

    async def __call__(self, upload: UploadId, chunks: AsyncIterator[bytes], **said: Any) -> object:
        if self.away:
            raise StorageUnavailableError
        return await self._append(upload, chunks, **said)


async def test_sound_waits_for_a_storage_that_is_away(
    service: ServiceInMemory, keep: KeepSound, ada: User
) -> None:
    append = Away(keep)
    kept = KeepSound(keep.create, keep.show, append).begun(caller=ada)  # type: ignore[arg-type]  # a stand-in
    append.away = True
    sound = random.Random(1).randbytes(6 * SECOND)
    for start in range(0, len(sound), SECOND):
        assert await kept.take(sound[start : start + SECOND], ULAW) is None
    append.away = False
    stored = await kept.flush()
    assert stored is not None
    assert stored.offset == len(sound)
    assert await bytes_of(service, stored.upload, ada) == wave_header(ULAW) + sound


async def test_only_a_minute_of_sound_waits(keep: KeepSound, ada: User) -> None:
    append = Away(keep)
    append.away = True
    kept = KeepSound(keep.create, keep.show, append).begun(caller=ada)  # type: ignore[arg-type]  # a stand-in
    await kept.take(bytes(61 * SECOND), ULAW)
    with pytest.raises(StorageUnavailableError):
        await kept.take(b"more", ULAW)


async def begun(keep: KeepSound, caller: User) -> KeptSound:
    kept = keep.begun(caller=caller)
    await kept.take(bytes(2 * SECOND), ULAW)
    return kept


async def test_of_two_that_go_on_one_is_refused(keep: KeepSound, ada: User) -> None:
    stored = (await begun(keep, ada)).stored
    assert stored is not None
    assert stored.upload is not None
    first, second = [await keep.resumed(stored.upload, caller=ada) for _ in range(2)]
    await first.take(bytes(2 * SECOND), ULAW)
    with pytest.raises(UploadOffsetError):
        await second.take(bytes(2 * SECOND), ULAW)


async def test_the_format_stays(keep: KeepSound, ada: User) -> None:
    kept = await begun(keep, ada)
    with pytest.raises(InvalidRequestError):
        await kept.take(b"x", SoundFormat.PCM_24_KHZ)
