"""Uploads that are broken in every way; after none of them anything is left behind."""

import asyncio
import random
from collections.abc import AsyncIterator
from io import BytesIO

import pytest

from domain.errors.capacity import StorageFullError
from entrypoints.http.uploads.form_parts import MAX_PARTS, MAX_TEXT_BYTES
from tests.service_in_memory import SOUND, UPLOAD_LIMIT, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
BOUNDARY = "frontier"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
FILE_HEAD = 'Content-Disposition: form-data; name="file"; filename="talk.wav"'

# The application silences these; pytest turns warnings into errors for each test anew.
pytestmark = [
    pytest.mark.filterwarnings("ignore::aiohttp.multipart.BadContentDispositionHeader"),
    pytest.mark.filterwarnings("ignore::aiohttp.multipart.BadContentDispositionParam"),
]


def part(head: str, body: bytes = SOUND) -> bytes:
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode(errors="surrogateescape") + body + b"\r\n"


def field(name: str, value: str) -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"', value.encode())


END = f"--{BOUNDARY}--\r\n".encode()


async def send(
    client: Client, bearer: Bearer, body: bytes, content_type: str = CONTENT_TYPE
) -> tuple[int, dict[str, object]]:
    headers = {**bearer, "Content-Type": content_type}
    answer = await client.post("/jobs/", data=BytesIO(body), headers=headers)
    return answer.status, await answer.json()


async def ensure_nothing_is_left(service: ServiceInMemory) -> None:
    assert await service.stored_blobs() == []
    assert await service.jobs() == []
    assert await service.queue.depth() == 0


@pytest.mark.parametrize(
    "body",
    [
        field("language", "de") + part(FILE_HEAD) + END,
        part(FILE_HEAD) + field("language", "de") + END,
        field("beam_size", "") + part(FILE_HEAD) + field("language", " DE ") + END,
        b"a preamble\r\n" + part(FILE_HEAD) + field("language", "de") + END + b"an epilogue",
        part(FILE_HEAD) + field("language", "de") + END.rstrip(),
    ],
)
async def test_the_file_may_stand_before_or_after_its_fields(
    service: ServiceInMemory, client: Client, bearer: Bearer, body: bytes
) -> None:
    status, _ = await send(client, bearer, body)
    assert status == 200
    (job,) = await service.jobs()
    assert job.options.language == "de"
    assert job.recording.size_bytes == len(SOUND)


