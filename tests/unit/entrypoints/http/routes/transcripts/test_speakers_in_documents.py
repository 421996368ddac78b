"""Who speaks, in each format of a transcript."""

import io
from typing import Any

import pytest
from docx import Document

from domain.job import Job
from domain.options import Channels, TranscriptionOptions
from domain.speaker_assignment import Part
from domain.speaker_edits import LabelEdit
from domain.speakers import Speaker, SpeakerTurn
from domain.transcript import Passage, Segment
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
SAID = Passage(
    (
        Segment(0.0, 1.0, " Good morning."),
        Segment(1.0, 2.0, " Hello!"),
        Segment(2.0, 3.0, " =SUM(A1)"),
    ),
    3.0,
)
TURNS = (SpeakerTurn(0.0, 1.2, "A"), SpeakerTurn(0.9, 3.0, "B"))
NAME = "Anna <b>&amp;\tX"


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    speakers = (Speaker("A", 1.2), Speaker("B", 2.1))
    job = await service.completed_job(
        ada.id, SAID, speakers=speakers, options=TranscriptionOptions(diarize=True)
    )
    async with service.unit_of_work() as uow:
        await uow.speakers.keep(job.id, TURNS, [(Part(0, label),) for label in "ABB"])
        await uow.speaker_edits.edit(job.id, "A", LabelEdit(NAME))
        await uow.commit()
    return job


async def written(client: Client, bearer: Bearer, job: Job, form: str, **query: str) -> bytes:
    params = {"format": form, **query}
    answer = await client.get(f"/jobs/{job.id}/transcript", headers=bearer, params=params)
    assert answer.status == 200, await answer.text()
    return await answer.read()


async def test_text_begins_each_line_with_the_speaker(
    client: Client, bearer: Bearer, job: Job
) -> None:
    text = (await written(client, bearer, job, "txt")).decode()
    assert text == ("Anna <b>&amp; X: Good morning.\nSpeaker B: Hello!\nSpeaker B: =SUM(A1)\n")


async def test_subtitles_say_who_begins_to_speak(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "srt", segment_cues="true")).decode()
    assert [block.split("\n")[2] for block in text.strip().split("\n\n")] == [
        "Anna <b>&amp; X: Good morning.", "Speaker B: Hello!", "=SUM(A1)",
    ]  # fmt: skip


async def test_webvtt_has_voices(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "vtt", segment_cues="true")).decode()
    assert [block.split("\n")[1] for block in text.strip().split("\n\n")[1:]] == [
        "<v Anna &lt;b&gt;&amp;amp; X>Good morning.</v>",
        "<v Speaker B>Hello!</v>",
        "<v Speaker B>=SUM(A1)</v>",
    ]


async def test_a_table_has_a_column_of_speakers(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "tsv", escape_cells="true")).decode()
    assert text.splitlines() == [
        "start\tend\ttext\tspeaker",
        "0\t1000\tGood morning.\tAnna <b>&amp; X",
        "1000\t2000\tHello!\tSpeaker B",
        "2000\t3000\t'=SUM(A1)\tSpeaker B",
    ]


async def test_documents_name_speakers(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "md", times="false")).decode()
    assert text.endswith(
        "\n\n**Anna \\<b\\>\\&amp; X:** Good morning.\n\n**Speaker B:** Hello\\! =SUM(A1)\n"
    )
    document = Document(io.BytesIO(await written(client, bearer, job, "docx", times="false")))
    assert [paragraph.text for paragraph in document.paragraphs][1:] == [
        "Anna <b>&amp; X: Good morning.", "Speaker B: Hello! =SUM(A1)",
    ]  # fmt: skip
    assert (await written(client, bearer, job, "pdf")).startswith(b"%PDF")


async def test_rttm_keeps_what_is_said_at_once(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "rttm")).decode()
    assert text == (
        "SPEAKER talk 1 0.000 1.200 <NA> <NA> Anna__b_&amp;_X <NA> <NA>\n"
        "SPEAKER talk 1 0.900 2.100 <NA> <NA> B <NA> <NA>\n"
    )


@pytest.mark.parametrize("form", ["txt", "srt", "vtt", "tsv", "md"])
async def test_names_can_be_left_out(client: Client, bearer: Bearer, job: Job, form: str) -> None:
    text = (await written(client, bearer, job, form, speakers="false")).decode()
    assert "Anna" not in text
    assert "Speaker" not in text.replace("speaker", "")


async def test_the_original_has_no_names_of_users(client: Client, bearer: Bearer, job: Job) -> None:
    text = (await written(client, bearer, job, "txt", version="original")).decode()
    assert text.startswith("Speaker A: Good morning.\n")
    rttm = (await written(client, bearer, job, "rttm", version="original")).decode()
    assert rttm.split()[7] == "A"


async def test_a_transcript_without_speakers_has_no_rttm(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, SAID)
    answer = await client.get(f"/jobs/{job.id}/transcript?format=rttm", headers=bearer)
    told = await answer.json()
    assert (answer.status, told["errors"][0]["field"]) == (422, "format")
    assert "diarize=true" in told["detail"]


@pytest.fixture
def separate() -> dict[str, Any]:
    return {"options": TranscriptionOptions(channels=Channels.SEPARATE)}


async def test_channels_are_speakers(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer, separate: dict[str, Any]
) -> None:
    said = (
        Segment(0.0, 2.0, " One", channel=1),
        Segment(0.5, 1.5, " Two", channel=2),
        Segment(2.0, 3.0, " Three", channel=1),
    )
    job = await service.completed_job(ada.id, Passage(said, 3.0), **separate)
    text = (await written(client, bearer, job, "txt")).decode()
    assert text == "Channel 1: One\nChannel 2: Two\nChannel 1: Three\n"
