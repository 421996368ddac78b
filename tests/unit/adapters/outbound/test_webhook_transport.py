import gzip
import socket

import pytest
from aiohttp import AddrInfoType

from adapters.outbound import resolver
from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.webhooks import HttpWebhookTransport
from domain.webhooks import Outcome, Reply
from tests.receiver import answering, hanging_up, receiving, repeating, silent

LOCAL = AddressPolicy(["127.0.0.1/32"])
OK = "HTTP/1.1 200 OK\nContent-Length: 0"


def transport(seconds: float = 20.0) -> HttpWebhookTransport:
    return HttpWebhookTransport(LOCAL, timeout_seconds=seconds)


async def test_the_body_arrives_unchanged() -> None:
    async with receiving(answering(OK)) as receiver:
        reply = await transport().post(receiver.url, {"webhook-id": "7"}, b'{"a":1}')
    assert reply == Reply(Outcome.ACCEPTED, 200)
    assert receiver.body == b'{"a":1}'
    assert receiver.requests[0].startswith(b"POST /hook HTTP/1.1\r\n")
    assert receiver.headers["webhook-id"] == "7"
    assert receiver.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("200 OK", Outcome.ACCEPTED),
        ("202 Accepted", Outcome.ACCEPTED),
        ("204 No Content", Outcome.ACCEPTED),
        ("299 Whatever", Outcome.ACCEPTED),
        ("301 Moved\nLocation: http://127.0.0.1:1/", Outcome.REFUSED),
        ("302 Found\nLocation: /elsewhere", Outcome.REFUSED),
        ("401 Unauthorized", Outcome.REFUSED),
        ("404 Not Found", Outcome.REFUSED),
        ("410 Gone", Outcome.GONE),
        ("429 Too Many Requests", Outcome.REFUSED),
        ("500 Internal Server Error", Outcome.REFUSED),
    ],
)
async def test_an_answer_is_judged_by_its_status(status: str, outcome: Outcome) -> None:
    async with receiving(answering(f"HTTP/1.1 {status}\nContent-Length: 0")) as receiver:
        reply = await transport().post(receiver.url, {}, b"{}")
    assert reply == Reply(outcome, int(status[:3]))
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    "script",
    [
        silent,
        repeating(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", pause=0.02),
        repeating(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.02),
    ],
    ids=["silence", "a head byte by byte", "endless informational answers"],
)
async def test_a_receiver_that_takes_too_long_is_given_up(script: object) -> None:
    async with receiving(script) as receiver:  # type: ignore[arg-type]  # all are scripts
        assert await transport(0.3).post(receiver.url, {}, b"{}") == Reply(Outcome.TIMED_OUT)


@pytest.mark.parametrize(
    "script",
    [
        hanging_up,
        answering("SSH-2.0-OpenSSH_9.2"),
        answering("HTTP/1.1 abc OK"),
        answering("HTTP/1.1 200 OK\nContent-Length: -1"),
        answering("HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2"),
        repeating(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
        repeating(b"HTTP/1.1 200 OK\r\nX-Long: "),
    ],
    ids=["nothing", "ssh", "no number", "negative", "doubled", "endless heads", "endless line"],
)
async def test_a_broken_answer_counts_as_unreachable(script: object) -> None:
    async with receiving(script) as receiver:  # type: ignore[arg-type]  # all are scripts
        assert await transport().post(receiver.url, {}, b"{}") == Reply(Outcome.UNREACHABLE)


@pytest.mark.parametrize(
    "script",
    [
        repeating(b"HTTP/1.1 200 OK\r\n\r\n"),
        repeating(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n"),
        repeating(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        answering("HTTP/1.1 200 OK\nContent-Length: 100", b"short"),
        answering("HTTP/1.1 200 OK\nContent-Encoding: gzip", gzip.compress(bytes(10_000_000))),
        answering("HTTP/1.1 200 OK\nContent-Encoding: gzip", b"this is no gzip"),
    ],
    ids=["endless", "huge", "endless chunks", "cut off", "bomb", "no gzip"],
)
async def test_the_body_of_an_answer_is_not_read(script: object) -> None:
    async with receiving(script) as receiver:  # type: ignore[arg-type]  # all are scripts
        assert await transport().post(receiver.url, {}, b"{}") == Reply(Outcome.ACCEPTED, 200)


async def test_a_port_without_a_server_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert await transport().post(url, {}, b"{}") == Reply(Outcome.UNREACHABLE)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".example", ".", "xn--zzzzzz"])
async def test_an_unknown_host_name_is_unreachable(host: str) -> None:
    reply = await transport().post(f"http://{host}/", {}, b"{}")
    assert reply.outcome in {Outcome.UNREACHABLE, Outcome.FORBIDDEN_ADDRESS}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f.1", "[::1]", "0"])
async def test_nothing_is_sent_to_a_private_address(host: str) -> None:
    async with receiving(answering(OK)) as receiver:
        url = f"http://{host}:{receiver.port}/"
        reply = await HttpWebhookTransport(AddressPolicy()).post(url, {}, b"{}")
    assert reply == Reply(Outcome.FORBIDDEN_ADDRESS)
    assert receiver.requests == []


async def test_a_name_that_later_resolves_to_a_private_address_is_refused_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = iter(("127.0.0.1", "127.0.0.2"))

    def rebind(_host: str, port: int, _family: int) -> list[AddrInfoType]:
        sign = (next(addresses), port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", sign)]

    monkeypatch.setattr(resolver, "_look_up", rebind)
    async with receiving(answering(OK)) as receiver:
        url = f"http://rebinding.example:{receiver.port}/"
        first = await transport().post(url, {}, b"{}")
        second = await transport().post(url, {}, b"{}")
    assert (first.outcome, second.outcome) == (Outcome.ACCEPTED, Outcome.FORBIDDEN_ADDRESS)
    assert len(receiver.requests) == 1


async def test_of_several_addresses_only_the_allowed_one_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def both(_host: str, port: int, _family: int) -> list[AddrInfoType]:
        signs = (("127.0.0.2", port), ("127.0.0.1", port))
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", sign) for sign in signs]

    monkeypatch.setattr(resolver, "_look_up", both)
    async with receiving(answering(OK)) as receiver:
        reply = await transport().post(f"http://two.example:{receiver.port}/", {}, b"{}")
    assert reply.outcome is Outcome.ACCEPTED


async def test_neither_proxies_nor_netrc_of_the_environment_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiving(answering(OK)) as proxy, receiving(answering(OK)) as receiver:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        await transport().post(receiver.url, {}, b"{}")
    assert (len(proxy.requests), len(receiver.requests)) == (0, 1)
