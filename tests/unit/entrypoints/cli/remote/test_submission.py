import json
from pathlib import Path

import pytest

from entrypoints.cli.meter import SilentMeter
from entrypoints.cli.remote.errors import BrokenConnectionError
from entrypoints.cli.remote.submission import name_speakers, upload_all
from entrypoints.cli.transcribe.recordings import LocalRecording
from tests.fakes.scripted_server import ADDRESS, ScriptedServer, broken, job, ok, problem, upload


@pytest.fixture
def recordings(tmp_path: Path) -> list[LocalRecording]:
    files = [tmp_path / name for name in ("a.wav", "b.wav", "c.wav")]
    for file in files:
        file.write_bytes(b"sound")
    return [LocalRecording(file, file.name, Path(file.stem)) for file in files]


async def test_one_that_is_refused_does_not_stop_the_others(
    recordings: list[LocalRecording],
) -> None:
    refused = problem(415, "There is no sound in it.")
    script = ScriptedServer(*upload("1"), *upload("2")[:3], refused, *upload("3"))
    async with script.opened() as client:
        made = await upload_all(client, ADDRESS, recordings, {}, SilentMeter())
    assert made == [
        {"file": "a.wav", "job_id": "1"},
        {"file": "b.wav", "status": "refused", "error": "There is no sound in it."},
        {"file": "c.wav", "job_id": "3"},
    ]


async def test_when_the_server_is_lost_midway_what_was_made_is_told(
    recordings: list[LocalRecording],
) -> None:
    script = ScriptedServer(*upload("1"), *[broken() for _ in range(6)])
    async with script.opened() as client:
        first, second, third = await upload_all(client, ADDRESS, recordings, {}, SilentMeter())
    assert first == {"file": "a.wav", "job_id": "1"}
    assert [second["status"], third["status"]] == ["refused", "refused"]
    assert "broke" in third["error"]


async def test_when_nothing_could_be_sent_that_is_an_error(
    recordings: list[LocalRecording],
) -> None:
    script = ScriptedServer(*[broken() for _ in range(6)])
    async with script.opened() as client:
        with pytest.raises(BrokenConnectionError):
            await upload_all(client, ADDRESS, recordings, {}, SilentMeter())


async def test_a_file_that_is_gone_is_refused(recordings: list[LocalRecording]) -> None:
    recordings[0].path.unlink()
    script = ScriptedServer(*upload("2"), *upload("3"))
    async with script.opened() as client:
        made = await upload_all(client, ADDRESS, recordings, {}, SilentMeter())
    assert made[0]["error"] == "No such file or directory."
    assert [each.get("job_id") for each in made] == [None, "2", "3"]


async def test_speakers_are_named_in_the_order_of_their_first_words() -> None:
    speakers = [{"label": "A"}, {"label": "B"}, {"label": "C"}]
    script = ScriptedServer(ok(job(speakers=speakers)), *[ok({"speakers": speakers})] * 2)
    async with script.opened() as client:
        await name_speakers(client, "1", ["Anna", "", "Ben"])
    assert [(each.method, each.url.path) for each in script.asked[1:]] == [
        ("PUT", "/jobs/1/speakers/A"),
        ("PUT", "/jobs/1/speakers/C"),
    ]
    assert [json.loads(body) for body in script.bodies[1:]] == [{"name": "Anna"}, {"name": "Ben"}]
