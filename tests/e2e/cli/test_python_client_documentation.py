"""The examples of the Python client's page run as they stand."""

import ast
import inspect
import re
import shutil
import wave
from pathlib import Path
from types import CodeType
from typing import Final

import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess
from whisper_transcriber_client import Client

PAGE: Final = Path(__file__).parents[3] / "docs" / "python-client.md"
EXAMPLES: Final = re.findall(r"```python\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)


def compiled(example: str) -> CodeType:
    code: CodeType = compile(example, PAGE.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def write_raw(recording: Path, target: Path) -> None:
    """Write the samples alone."""
    with wave.open(str(recording)) as file:
        target.write_bytes(file.readframes(file.getnframes()))


async def test_the_examples_run(
    service: ServiceProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLES / "digits-en.wav", "talk.mp3")
    write_raw(Path("talk.mp3"), Path("microphone.raw"))
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        secret = client.make_api_key("docs", ["read", "transcribe"], expires_in_days=1).secret
        client.transcribe("talk.mp3", language="en")
    for example in EXAMPLES:
        text = example.replace("http://127.0.0.1:8000", service.url).replace("...", str(secret))
        left = eval(compiled(text), {})  # our own documentation
        if inspect.isawaitable(left):
            await left
    assert {"talk.srt", "talks.zip", "recording.bin"} <= names(tmp_path)
    assert len(EXAMPLES) == 7
