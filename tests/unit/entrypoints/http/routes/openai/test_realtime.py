"""OpenAI's realtime protocol on fakes: a letter is a frame of speech, a dot one of silence."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from application.live.limits import LiveLimits
from domain.api_key import Scope
from domain.errors.kinds import TranscriptionFailedError
from domain.user import User
from entrypoints.http.server.serving import LEAVING
from tests.service_in_memory import Client, ServiceInMemory

PATH = "/v1/realtime"
TURN = b"." * 20 + b"a" * 16 + b"b" * 16 + b"." * 29
PATIENCE_SECONDS = 10.0


class Talk:
    """A client's end of a connection."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, kind: str, **fields: object) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def append(self, sound: bytes) -> None:
        await self.send("input_audio_buffer.append", audio=b64encode(sound).decode())

    async def next(self) -> dict[str, Any]:
        message = await self.socket.receive(timeout=PATIENCE_SECONDS)
        assert message.type is WSMsgType.TEXT, message
        told: dict[str, Any] = json.loads(message.data)
        return told

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """Gather messages up to one of this type."""
        told = [await self.next()]
        while told[-1]["type"] != kind:
            told.append(await self.next())
        return told

    async def error(self) -> dict[str, Any]:
        told = await self.next()
        assert told["type"] == "error", told
        error: dict[str, Any] = told["error"]
        return error

    async def close_code(self) -> int | None:
        message = await self.socket.receive(timeout=PATIENCE_SECONDS)
        assert message.type is WSMsgType.CLOSE
        return self.socket.close_code


@asynccontextmanager
async def talk(client: Client, path: str = PATH, **how: Any) -> AsyncIterator[Talk]:
    async with client.ws_connect(path, **how) as socket:
        yield Talk(socket)


