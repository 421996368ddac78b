import errno
import os
import socket
from collections.abc import Iterator

import aiohttp
import pytest
from structlog.testing import capture_logs

from entrypoints.http.server.connections import Runner
from entrypoints.http.server.listen_address import Address, CannotListenError, bind
from tests.service_in_memory import ServiceInMemory

HERE = "127.0.0.1"


@pytest.fixture
def other() -> Iterator[socket.socket]:
    """Another program that listens."""
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        listener.listen()
        yield listener


@pytest.fixture
def free() -> Address:
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        return Address(HERE, listener.getsockname()[1], "PORT=1234 run")


async def is_answered(address: Address) -> bool:
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(f"http://{address.host}:{address.port}/") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectorError:
            return False


async def test_a_port_that_is_taken_is_refused_with_what_to_do(other: socket.socket) -> None:
    port = other.getsockname()[1]
    with pytest.raises(CannotListenError) as refused:
        async with bind(Address(HERE, port, "PORT=1234 run")):
            pass
    assert str(refused.value) == (
        f"Another program is listening at {HERE}:{port}. "
        "Stop it, or choose another port: PORT=1234 run"
    )


@pytest.mark.parametrize(
    ("host", "where"), [("192.0.2.1", "192.0.2.1:80"), ("no such host", "no such host:80")]
)
async def test_an_address_of_another_machine_is_refused_in_words(host: str, where: str) -> None:
    with pytest.raises(CannotListenError, match=f"listen at {where}: .*(HOST)") as refused:
        async with bind(Address(host, 80, "")):
            pass
    assert "Errno" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EACCES, "while attempting"), os.strerror(errno.EACCES)),
        (OSError("could not bind on any address"), "could not bind on any address"),
        (socket.gaierror(8, "Name not known"), "Name not known"),
    ],
)
def test_the_reason_is_what_the_system_says(error: OSError, reason: str) -> None:
    sentence = str(Address("::1", 80, "PORT=1234 run").refusal(error))
    assert f"[::1]:80: {reason}. Set HOST to an address" in sentence


async def test_a_bound_address_answers_later_and_is_free_again_at_the_end(
    free: Address,
) -> None:
    runner = Runner(ServiceInMemory().app())
    await runner.setup()
    async with bind(free) as bound:
        assert not await is_answered(free)
        await bound.answer(runner)
        assert await is_answered(free)
        await runner.cleanup()
    async with bind(free):
        assert not await is_answered(free)


async def test_with_port_0_the_log_names_the_actual_port() -> None:
    runner = Runner(ServiceInMemory().app())
    await runner.setup()
    async with bind(Address(HERE, 0, "")) as bound:
        with capture_logs() as lines:
            await bound.answer(runner)
        (url,) = lines[0]["at"]
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            assert answer.status == 200
        await runner.cleanup()


async def test_if_two_bind_an_address_the_first_to_listen_answers(free: Address) -> None:
    runner = Runner(ServiceInMemory().app())
    await runner.setup()
    async with bind(free) as first, bind(free) as second:
        await first.answer(runner)
        with pytest.raises(CannotListenError, match="Another program is listening"):
            await second.answer(runner)
        await runner.cleanup()
