from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory


async def test_a_player_gets_the_peaks_of_a_recording_which_is_measured_once(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.job_of(ada.id)
    for _ in range(2):
        answer = await client.get(f"/jobs/{job.id}/peaks", headers=bearer)
        assert answer.status == 200
        assert await answer.json() == {"duration_seconds": 10.0, "peaks": [0.0, 1.0] * 50}
    assert service.waveforms.looks == 1


async def test_the_picture_goes_with_the_job(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.job_of(ada.id)
    await client.get(f"/jobs/{job.id}/peaks", headers=bearer)
    assert len(await service.stored_blobs()) == 2
    assert (await client.delete(f"/jobs/{job.id}", headers=bearer)).status == 204
    assert await service.stored_blobs() == []


async def test_nobody_sees_the_peaks_of_another(
    client: Client, service: ServiceInMemory, ada: User, bob: User
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.get(f"/jobs/{job.id}/peaks", headers=service.bearer(bob))
    assert answer.status == 404
    assert service.waveforms.looks == 0


async def test_a_recording_that_is_gone_is_not_found(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.job_of(ada.id)
    await service.blobs.delete(job.recording.key)
    answer = await client.get(f"/jobs/{job.id}/peaks", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (404, "blob_not_found")