async def test_a_file_without_a_name_is_taken(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    body = part('Content-Disposition: form-data; name="file"') + END
    assert (await send(client, bearer, body))[0] == 200
    (job,) = await service.jobs()
    assert job.recording.filename == "recording"


async def test_the_bytes_arrive_as_they_were_sent(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    data = b"RIFF" + bytes(range(256)) * 3_000 + b"\r\n--frontie\r\n--"
    assert (await send(client, bearer, part(FILE_HEAD, data) + END))[0] == 200
    (job,) = await service.jobs()
    stored = [block async for block in service.blobs.read(job.recording.key)]
    assert b"".join(stored) == data


BROKEN_BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing at all": (b"", 400, "malformed_body"),
    "no boundary in it": (b"just some text", 400, "malformed_body"),
    "another boundary": (part(FILE_HEAD).replace(b"frontier", b"other"), 400, "malformed_body"),
    "cut in the file": (part(FILE_HEAD)[:-2], 400, "upload_interrupted"),
    "cut after the file": (part(FILE_HEAD), 400, "upload_interrupted"),
    "cut after a boundary": (part(FILE_HEAD) + END[:-4] + b"\r\n", 400, "malformed_body"),
    "cut in a field": (part(FILE_HEAD) + field("language", "de")[:-4], 400, "upload_interrupted"),
    "no form but its end": (END, 422, "invalid_request"),
    "no file": (field("language", "de") + END, 422, "invalid_request"),
    "an empty file": (part(FILE_HEAD, b"") + END, 422, "empty_upload"),
    "two files": (part(FILE_HEAD) * 2 + END, 422, "invalid_request"),
    "a file by another name": (
        part(FILE_HEAD.replace('"file"', '"audio"')) + END,
        422,
        "invalid_request",
    ),
    "a file by a name that is no text": (
        part(FILE_HEAD.replace('"file"', '"f\udce1le"')) + END,
        422,
        "invalid_request",
    ),
    "a field by a name that is no text": (
        part('Content-Disposition: form-data; name="\udce1"', b"x") + END,
        422,
        "invalid_request",
    ),
    "a part without a name": (part("Content-Type: audio/wav") + END, 400, "malformed_body"),
    "a part without headers": (part("") + END, 400, "malformed_body"),
    "a head that is none": (part("Content-Disposition; form-data") + END, 400, "malformed_body"),
    "a head of 1 MiB": (part(f"X-Long: {'x' * 2**20}\r\n{FILE_HEAD}") + END, 400, "malformed_body"),
    "names that are too long together": (
        b"".join(field(name * 6_000, "x") for name in "abc") + part(FILE_HEAD) + END,
        400,
        "malformed_body",
    ),
    "1,000 headers": (part("X-A: b\r\n" * 1_000 + FILE_HEAD) + END, 400, "malformed_body"),
    "10,000 parts": (
        b"".join(field(f"f{i}", "x") for i in range(10_000)) + END,
        400,
        "malformed_body",
    ),
    "a preamble of a million lines": (
        b"\r\n" * 1_000_000 + part(FILE_HEAD) + END,
        400,
        "malformed_body",
    ),
    "a part that is multipart": (
        part(f"{FILE_HEAD}\r\nContent-Type: multipart/mixed; boundary=inner") + END,
        400,
        "malformed_body",
    ),
    "a part in base64": (
        part(f"{FILE_HEAD}\r\nContent-Transfer-Encoding: base64") + END,
        400,
        "malformed_body",
    ),
    "a charset that is none": (
        field("_charset_", "x" * 40) + part(FILE_HEAD) + END,
        400,
        "malformed_body",
    ),
    "a name given twice in one head": (
        part('Content-Disposition: form-data; name="file"; name="x"') + END,
        400,
        "malformed_body",
    ),
    "a control character in a head": (
        part(FILE_HEAD.replace("talk", "ta\x01lk")) + END,
        400,
        "malformed_body",
    ),
    "no sound": (part(FILE_HEAD, b"text named .wav") + END, 415, "unsupported_audio"),
    "a field that is too long": (
        field("prompt", "x" * (MAX_TEXT_BYTES + 1)) + part(FILE_HEAD) + END,
        422,
        "invalid_request",
    ),
    "too large by a byte": (
        part(FILE_HEAD, b"RIFF" + bytes(UPLOAD_LIMIT - 3)) + END,
        413,
        "upload_too_large",
    ),
}


@pytest.mark.parametrize("name", BROKEN_BODIES)
async def test_a_broken_upload_is_refused_and_leaves_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer, name: str
) -> None:
    body, status, code = BROKEN_BODIES[name]
    answered, problem = await send(client, bearer, body)
    assert (answered, problem["code"]) == (status, code), problem
    assert problem["detail"]
    await ensure_nothing_is_left(service)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("application/octet-stream", 415),
        ("multipart/mixed; boundary=frontier", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        (f"multipart/form-data; boundary={'x' * 71}", 400),
        ("multipart/form-data; boundary=ü", 400),
    ],
)
async def test_a_body_that_is_announced_as_something_else_is_refused(
    service: ServiceInMemory, client: Client, bearer: Bearer, content_type: str, status: int
) -> None:
    answered, _ = await send(client, bearer, part(FILE_HEAD) + END, content_type)
    assert answered == status
    await ensure_nothing_is_left(service)


