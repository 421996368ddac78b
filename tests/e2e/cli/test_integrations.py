"""The very requests that other programs send, as their sources have them (docs/integrations.md)."""

import io
import wave
from collections.abc import Iterator

import httpx
import openai
import pytest
import srt

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess

SAMPLE = SAMPLES / "digits-en.wav"
ENGLISH = "three one four one five nine two six"


@pytest.fixture(scope="module")
def key(service: ServiceProcess) -> str:
    """An API key, as an integration would have it."""
    login = {"username": "admin", "password": PASSWORD}
    token = httpx.post(f"{service.url}/auth/login", json=login).json()["access_token"]
    made = httpx.post(
        f"{service.url}/auth/api-keys",
        json={"name": "other program", "scopes": ["transcribe"]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert made.is_success, made.text
    return str(made.json()["key"])


@pytest.fixture
def program(service: ServiceProcess, key: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{service.url}/v1", headers=headers, timeout=60) as client:
        yield client


def send(
    program: httpx.Client, fields: dict[str, str], file: tuple[str, bytes, str]
) -> dict[str, object]:
    answer = program.post("/audio/transcriptions", data=fields, files={"file": file})
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


@pytest.mark.parametrize("fields", [{}, {"language": "en"}])
def test_open_webui_gets_text(program: httpx.Client, fields: dict[str, str]) -> None:
    file = ("0b2c-recording.wav", SAMPLE.read_bytes(), "application/octet-stream")
    assert send(program, {"model": "whisper-1", **fields}, file)["text"] == ENGLISH


def test_a_newer_open_webui_gets_segments(program: httpx.Client) -> None:
    fields = {
        "model": "whisper-1",
        "response_format": "verbose_json",
        "timestamp_granularities[]": "segment",
    }
    body = send(program, fields, ("a.wav", SAMPLE.read_bytes(), "application/octet-stream"))
    segments = body["segments"]
    assert isinstance(segments, list)
    assert {"id", "start", "end", "text"} <= segments[0].keys()
    assert body["text"] == ENGLISH


def test_open_webui_reads_why_it_was_refused(program: httpx.Client) -> None:
    answer = program.post(
        "/audio/transcriptions",
        data={"model": "whisper-1"},
        files={"file": ("a.wav", b"no sound", "application/octet-stream")},
    )
    assert answer.status_code >= 400
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("fields", [{}, {"language": "en", "temperature": "0.2"}])
def test_n8n_gets_text(program: httpx.Client, fields: dict[str, str]) -> None:
    file = ("data.wav", SAMPLE.read_bytes(), "audio/wav")
    assert ENGLISH.split(maxsplit=1)[0] in str(
        send(program, {"model": "whisper-1", **fields}, file)["text"]
    )


@pytest.mark.parametrize(
    "asked",
    [{}, {"language": "en", "prompt": "Digits.", "response_format": "json", "temperature": 0.0}],
)
def test_langchain_gets_text(service: ServiceProcess, key: str, asked: dict[str, object]) -> None:
    file = io.BytesIO(SAMPLE.read_bytes())
    file.name = "talk.wav_part_0.wav"
    with openai.OpenAI(api_key=key, base_url=f"{service.url}/v1") as client:
        create: object = client.audio.transcriptions.create
        assert callable(create)
        assert create(model="whisper-1", file=file, **asked).text == ENGLISH


def test_bazarr_gets_the_language_and_subtitles_of_bare_samples(
    service: ServiceProcess, key: str
) -> None:
    address = service.url.replace("://", f"://key:{key}@")
    with wave.open(str(SAMPLE)) as sample:
        assert (sample.getframerate(), sample.getnchannels()) == (16_000, 1)
        samples = sample.readframes(sample.getnframes())
    files = {"audio_file": ("audio_file", samples)}
    asked = {"encode": "false", "video_file": "/media/film.mkv"}
    found = httpx.post(f"{address}/detect-language", params=asked, files=files, timeout=60)
    assert found.json()["language_code"] == "en", found.text
    wanted = {"task": "transcribe", "language": "en", "output": "srt", **asked}
    answer = httpx.post(f"{address}/asr", params=wanted, files=files, timeout=60)
    assert answer.is_success, answer.text
    cues = srt.parse(answer.text)
    assert " ".join(" ".join(cue.content.split()) for cue in cues) == ENGLISH
