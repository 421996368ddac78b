from dataclasses import replace

import pytest

from domain.job import Job
from domain.transcript import Passage, Segment
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
SAID = Passage((Segment(0.0, 2.0, " one two"),), 2.0)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    return await service.completed_job(ada.id, SAID)


@pytest.mark.parametrize(
    ("filename", "name", "media_type"),
    [
        ("talk.mp4", "talk.mp4", "video/mp4"),
        ("talk.webm", "talk.webm", "video/webm"),
        ("talk.avi", "talk.mkv", "video/x-matroska"),
    ],
)
async def test_a_video_can_be_had_with_its_subtitles(
    service: ServiceInMemory,
    client: Client,
    ada: User,
    bearer: Bearer,
    filename: str,
    name: str,
    media_type: str,
) -> None:
    job = await service.completed_job(ada.id, SAID)
    await service.replaced(job, replace(job, recording=replace(job.recording, filename=filename)))
    answer = await client.get(f"/jobs/{job.id}/video?max_line_width=8", headers=bearer)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == media_type
    assert f'filename="{name}"' in answer.headers["Content-Disposition"]
    assert (await answer.read()).endswith(b" with subtitles")
    ((subtitles, kind),) = service.embedder.asked
    assert (subtitles.form, subtitles.language, name.endswith(kind)) == ("srt", "de", True)
    assert subtitles.text == "1\n00:00:00,000 --> 00:00:02,000\none two\n\n"


async def test_a_recording_without_picture_is_refused_in_words(
    service: ServiceInMemory, client: Client, bearer: Bearer, job: Job
) -> None:
    service.embedder.refusal = "No picture."
    answer = await client.get(f"/jobs/{job.id}/video", headers=bearer)
    assert (answer.status, (await answer.json())["detail"]) == (415, "No picture.")


async def test_nobody_gets_the_video_of_somebody_else(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    theirs = await service.completed_job((await service.add_user("bob")).id, SAID)
    assert (await client.get(f"/jobs/{theirs.id}/video", headers=bearer)).status == 404


async def test_a_video_has_no_subtitles_before_its_job_is_completed(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    assert (await client.get(f"/jobs/{job.id}/video", headers=bearer)).status == 409