async def ended(service: ServiceInMemory) -> None:
    """Wait until no session is open any more."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while service.live_transcriber.open_now:  # noqa: ASYNC110  # the server wakes nobody
            await asyncio.sleep(0)


@pytest.fixture
async def ours(client: Client, bearer: dict[str, str]) -> AsyncIterator[Talk]:
    async with talk(client, headers=bearer) as talking:
        await talking.next()
        yield talking


async def test_the_first_message_tells_the_settings(client: Client, bearer: dict[str, str]) -> None:
    async with talk(client, f"{PATH}?intent=transcription", headers=bearer) as talking:
        created = await talking.next()
    assert created["type"] == "session.created"
    assert created["session"]["object"] == "realtime.transcription_session"
    assert created["session"]["audio"]["input"] == {
        "format": {"type": "audio/pcm", "rate": 24000},
        "transcription": {"model": "digits", "language": None, "prompt": None},
        "noise_reduction": None,
        "turn_detection": {
            "type": "server_vad",
            "threshold": 0.5,
            "prefix_padding_ms": 500,
            "silence_duration_ms": 500,
        },
    }


async def test_what_is_said_becomes_text(ours: Talk) -> None:
    await ours.append(TURN)
    told = await ours.until("conversation.item.input_audio_transcription.completed")
    kinds = [each["type"].rsplit(".", 1)[-1] for each in told]
    assert set(kinds) >= {"speech_started", "speech_stopped", "committed", "added", "done"}
    assert told[-1]["transcript"] == "a b"
    assert told[-1]["usage"]["type"] == "duration"
    assert len({each["event_id"] for each in told}) == len(told)


async def test_settings_change_only_where_they_are_named(ours: Talk) -> None:
    vad = {"type": "server_vad", "silence_duration_ms": 200}
    heard = {"turn_detection": vad, "transcription": {"language": "de", "prompt": "Guten Tag"}}
    session = {"type": "transcription", "audio": {"input": heard}}
    await ours.send("session.update", session=session)
    updated = (await ours.next())["session"]["audio"]["input"]
    assert updated["turn_detection"]["silence_duration_ms"] == 200
    assert updated["turn_detection"]["prefix_padding_ms"] == 500
    assert updated["transcription"] == {"model": "digits", "language": "de", "prompt": "Guten Tag"}
    session = {"type": "transcription", "audio": {"input": {"turn_detection": None}}}
    await ours.send("session.update", session=session)
    updated = (await ours.next())["session"]["audio"]["input"]
    assert updated["turn_detection"] is None
    assert updated["transcription"]["language"] == "de"


async def test_the_beta_of_the_protocol_is_understood(ours: Talk) -> None:
    flat = {"input_audio_format": "g711_ulaw", "input_audio_transcription": {"model": "whisper-1"}}
    await ours.send("transcription_session.update", session=flat)
    updated = await ours.next()
    assert updated["type"] == "transcription_session.updated"
    assert updated["session"]["audio"]["input"]["format"] == {"type": "audio/pcmu"}


async def test_pcm_may_have_the_rate_of_most_microphones(ours: Talk) -> None:
    sound = {"type": "audio/pcm", "rate": 16000}
    session = {"type": "transcription", "audio": {"input": {"format": sound}}}
    await ours.send("session.update", session=session)
    assert (await ours.next())["session"]["audio"]["input"]["format"] == sound


@pytest.mark.parametrize(
    ("heard", "param", "code"),
    [
        (
            {"format": {"type": "audio/pcm", "rate": 22050}},
            "session.audio.input.format.rate",
            "invalid_request",
        ),
        ({"format": {"type": "audio/mp3"}}, "session.audio.input.format.type", "invalid_request"),
        (
            {"turn_detection": {"type": "server_vad", "threshold": 7}},
            "session.audio.input.turn_detection.threshold",
            "invalid_request",
        ),
        (
            {"turn_detection": {"type": "semantic_vad"}},
            "session.audio.input.turn_detection.type",
            "invalid_request",
        ),
        ({"transcription": {"language": "klingon"}}, "session.language", "invalid_request"),
        ({"transcription": {"model": "enormous"}}, None, "model_not_found"),
        ({"colour": "green"}, "session.audio.input.colour", "invalid_request"),
    ],
)
async def test_wrong_settings_are_named_and_change_nothing(
    ours: Talk, heard: dict[str, Any], param: str | None, code: str
) -> None:
    session = {"type": "transcription", "audio": {"input": heard}}
    await ours.send("session.update", event_id="e1", session=session)
    error = await ours.error()
    assert (error["param"], error["code"], error["event_id"]) == (param, code, "e1")
    await ours.append(TURN)
    await ours.until("conversation.item.input_audio_transcription.completed")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no JSON", "invalid_json"),
        ('{"type": "\\ud800"}', "invalid_json"),
        ('{"type": "session.update", "event_id": "\\udfff"}', "invalid_json"),
        ("[" * 5_000, "invalid_json"),
        ("[]", "missing_required_parameter"),
        ('{"type": 7}', "missing_required_parameter"),
        ('{"type": "response.create"}', "unknown_event"),
        ('{"type": "session.update"}', "missing_required_parameter"),
        ('{"type": "session.update", "session": {"type": "realtime"}}', "invalid_request"),
        ('{"type": "input_audio_buffer.append"}', "missing_required_parameter"),
        ('{"type": "input_audio_buffer.append", "audio": "a"}', "invalid_base64"),
        ('{"type": "input_audio_buffer.append", "audio": "%%%%"}', "invalid_base64"),
        ('{"type": "input_audio_buffer.append", "audio": "\\u00e4bcd"}', "invalid_base64"),
        ('{"type": "input_audio_buffer.commit"}', "input_audio_buffer_commit_empty"),
        (
            json.dumps({"type": "input_audio_buffer.append", "audio": "a" * 200_000}),
            "message_too_large",
        ),
        (json.dumps({"type": "x", "audio": "a" * 70_000}), "message_too_large"),
        (
            json.dumps({"type": "x", "audio": "input_audio_buffer.append" + "a" * 70_000}),
            "message_too_large",
        ),
        (
            json.dumps({"type": "input_audio_buffer.append", "audio": [""] * 30_000}),
            "message_too_large",
        ),
        (
            json.dumps(
                {
                    "type": "session.update",
                    "session": {f"k{number}": 0 for number in range(10_000)},
                }
            ),
            "message_too_large",
        ),
    ],
)
async def test_a_message_that_cannot_be_followed_ends_nothing(
    ours: Talk, text: str, code: str
) -> None:
    await ours.socket.send_str(text)
    assert (await ours.error())["code"] == code
    await ours.send("input_audio_buffer.clear")
    assert (await ours.next())["type"] == "input_audio_buffer.cleared"


async def test_a_format_that_is_no_text_is_refused(ours: Talk) -> None:
    await ours.send("transcription_session.update", session={"input_audio_format": []})
    error = await ours.error()
    assert (error["code"], error["param"]) == ("invalid_request", "session.audio.input.format.type")


async def test_only_sound_may_be_long(ours: Talk) -> None:
    sound = TURN.ljust(60_000, b".")
    assert len(b64encode(sound)) > 70_000
    await ours.append(sound)
    await ours.until("conversation.item.input_audio_transcription.completed")


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"include": [""] * 1_000}, "session.include"),
        (
            {"audio": {"input": {"transcription": {"languages": [1] * 1_000}}}},
            "session.audio.input.transcription.languages",
        ),
    ],
)
async def test_a_long_list_is_one_fault(ours: Talk, session: dict[str, Any], param: str) -> None:
    await ours.send("session.update", session={"type": "transcription", **session})
    error = await ours.error()
    assert error["code"] == "invalid_request"
    assert error["param"].startswith(param)
    assert "at most 100 items" in error["message"]


async def test_a_message_of_bytes_is_refused(ours: Talk) -> None:
    await ours.socket.send_bytes(b"abc")
    assert (await ours.error())["code"] == "invalid_json"


async def test_an_item_that_fails_is_told_apart_from_errors(
    service: ServiceInMemory, ours: Talk
) -> None:
    service.live_transcriber.fault = TranscriptionFailedError("The model failed.")
    await ours.append(TURN)
    told = await ours.until("conversation.item.input_audio_transcription.failed")
    assert told[-1]["error"]["message"] == "The model failed."


async def test_a_model_that_is_not_served_ends_the_session(
    client: Client, bearer: dict[str, str]
) -> None:
    async with talk(client, f"{PATH}?model=enormous", headers=bearer) as talking:
        assert (await talking.error())["code"] == "model_not_found"
        assert await talking.close_code() == 1008


async def test_an_intent_other_than_transcription_is_refused(
    client: Client, bearer: dict[str, str]
) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect(f"{PATH}?intent=conversation", headers=bearer)
    assert refused.value.status == 400


async def test_a_request_that_is_no_websocket_is_told_so(
    client: Client, bearer: dict[str, str]
) -> None:
    answer = await client.get(PATH, headers=bearer)
    assert answer.status == 426
    assert answer.headers["Upgrade"] == "websocket"
    assert (await answer.json())["error"]["code"] == "upgrade_required"


async def test_a_browser_sends_its_token_as_a_protocol(
    service: ServiceInMemory, client: Client, ada: User
) -> None:
    token = service.tokens.issue(ada).value
    protocols = ["realtime", f"openai-insecure-api-key.{token}"]
    async with talk(client, protocols=protocols) as talking:
        assert (await talking.next())["type"] == "session.created"
        assert talking.socket.protocol == "realtime"


@pytest.mark.parametrize(
    ("origin", "status"), [(None, None), ("http://{}", None), ("http://elsewhere.example", 403)]
)
async def test_the_cookie_opens_a_session_for_our_own_pages_only(
    service: ServiceInMemory, client: Client, ada: User, origin: str | None, status: int | None
) -> None:
    headers = {"Cookie": f"auth_token={service.tokens.issue(ada).value}"}
    if origin is not None:
        headers["Origin"] = origin.format(f"{client.host}:{client.port}")
    if status is None:
        async with talk(client, headers=headers) as talking:
            assert (await talking.next())["type"] == "session.created"
    else:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH, headers=headers)
        assert refused.value.status == status


async def test_a_session_ends_with_the_token_that_opened_it(
    service: ServiceInMemory, ours: Talk
) -> None:
    told: dict[str, Any] = {"type": None}
    while told["type"] != "error":
        await ours.send("input_audio_buffer.clear")  # an idle session would end before
        told = await ours.next()
        await service.clock.advance(290.0)
    assert told["error"]["code"] == "not_authenticated"
    assert await ours.close_code() == 1008


async def test_a_client_that_says_nothing_is_let_go(service: ServiceInMemory, ours: Talk) -> None:
    await service.clock.advance(1.0)
    for _ in range(61):
        await service.clock.advance(5.0)
    assert (await ours.error())["code"] == "session_idle"
    assert await ours.close_code() == 1000


async def test_a_process_that_stops_tells_its_sessions(client: Client, ours: Talk) -> None:
    assert client.app is not None
    client.app[LEAVING].set()
    assert (await ours.error())["code"] == "server_shutting_down"
    assert await ours.close_code() == 1012


async def test_sessions_are_limited(service: ServiceInMemory, bearer: dict[str, str]) -> None:
    service.live_limits = LiveLimits(sessions_of_user=1)
    async with service.client() as client, talk(client, headers=bearer) as first:
        await first.next()
        async with talk(client, headers=bearer) as second:
            assert (await second.error())["code"] == "too_many_live_sessions"
            assert await second.close_code() == 1013
        await first.socket.close()
        await ended(service)
        async with talk(client, headers=bearer) as third:
            assert (await third.next())["type"] == "session.created"


async def test_sound_ahead_of_time_is_refused(
    service: ServiceInMemory, bearer: dict[str, str]
) -> None:
    service.live_limits = LiveLimits(ahead_seconds=0.1)
    async with service.client() as client, talk(client, headers=bearer) as talking:
        await talking.next()
        await talking.append(b"." * 5_000)
        error = await talking.error()
        assert error["code"] == "audio_ahead_of_time"
        await talking.append(b"." * 2_000)
        await talking.send("input_audio_buffer.clear")
        assert (await talking.next())["type"] == "input_audio_buffer.cleared"


async def test_a_client_that_leaves_frees_its_session(
    service: ServiceInMemory, client: Client, bearer: dict[str, str]
) -> None:
    async with talk(client, headers=bearer) as talking:
        await talking.append(b"a" * 30)
        await talking.until("input_audio_buffer.speech_started")
    await ended(service)


class TestSecrets:
    async def made(self, client: Client, bearer: dict[str, str], **body: Any) -> dict[str, Any]:
        answer = await client.post(f"{PATH}/client_secrets", json=body, headers=bearer)
        assert answer.status == 200, await answer.text()
        made: dict[str, Any] = await answer.json()
        return made

    async def test_a_secret_has_the_settings_of_its_sessions(
        self, service: ServiceInMemory, client: Client, bearer: dict[str, str]
    ) -> None:
        heard = {"transcription": {"language": "fr"}}
        session = {"type": "transcription", "audio": {"input": heard}}
        made = await self.made(client, bearer, session=session)
        assert made["expires_at"] == int(service.clock.now().timestamp()) + 600
        assert made["session"]["audio"]["input"]["transcription"]["language"] == "fr"
        headers = {"Authorization": f"Bearer {made['value']}"}
        async with talk(client, headers=headers) as talking:
            created = await talking.next()
        assert created["session"]["audio"]["input"]["transcription"]["language"] == "fr"

    async def test_a_secret_ends(
        self, service: ServiceInMemory, client: Client, bearer: dict[str, str]
    ) -> None:
        made = await self.made(client, bearer, expires_after={"seconds": 10})
        headers = {"Authorization": f"Bearer {made['value']}"}
        async with talk(client, headers=headers) as talking:
            await talking.next()
            for _ in range(20):  # the session goes on
                await service.clock.advance(5.0)
            await talking.send("input_audio_buffer.clear")
            assert (await talking.next())["type"] == "input_audio_buffer.cleared"
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH, headers=headers)
        assert refused.value.status == 401

    async def test_a_secret_opens_nothing_else(
        self, client: Client, bearer: dict[str, str]
    ) -> None:
        made = await self.made(client, bearer)
        headers = {"Authorization": f"Bearer {made['value']}"}
        for path in ("/jobs/", "/v1/models", "/auth/me"):
            assert (await client.get(path, headers=headers)).status in {401, 404}
        answer = await client.post(f"{PATH}/client_secrets", json={}, headers=headers)
        assert answer.status == 401

    async def test_a_secret_ends_with_its_user(
        self, service: ServiceInMemory, client: Client, ada: User, bearer: dict[str, str]
    ) -> None:
        made = await self.made(client, bearer)
        headers = {"Authorization": f"Bearer {made['value']}"}
        async with talk(client, headers=headers) as talking:
            await talking.next()
            await service.change_user(ada, disabled=True)
            await service.clock.advance(1.0)
            for _ in range(3):
                await service.clock.advance(5.0)
            assert (await talking.error())["code"] == "not_authenticated"

    async def test_a_secret_ends_with_the_key_that_made_it(
        self, service: ServiceInMemory, client: Client, ada: User
    ) -> None:
        key = await service.api_key(ada, Scope.TRANSCRIBE)
        made = await self.made(client, {"Authorization": f"Bearer {key.secret}"})
        async with service.unit_of_work() as uow:
            await uow.api_keys.revoke(key.key.id, ada.id, at=service.clock.now())
            await uow.commit()
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH, headers={"Authorization": f"Bearer {made['value']}"})
        assert refused.value.status == 401

    async def test_a_secret_and_its_session_end_with_the_login_that_made_it(
        self, service: ServiceInMemory, client: Client, bearer: dict[str, str]
    ) -> None:
        made = await self.made(client, bearer, expires_after={"seconds": 7200})
        headers = {"Authorization": f"Bearer {made['value']}"}
        async with talk(client, headers=headers) as talking:
            await talking.next()
            assert (await client.post("/auth/logout", headers=bearer)).status < 300
            await service.clock.advance(1.0)
            for _ in range(3):
                await service.clock.advance(5.0)
            assert (await talking.error())["code"] == "not_authenticated"
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH, headers=headers)
        assert refused.value.status == 401

    async def test_a_logout_is_remembered_as_long_as_a_secret_may_last(
        self, service: ServiceInMemory, client: Client, bearer: dict[str, str]
    ) -> None:
        claims = service.tokens.verify(bearer["Authorization"].removeprefix("Bearer "))
        await client.post("/auth/logout", headers=bearer)
        until = service.database.records.revoked_tokens[claims.token_id]
        assert until >= claims.expires_at + timedelta(seconds=7200)

    @pytest.mark.parametrize("query", ["keep=true", "upload=6f1c1f0e-0000-4000-8000-000000000000"])
    async def test_a_secret_keeps_no_sound(
        self, client: Client, bearer: dict[str, str], query: str
    ) -> None:
        made = await self.made(client, bearer)
        headers = {"Authorization": f"Bearer {made['value']}"}
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(f"{PATH}?{query}", headers=headers)
        assert refused.value.status == 400

    async def test_a_forged_secret_is_refused(self, client: Client) -> None:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH, headers={"Authorization": "Bearer ek_abc.def.ghi"})
        assert refused.value.status == 401

    async def test_a_secret_must_fit_into_a_header(
        self, client: Client, bearer: dict[str, str]
    ) -> None:
        heard = {"transcription": {"prompt": "word " * 700}}
        session = {"type": "transcription", "audio": {"input": heard}}
        answer = await client.post(
            f"{PATH}/client_secrets", json={"session": session}, headers=bearer
        )
        assert answer.status == 400
        assert "prompt" in (await answer.json())["error"]["message"]


async def test_a_key_needs_the_scope_to_transcribe(
    service: ServiceInMemory, client: Client, ada: User
) -> None:
    key = await service.api_key(ada, Scope.READ)
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect(PATH, headers={"Authorization": f"Bearer {key.secret}"})
    assert refused.value.status == 403
