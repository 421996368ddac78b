"""The Python client finds, labels, corrects and saves, against a real service."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess, StartService
from whisper_transcriber_client import AsyncClient, Client, Job, NotFoundError, UnauthorizedError
from whisper_transcriber_client.flows import uploads

SAMPLE = SAMPLES / "digits-en.wav"
ENGLISH = "three one four one five nine two six"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[Client]:
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        yield client


@pytest.fixture
def job(client: Client) -> Iterator[Job]:
    job = client.wait(client.submit(SAMPLE, reuse=False, diarize=True))
    yield job
    client.delete_all([job.id])


def test_labels_are_set_and_searched_for(client: Client, job: Job) -> None:
    labelled = client.label(job.id, title="Digits", tags=["numbers", "old"])
    assert (labelled.title, labelled.tags, labelled.filename) == (
        "Digits",
        ("numbers", "old"),
        SAMPLE.name,
    )
    (changed,) = client.retag([job.id], add=["numbers", "new"], remove=["old"])
    assert changed.tags == ("numbers", "new")
    page = client.jobs(tag="new", transcripts=False)
    assert [(each.id, each.text) for each in page] == [(job.id, None)]
    assert page.total == 1
    while client.search("four").not_yet_searchable:  # it is indexed a moment after its end
        pass
    (hit,) = client.search("four one", tag="new")
    assert hit.job_id == job.id
    assert [hit.text[start:end] for start, end in hit.matches] == ["one", "four", "one"]
    assert len(client.search("four", max_seconds=1)) == 0


def test_a_replacement_can_be_counted_made_and_undone(client: Client, job: Job) -> None:
    assert client.replace(job.id, "one", "1", preview=True).occurrences == 2
    done = client.replace(job.id, "one", "1", whole_words=True)
    assert client.transcript(job.id).text == ENGLISH.replace("one", "1")
    assert client.transcript(job.id, version="original").text == ENGLISH
    client.correct(job.id, done.undo)
    assert client.transcript(job.id).text == ENGLISH


def test_speakers_are_named_and_named_no_more(client: Client, job: Job) -> None:
    (named,) = client.name_speaker(job.id, "A", "Anna")
    assert (named.label, named.name) == ("A", "Anna")
    assert client.job(job.id).speakers == (named,)
    assert {turn.speaker for turn in client.turns(job.id)} == {"A"}
    assert b"Anna" in client.document(job.id, "vtt")
    client.withdraw_speaker_edits(job.id)
    assert client.speakers(job.id)[0].name is None
    with pytest.raises(NotFoundError):
        client.merge_speakers(job.id, "A", "B")
    client.move_segment(job.id, 0, "A")


async def test_files_are_saved_whole_or_not_at_all(
    service: ServiceProcess, client: Client, job: Job, tmp_path: Path
) -> None:
    client.save_recording(job.id, tmp_path / "sound.wav")
    assert (tmp_path / "sound.wav").read_bytes() == SAMPLE.read_bytes()
    stream = io.BytesIO()
    client.save_archive([job.id], ["srt", "pdf"], stream)
    inside = zipfile.ZipFile(stream).namelist()
    assert sorted(Path(name).suffix for name in inside) == [".pdf", ".srt"]
    with pytest.raises(NotFoundError):
        client.save_document("unknown", "srt", tmp_path / "none.srt")
    async with AsyncClient(service.url) as other:
        await other.login("admin", PASSWORD)
        await other.save_document(job.id, "rttm", str(tmp_path / "talk.rttm"))
    assert (tmp_path / "talk.rttm").read_text().startswith("SPEAKER ")
    assert names(tmp_path) == ["sound.wav", "talk.rttm"]


def test_an_api_key_is_made_used_and_revoked(service: ServiceProcess, client: Client) -> None:
    made = client.make_api_key("laptop", ["read"])
    assert made.secret
    assert made.secret not in repr(made)
    with Client(service.url, api_key=made.secret) as other:
        assert other.models()
        other.jobs()
        client.revoke_api_key(made.id)
        with pytest.raises(UnauthorizedError):
            other.jobs()
    assert client.api_keys()[0].revoked_at is not None


def test_an_upload_outlives_a_service_that_is_killed(
    start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "CHUNK_BYTES", 50_000)
    service = start_service()
    told: list[tuple[int, int]] = []

    def tell(sent: int, size: int) -> None:
        told.append((sent, size))
        if len(told) == 3:
            service.kill()
            service.start()

    with Client(service.url, pause=lambda _: None) as client:
        client.login("admin", PASSWORD)
        assert client.transcribe(SAMPLE, tell=tell).text == ENGLISH
    size = SAMPLE.stat().st_size
    assert told[-1] == (size, size)
    assert len(told) > -(-size // 50_000)  # the part that was lost was sent again