@pytest.mark.parametrize("name", ["prompt", "hotwords"])
async def test_a_text_that_is_too_long_is_told_its_limit_in_our_words(
    client: Client, bearer: Bearer, name: str
) -> None:
    status, problem = await send(client, bearer, field(name, "x" * 4001) + part(FILE_HEAD) + END)
    assert status == 422
    assert problem["errors"] == [{"field": name, "detail": "At most 4000 characters are allowed."}]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"model": "huge"}, {"model"}),
        ({"language": "klingon"}, {"language"}),
        ({"task": "sing"}, {"task"}),
        ({"word_timestamps": "perhaps"}, {"word_timestamps"}),
        ({"beam_size": "0"}, {"beam_size"}),
        ({"channels": "third"}, {"channels"}),
        ({"track": "0"}, {"track"}),
        ({"multilingual": "perhaps"}, {"multilingual"}),
        ({"languages": "en,klingon"}, {"languages"}),
        ({"languages": "en", "language": "de"}, {"languages"}),
        ({"vad_threshold": "1"}, {"vad_threshold"}),
        ({"vad_speech_pad_ms": "-1"}, {"vad_speech_pad_ms"}),
        ({"beam_size": "21"}, {"beam_size"}),
        ({"beam_size": "many"}, {"beam_size"}),
        ({"suppress_tokens": "five"}, {"suppress_tokens"}),
        ({"temperature_increment_on_fallback": "-1"}, {"temperature_increment_on_fallback"}),
        ({"temperature": "nan"}, {"temperature"}),
        ({"temperature": "1.1"}, {"temperature"}),
        ({"prompt": "x" * 4_001}, {"prompt"}),
        ({"hotwords": "a\0b"}, {"hotwords"}),
        ({"priority": "urgent"}, {"priority"}),
        ({"upload": "no upload"}, {"upload"}),
        ({"upload": "{"}, {"upload"}),
        ({"upload": "{0}"}, {"upload"}),
        ({"modle": "digits"}, {"modle"}),
        ({"modle": ""}, {"modle"}),
        (
            {"model": "huge", "language": "klingon", "beam_size": "x", "foo": "1"},
            {"model", "language", "beam_size", "foo"},
        ),
    ],
)
async def test_every_wrong_field_is_named_at_once(
    service: ServiceInMemory,
    client: Client,
    bearer: Bearer,
    fields: dict[str, str],
    wrong: set[str],
) -> None:
    written = b"".join(field(name, value) for name, value in fields.items())
    for body in (part(FILE_HEAD) + written, written + part(FILE_HEAD)):
        status, problem = await send(client, bearer, body + END)
        errors = problem["errors"]
        assert isinstance(errors, list)
        assert (status, {error["field"] for error in errors}) == (422, wrong)
        await ensure_nothing_is_left(service)


async def test_a_missing_file_and_wrong_fields_are_named_together(
    client: Client, bearer: Bearer
) -> None:
    _, problem = await send(client, bearer, field("model", "huge") + END)
    errors = problem["errors"]
    assert isinstance(errors, list)
    assert {error["field"] for error in errors} == {"file", "model"}


async def test_an_unknown_model_is_told_which_there_are(client: Client, bearer: Bearer) -> None:
    _, problem = await send(client, bearer, field("model", "huge") + part(FILE_HEAD) + END)
    assert "digits, small" in str(problem["detail"])


