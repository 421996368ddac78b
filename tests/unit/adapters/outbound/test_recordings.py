import asyncio
import gzip
import socket

import pytest
from aiohttp import AddrInfoType

from adapters.outbound import resolver
from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.recordings import HttpRecordingSource
from application.ports.remote_recordings import RemoteRecording
from domain.errors.uploads import SourceRejectedError
from tests.receiver import (
    Script,
    answering,
    hanging_up,
    receiving,
    repeating,
    silent,
)

BOMB = gzip.compress(bytes(10_000_000))
SOUND = b"RIFF and so on" * 1_000
OK = f"HTTP/1.1 200 OK\nContent-Length: {len(SOUND)}"


def source(seconds: float = 20.0, *, stall: float = 20.0) -> HttpRecordingSource:
    policy = AddressPolicy(["127.0.0.1/32"])
    return HttpRecordingSource(policy, total_seconds=seconds, stall_seconds=stall)


async def fetched(url: str, by: HttpRecordingSource | None = None) -> tuple[RemoteRecording, bytes]:
    async with (by or source()).open(url) as remote:
        return remote, b"".join([chunk async for chunk in remote.chunks])


async def refusal(script: Script, by: HttpRecordingSource | None = None) -> str:
    """Fetch what cannot be fetched, and give the words for it."""
    async with receiving(script) as receiver:
        with pytest.raises(SourceRejectedError) as refused:
            await fetched(receiver.url, by)
    assert [error.field for error in refused.value.errors] == ["url"]
    return str(refused.value)


async def test_the_bytes_arrive_unchanged() -> None:
    async with receiving(answering(OK, SOUND)) as receiver:
        remote, data = await fetched(f"http://127.0.0.1:{receiver.port}/a/my%20talk.wav?x=%2F")
    assert data == SOUND
    assert (remote.filename, remote.size_bytes) == ("my talk.wav", len(SOUND))
    assert receiver.requests[0].startswith(b"GET /a/my%20talk.wav?x=%2F HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="talk.mp3"', "talk.mp3"),
        ("attachment; filename*=UTF-8''%C3%A4.ogg", "ä.ogg"),
        ('attachment; filename="../../etc/passwd"', "../../etc/passwd"),
        ("attachment", "hook"),
    ],
)
async def test_the_server_s_file_name_is_preferred_to_that_of_the_address(
    disposition: str, name: str
) -> None:
    async with receiving(answering(f"{OK}\nContent-Disposition: {disposition}", SOUND)) as receiver:
        remote, _ = await fetched(receiver.url)
    assert remote.filename == name


async def test_a_body_without_a_length_ends_with_its_connection() -> None:
    async with receiving(answering("HTTP/1.1 200 OK", SOUND)) as receiver:
        remote, data = await fetched(receiver.url)
    assert (remote.size_bytes, data) == (None, SOUND)


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
async def test_a_redirect_is_followed(status: str) -> None:
    async with receiving(answering(OK, SOUND)) as end:
        moved = answering(f"HTTP/1.1 {status} Moved\nLocation: {end.url}\nContent-Length: 0")
        async with receiving(moved) as start:
            assert (await fetched(start.url))[1] == SOUND


async def test_five_redirects_are_followed_and_no_more() -> None:
    looping = answering("HTTP/1.1 302 Found\nLocation: /again\nContent-Length: 0")
    async with receiving(looping) as receiver:
        with pytest.raises(SourceRejectedError, match="5 times"):
            await fetched(receiver.url)
    assert len(receiver.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/",
        "http://localhost.:1/",
        "http://[::1]/",
        "http://2130706434/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user:secret@127.0.0.1/",
        "http://[",
        "//127.0.0.2/x",
    ],
)
async def test_a_redirect_to_a_forbidden_address_is_refused(location: str) -> None:
    moved = answering(f"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 0")
    assert "secret" not in await refusal(moved)


async def test_a_name_that_later_resolves_to_a_private_address_is_refused_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = iter(("127.0.0.1", "127.0.0.2"))

    def rebind(_host: str, port: int, _family: int) -> list[AddrInfoType]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (next(addresses), port))]

    monkeypatch.setattr(resolver, "_look_up", rebind)
    back = answering("HTTP/1.1 302 Found\nLocation: /second\nContent-Length: 0")
    async with receiving(back) as receiver:
        with pytest.raises(SourceRejectedError, match="private network"):
            await fetched(f"http://rebinding.example:{receiver.port}/first")
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("HTTP/1.1 404 Not Found\nContent-Length: 0", "404"),
        ("HTTP/1.1 401 Unauthorized\nContent-Length: 0", "401"),
        ("HTTP/1.1 500 Internal Server Error\nContent-Length: 0", "500"),
        ("HTTP/1.1 204 No Content", "204"),
        ("HTTP/1.1 206 Partial Content\nContent-Length: 0", "206"),
        ("HTTP/1.1 302 Found\nContent-Length: 0", "302"),
        ("HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8", "web page"),
        ("HTTP/1.1 200 OK\nContent-Encoding: gzip", "compresses"),
        ("HTTP/1.1 200 OK\nContent-Encoding: br, gzip", "compresses"),
    ],
)
async def test_an_answer_that_is_no_file_is_refused_by_its_headers(answer: str, words: str) -> None:
    bomb = b"" if "\nContent-Length: 0" in answer or " 204" in answer else BOMB
    assert words in await refusal(answering(answer, bomb))


@pytest.mark.parametrize(
    "script",
    [
        hanging_up,
        answering("SSH-2.0-OpenSSH_9.2"),
        answering("HTTP/1.1 200 OK\nContent-Length: 100", b"short"),
        answering("HTTP/1.1 200 OK\nContent-Length: 4", b"more than that"),
        answering("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"5\r\nab"),
        answering("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"zz\r\nab"),
        repeating(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
        repeating(b"HTTP/1.1 200 OK\r\nX-Long: "),
    ],
    ids=[
        "nothing",
        "ssh",
        "short",
        "long",
        "cut chunk",
        "no chunk",
        "endless heads",
        "endless line",
    ],
)
async def test_a_broken_or_non_http_answer_is_reported_as_unreachable(script: Script) -> None:
    assert "cannot be reached, or broke off" in await refusal(script)


@pytest.mark.parametrize(
    ("script", "by"),
    [
        (silent, source(stall=0.2)),
        (repeating(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.01), source(0.3)),
        (repeating(b"HTTP/1.1 200 OK\r\nX: ", b"x", pause=0.01), source(0.3)),
    ],
    ids=["silence", "a body byte by byte", "a head byte by byte"],
)
async def test_a_fetch_that_takes_too_long_is_stopped(
    script: Script, by: HttpRecordingSource
) -> None:
    assert "too long" in await refusal(script, by)


async def test_a_reader_that_stops_early_closes_the_connection() -> None:
    async with receiving(repeating(b"HTTP/1.1 200 OK\r\n\r\n")) as receiver:
        async with source().open(receiver.url) as remote:
            assert await anext(remote.chunks)
        async with asyncio.timeout(20):
            await receiver.hung_up.wait()


async def test_an_error_of_the_reader_is_raised_unchanged() -> None:
    async with receiving(answering(OK, SOUND)) as receiver:
        with pytest.raises(ZeroDivisionError):
            async with source().open(receiver.url):
                raise ZeroDivisionError
