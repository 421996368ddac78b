"""Upload a recording with tus 1.0, the protocol of uploads that can be resumed."""

from base64 import b64encode
from typing import Final
from urllib.parse import urlsplit

from whisper_transcriber_client.errors import NotOursError
from whisper_transcriber_client.flows.steps import Flow, Read, Send, again, ask
from whisper_transcriber_client.recording import Recording

CHUNK_BYTES: Final = 8 << 20
_TUS: Final = {"Tus-Resumable": "1.0.0"}


def upload(recording: Recording) -> Flow[str]:
    """Upload a recording and return the upload's id. What breaks off goes on where it was."""
    name = b64encode(recording.name.encode(errors="replace")).decode()
    headers = {**_TUS, "Upload-Length": str(recording.size), "Upload-Metadata": f"filename {name}"}
    made = yield from again(lambda: ask(Send("POST", "/uploads/", headers)))
    path: str = urlsplit(made.headers.get("location", "")).path
    if not path.strip("/"):
        raise NotOursError(made)
    while (yield from again(lambda: _sent(path, recording))) < recording.size:
        pass
    return path.rstrip("/").rpartition("/")[2]


def _sent(path: str, recording: Recording) -> Flow[int]:
    """Send the next part and return how much is there.

    A broken connection says nothing of what has arrived, so the offset is asked for each time.
    """
    there = yield from ask(Send("HEAD", path, _TUS))
    offset = int(there.headers["upload-offset"])
    if offset >= recording.size:
        return offset
    part: bytes = yield Read(recording, offset, CHUNK_BYTES)
    headers = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }

    def tell(count: int) -> None:
        recording.tell_sent(offset + count)

    answer = yield from ask(Send("PATCH", path, headers, content=part, tell=tell))
    return int(answer.headers["upload-offset"])