async def test_a_field_may_not_come_twice(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    body = field("language", "de") + field("language", "en") + part(FILE_HEAD) + END
    status, problem = await send(client, bearer, body)
    assert (status, problem["code"]) == (422, "invalid_request")
    assert "more than once" in str(problem["detail"])
    await ensure_nothing_is_left(service)


async def test_a_field_must_be_utf8(client: Client, bearer: Bearer) -> None:
    body = part('Content-Disposition: form-data; name="prompt"', b"\xff\xfe") + END
    status, problem = await send(client, bearer, body)
    assert (status, "UTF-8" in str(problem["detail"])) == (422, True)


async def test_as_many_parts_as_are_allowed_are_read(client: Client, bearer: Bearer) -> None:
    body = b"".join(field(f"f{i}", "x") for i in range(MAX_PARTS)) + END
    status, problem = await send(client, bearer, body)
    errors = problem["errors"]
    assert isinstance(errors, list)
    assert (status, len(errors)) == (422, MAX_PARTS + 1)  # each field, and the missing file


@pytest.mark.parametrize(
    ("parameter", "shown"),
    [
        ('filename="talk.wav"', "talk.wav"),
        ('filename="../../etc/passwd"', "../../etc/passwd"),
        ('filename="C:\\\\talks\\\\a.wav"', "C:\\talks\\a.wav"),
        ("filename=\"\"; filename*=UTF-8''na%C3%AFve%20talk.wav", "naïve talk.wav"),
        ("filename*=UTF-8''a%00%0d%0ab.wav", "ab.wav"),
        ("filename*=UTF-8''photo%E2%80%AEgpj.wav", "photogpj.wav"),
        ("filename*=UTF-8''%ff", "recording"),
        ("filename*=nothing''%78", "recording"),
        ('filename="Grüße 😀.wav"', "Grüße 😀.wav"),
        ('filename="Gr\udcfc\udcdfe.wav"', "Gre.wav"),
        (f'filename="{"x" * 4_000}"', "x" * 255),
        ('filename="  "', "recording"),
    ],
)
async def test_odd_file_names_are_shown_without_harm(
    service: ServiceInMemory, client: Client, bearer: Bearer, parameter: str, shown: str
) -> None:
    head = f'Content-Disposition: form-data; name="file"; {parameter}'
    status, problem = await send(client, bearer, part(head) + END)
    assert status == 200, problem
    (job,) = await service.jobs()
    assert job.recording.filename == shown


async def test_an_announced_length_over_the_limit_is_refused_before_it_is_sent(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = "".join(
        f"{line}\r\n"
        for line in (
            "POST /jobs/ HTTP/1.1",
            "Host: x",
            f"Authorization: {bearer['Authorization']}",
            f"Content-Type: {CONTENT_TYPE}",
            f"Content-Length: {50 * 2**30}",
            "",
        )
    )
    writer.write(head.encode())
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer
    writer.close()
    await ensure_nothing_is_left(service)


async def test_a_client_that_asks_first_is_refused_without_a_body(client: Client) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        f"POST /jobs/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: 1000000\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.readline(), 5)
    assert answer.startswith(b"HTTP/1.1 401 ")
    writer.close()


async def test_a_client_that_asks_first_is_invited(client: Client, bearer: Bearer) -> None:
    answer = await client.post("/jobs/", data=a_form(), headers=bearer, expect100=True)
    assert answer.status == 200


async def test_a_client_that_leaves_midway_leaves_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    arrived = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield part(FILE_HEAD)[:-2]
        for _ in range(20):
            yield b"x" * 10_000
        arrived.set()
        await asyncio.Event().wait()

    headers = {**bearer, "Content-Type": CONTENT_TYPE}
    sending = asyncio.create_task(
        client.session.post(client.make_url("/jobs/"), data=endless(), headers=headers)
    )
    await asyncio.wait_for(arrived.wait(), 5)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await client.server.close()  # returns when every handler has ended
    await ensure_nothing_is_left(service)


async def test_a_client_that_falls_silent_is_not_waited_for(
    service: ServiceInMemory, bearer: Bearer
) -> None:
    async with service.client(stall_seconds=0.05) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(
            f"POST /jobs/ HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer['Authorization']}\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: 1000000\r\n\r\n".encode()
            + part(FILE_HEAD)
        )
        answer = await asyncio.wait_for(reader.readline(), 5)
        assert answer.startswith(b"HTTP/1.1 400 ")
        writer.close()
    await ensure_nothing_is_left(service)


PIECES = (
    b"\r\n", b"\n", b"\r\n\r\n", b"--", b"\0", b"\xff\xfe", b"RIFF1234", b"x" * 300, b": \r\n",
    f"--{BOUNDARY}\r\n".encode(), END, f"{FILE_HEAD}\r\n".encode(), b"Content-Length: 5\r\n",
    b'Content-Disposition: form-data; name="language"\r\n', b"Content-Encoding: gzip\r\n",
    b'Content-Disposition: form-data; name="_charset_"\r\n', b'name=file;;;=="\r\n',
    b"Content-Type: multipart/mixed; boundary=q\r\n", b" folded\r\n",
)  # fmt: skip


def mutated(chance: random.Random) -> bytes:
    """Break a good form in a few places."""
    body = bytearray(part(FILE_HEAD) + field("language", "de") + END)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(body))
        body[place : place + chance.randint(0, 6)] = chance.choice((b"", *PIECES))
    return bytes(body)


async def test_no_form_however_broken_crashes_the_service_or_leaves_audio_behind(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    chance = random.Random(7)
    for _ in range(150):
        body = mutated(chance)
        status, problem = await send(client, bearer, body)
        assert status in {200, 400, 413, 415, 422}, (problem, body)
        assert len(await service.stored_blobs()) == len(await service.jobs()), body


async def test_a_full_disk_is_said_to_be_full(
    service: ServiceInMemory, client: Client, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StorageFullError

    monkeypatch.setattr(type(service.blobs), "write", full)
    answer = await client.post("/jobs/", data=a_form(), headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (507, "storage_full")
