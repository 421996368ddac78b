"""What Bazarr and other programs for whisper-asr-webservice send."""

import asyncio
from base64 import b64encode

import obstore
import pytest
import srt
from aiohttp import FormData

from domain.api_key import Scope
from domain.live.settings import SoundFormat
from domain.live.wave_file import wave_header
from domain.options import Task
from domain.user import User
from tests.fakes.transcriber import forever
from tests.far_end import until_soon
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

TEXT = "one two three four"
Headers = dict[str, str]


def recording(content: bytes = SOUND) -> FormData:
    """Make the form as Python's requests does: the part has the name of the field as its file's."""
    form = FormData()
    form.add_field("audio_file", content, filename="audio_file")
    return form


def basic(name: str, password: str) -> Headers:
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


@pytest.fixture
async def key(service: ServiceInMemory, ada: User) -> Headers:
    """What requests sends for an address such as http://key:API_KEY@host."""
    return basic("key", (await service.api_key(ada, Scope.TRANSCRIBE)).secret)


async def nothing_is_left(service: ServiceInMemory) -> None:
    await until_soon(lambda: service.transcriber.open == 0)
    assert await service.stored_blobs() == []
    assert service.direct_places.held == 0
    assert await service.jobs() == []


async def test_bazarr_gets_subtitles_of_bare_samples(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    asked = {
        "task": "transcribe",
        "language": "en",
        "output": "srt",
        "encode": "false",
        "video_file": "/media/Film (2020)/film.mkv",
    }
    samples = b"\x01\x00" * 16_000
    stored: list[bytes] = []

    async def look() -> None:
        (path,) = [each for each in await service.stored_blobs() if not each.endswith(".mark")]
        blob = await obstore.get_async(service.blobs._store, path)
        stored.append(bytes(await blob.bytes_async()))

    service.transcriber.before[0] = look
    async with client.post("/asr", params=asked, data=recording(samples), headers=key) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "text/plain"
        cues = list(srt.parse(await answer.text()))
    assert " ".join(" ".join(cue.content.split()) for cue in cues) == TEXT
    (request,) = service.transcriber.requests
    assert request.options.language == "en"
    assert request.options.word_timestamps
    assert stored == [wave_header(SoundFormat.PCM_16_KHZ) + samples]
    await nothing_is_left(service)


async def test_bazarr_gets_the_language(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    asked = {"encode": "false"}
    async with client.post(
        "/detect-language", params=asked, data=recording(), headers=key
    ) as answer:
        body = await answer.json()
    assert (body["detected_language"], body["language_code"]) == ("german", "de")
    assert 0 < body["confidence"] <= 1
    await nothing_is_left(service)


async def test_a_translation_is_asked_for_by_its_name(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    asked = {"task": "translate", "language": "de", "initial_prompt": "Film.", "output": "json"}
    async with client.post("/asr", params=asked, data=recording(), headers=key) as answer:
        body = await answer.json()
    assert body["language"] == "en"
    options = service.transcriber.requests[0].options
    assert (options.task, options.language, options.prompt) == (Task.TRANSLATE, "de", "Film.")


@pytest.mark.parametrize(
    ("output", "begins"),
    [("txt", "one"), ("vtt", "WEBVTT"), ("tsv", "start\tend\ttext"), ("json", "{"), ("srt", "1\n")],
)
async def test_every_format_is_written(
    client: Client, key: Headers, output: str, begins: str
) -> None:
    asked = {"output": output, "method": "faster-whisper"}  # what is not known is overlooked
    async with client.post("/asr", params=asked, data=recording(), headers=key) as answer:
        assert answer.status == 200
        assert (await answer.text()).startswith(begins)
        assert f'filename="audio_file.{output}"' in answer.headers["Content-Disposition"]


async def test_words_are_in_the_json_if_they_are_asked_for(client: Client, key: Headers) -> None:
    asked = {"output": "json", "word_timestamps": "true", "vad_filter": "false"}
    async with client.post("/asr", params=asked, data=recording(), headers=key) as answer:
        body = await answer.json()
    assert body["text"] == TEXT
    assert set(body["segments"][0]) >= {"id", "start", "end", "text", "tokens", "avg_logprob"}


@pytest.mark.parametrize("path", ["/asr", "/detect-language"])
async def test_who_is_nobody_is_asked_for_a_password(client: Client, path: str) -> None:
    for headers in ({}, basic("key", "wrong"), {"Authorization": "Basic !"}):
        async with client.post(path, data=recording(), headers=headers) as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"].startswith("Basic ")


async def test_other_routes_take_no_password(client: Client, key: Headers) -> None:
    async with client.post("/jobs/", data=a_form(), headers=key) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_key_may_stand_alone_in_the_address(
    client: Client, service: ServiceInMemory, ada: User
) -> None:
    secret = (await service.api_key(ada, Scope.TRANSCRIBE)).secret
    async with client.post("/asr", data=recording(), headers=basic(secret, "")) as answer:
        assert answer.status == 200


async def test_a_key_for_other_things_is_refused(
    client: Client, service: ServiceInMemory, ada: User
) -> None:
    secret = (await service.api_key(ada, Scope.READ)).secret
    async with client.post("/asr", data=recording(), headers=basic("key", secret)) as answer:
        assert answer.status == 403


async def test_a_page_of_another_site_cannot_use_a_password_that_a_browser_keeps(
    client: Client, key: Headers
) -> None:
    headers = {**key, "Sec-Fetch-Site": "cross-site"}
    async with client.post("/asr", data=recording(), headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (403, "cross_site_request")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"output": "docx"}, "output"),
        ({"task": "summarise"}, "task"),
        ({"language": "klingon"}, "language"),
        ({"diarize": "true"}, "diarize"),
    ],
)
async def test_what_cannot_be_done_is_said(
    client: Client, key: Headers, asked: dict[str, str], field: str
) -> None:
    async with client.post("/asr", params=asked, data=recording(), headers=key) as answer:
        body = await answer.json()
    assert answer.status == 422
    assert [each["field"] for each in body["errors"]] == [field]


async def test_a_form_without_the_recording_is_told_its_name(client: Client, key: Headers) -> None:
    async with client.post("/asr", data=a_form(), headers=key) as answer:
        assert answer.status == 422
        assert "'audio_file'" in await answer.text()


async def test_no_samples_are_an_empty_file(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    asked = {"encode": "false"}
    async with client.post("/asr", params=asked, data=recording(b""), headers=key) as answer:
        assert (answer.status, (await answer.json())["code"]) == (422, "empty_upload")
    await nothing_is_left(service)


async def test_a_client_who_leaves_is_not_worked_for_any_longer(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    service.transcriber.before[1] = forever

    async def ask() -> None:
        async with client.post("/asr", data=recording(), headers=key):
            pass

    asking = asyncio.create_task(ask())
    await until_soon(lambda: service.transcriber.open == 1)
    asking.cancel()
    await nothing_is_left(service)


async def test_the_language_is_known_before_all_is_heard(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    service.transcriber.before[1] = forever
    async with client.post("/detect-language", data=recording(), headers=key) as answer:
        assert answer.status == 200
    await nothing_is_left(service)


async def test_an_engine_that_stops_early_is_an_error(
    client: Client, service: ServiceInMemory, key: Headers
) -> None:
    service.transcriber.ends = False
    async with client.post("/asr", data=recording(), headers=key) as answer:
        assert answer.status == 500
