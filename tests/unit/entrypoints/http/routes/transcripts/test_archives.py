import io
import zipfile
from uuid import uuid4

import pytest

from domain.job import Job
from domain.transcript import Passage, Segment
from domain.user import User
from tests.samples import a_user
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
SOME = "6f1f64a8-9d0f-4d2f-8f0e-0a3f2f9d7c11"
PASSAGE = Passage((Segment(0.0, 1.0, " one"), Segment(1.0, 2.5, " two.")), 2.5)


@pytest.fixture
async def jobs(service: ServiceInMemory, ada: User) -> list[Job]:
    return [await service.completed_job(ada.id, PASSAGE) for _ in range(2)]


def opened(body: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    return archive


def ids_of(*jobs: Job) -> str:
    return ",".join(str(job.id) for job in jobs)


async def test_several_transcripts_come_in_several_formats(
    client: Client, bearer: Bearer, jobs: list[Job]
) -> None:
    path = f"/jobs/export?ids={ids_of(*jobs)}&format=txt,docx,md&times=false"
    answer = await client.get(path, headers=bearer)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert "transcripts.zip" in answer.headers["Content-Disposition"]
    archive = opened(await answer.read())
    assert archive.namelist() == [
        f"talk{number}.{form}" for number in ("", " (2)") for form in ("txt", "docx", "md")
    ]
    assert archive.read("talk.txt") == b"one\ntwo.\n"
    assert archive.read("talk (2).md") == b"# talk.wav\n\none two.\n"
    assert archive.read("talk.docx").startswith(b"PK")


async def test_they_can_be_named_in_a_body(client: Client, bearer: Bearer, jobs: list[Job]) -> None:
    body = {"ids": [str(job.id) for job in jobs], "formats": ["srt"], "version": "original"}
    answer = await client.post("/jobs/export", json=body, headers=bearer)
    assert answer.status == 200
    assert opened(await answer.read()).namelist() == ["talk.srt", "talk (2).srt"]


async def test_a_name_that_is_given_twice_counts_once(
    client: Client, bearer: Bearer, jobs: list[Job]
) -> None:
    path = f"/jobs/export?ids={ids_of(jobs[0], jobs[0])}&format=txt,txt"
    answer = await client.get(path, headers=bearer)
    assert opened(await answer.read()).namelist() == ["talk.txt"]


async def test_what_has_no_transcript_is_listed(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer, jobs: list[Job]
) -> None:
    queued = await service.job_of(ada.id)
    path = f"/jobs/export?ids={ids_of(queued, jobs[0])}&format=txt"
    archive = opened(await (await client.get(path, headers=bearer)).read())
    assert archive.namelist() == ["talk (2).txt", "not included.txt"]
    assert archive.read("not included.txt").startswith(b"talk.txt: The job is queued")


async def test_no_transcript_has_the_name_of_that_list(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer, jobs: list[Job]
) -> None:
    queued = await service.job_of(ada.id)
    named = {"title": "Not Included.mp3"}
    await client.patch(f"/jobs/{jobs[0].id}", json=named, headers=bearer)
    path = f"/jobs/export?ids={ids_of(queued, jobs[0])}&format=txt"
    archive = opened(await (await client.get(path, headers=bearer)).read())
    assert archive.namelist() == ["Not Included (2).txt", "not included.txt"]
    assert archive.read("Not Included (2).txt") == b"one\ntwo.\n"


async def test_names_lead_nowhere_else(client: Client, bearer: Bearer, jobs: list[Job]) -> None:
    for job, title in zip(jobs, ("../../etc/passwd.mp3", "C:\\up\\..\\..\\passwd"), strict=True):
        await client.patch(f"/jobs/{job.id}", json={"title": title}, headers=bearer)
    path = f"/jobs/export?ids={ids_of(*jobs)}&format=txt"
    archive = opened(await (await client.get(path, headers=bearer)).read())
    assert archive.namelist() == ["passwd.txt", "passwd (2).txt"]


async def test_without_any_transcript_the_answer_says_so(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    queued = await service.job_of(ada.id)
    answer = await client.get(f"/jobs/export?ids={queued.id}&format=txt", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (409, "transcript_not_ready")


async def test_a_job_of_somebody_else_is_not_there(
    service: ServiceInMemory, client: Client, bearer: Bearer, jobs: list[Job]
) -> None:
    theirs = await service.completed_job(a_user().id, PASSAGE)
    for other in (theirs.id, uuid4()):
        path = f"/jobs/export?ids={jobs[0].id},{other}&format=txt"
        answer = await client.get(path, headers=bearer)
        assert (answer.status, (await answer.json())["code"]) == (404, "job_not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=txt", "ids"),
        ("ids=&format=txt", "ids.0"),
        (f"ids={SOME}", "format"),
        (f"ids={SOME}&format=odt", "format.0"),
        (f"ids={','.join([SOME] * 201)}&format=txt", "ids"),
    ],
)
async def test_a_request_that_says_too_little_or_too_much_is_refused(
    client: Client, bearer: Bearer, query: str, field: str
) -> None:
    answer = await client.get(f"/jobs/export?{query}", headers=bearer)
    assert answer.status == 422
    assert [each["field"] for each in (await answer.json())["errors"]] == [field]


async def test_a_format_that_a_transcript_cannot_have_is_listed(
    client: Client, bearer: Bearer, jobs: list[Job]
) -> None:
    path = f"/jobs/export?ids={jobs[0].id}&format=rttm,txt"
    archive = opened(await (await client.get(path, headers=bearer)).read())
    assert archive.namelist() == ["talk.txt", "not included.txt"]
    assert b"talk.rttm: The speakers of this recording were not told apart" in archive.read(
        "not included.txt"
    )
