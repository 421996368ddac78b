"""Who speaks in recordings of people, through OpenAI's client and on the command line."""

import base64
import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI
from openai.types.audio import TranscriptionTextDeltaEvent, TranscriptionTextSegmentEvent

from tests.e2e.cli.conftest import ServiceProcess
from tests.e2e.cli.program import piped
from tests.real.models import DOWNLOAD_SECONDS
from tests.real.talker import Talker
from tests.real.test_recordings import shared

MODEL = "gpt-4o-transcribe-diarize"
pytestmark = pytest.mark.timeout(DOWNLOAD_SECONDS + 300)


@pytest.fixture
def three() -> Path:
    """Three people who speak one after the other: at 1.7, 6.2 and 12.8 s."""
    return shared("speech/audio/pv-falcon-3spk.wav")


@pytest.fixture
def openai(service: ServiceProcess, talker: Talker) -> Iterator[OpenAI]:
    key = talker.client.headers["Authorization"].removeprefix("Bearer ")
    with OpenAI(base_url=f"{service.url}/v1", api_key=key, timeout=300) as client:
        yield client


def a_reference(recording: Path, start: float, end: float) -> str:
    """Cut a sample of a voice out of a recording, as a data URL."""
    cut = io.BytesIO()
    with wave.open(str(recording)) as source, wave.open(cut, "wb") as target:
        rate = source.getframerate()
        source.setpos(int(start * rate))
        target.setparams(source.getparams())
        target.writeframes(source.readframes(int((end - start) * rate)))
    return f"data:audio/wav;base64,{base64.b64encode(cut.getvalue()).decode()}"


def test_three_people_have_three_letters(openai: OpenAI, three: Path) -> None:
    answer = openai.audio.transcriptions.create(
        file=three, model=MODEL, response_format="diarized_json", chunking_strategy="auto"
    )
    speakers = [segment.speaker for segment in answer.segments]
    assert list(dict.fromkeys(speakers)) == ["A", "B", "C"]


def test_a_known_person_is_recognised_and_a_stranger_is_not(openai: OpenAI, three: Path) -> None:
    stranger = shared("speech/audio/librivox-0870.wav")
    answer = openai.audio.transcriptions.create(
        file=three,
        model=MODEL,
        response_format="diarized_json",
        known_speaker_names=["Ben", "Reader"],
        known_speaker_references=[a_reference(three, 6.4, 10.9), a_reference(stranger, 0.5, 6.5)],
    )
    middle = {each.speaker for each in answer.segments if 6.0 < each.start < 10.9}
    others = {each.speaker for each in answer.segments if not 5.5 < each.start < 11.3}
    assert middle == {"Ben"}
    assert others == {"A", "B"}


def test_a_stream_has_the_segments(openai: OpenAI, three: Path) -> None:
    stream = openai.audio.transcriptions.create(
        file=three, model=MODEL, response_format="diarized_json", stream=True
    )
    events = list(stream)
    segments = [each for each in events if isinstance(each, TranscriptionTextSegmentEvent)]
    deltas = [each for each in events if isinstance(each, TranscriptionTextDeltaEvent)]
    assert {each.speaker for each in segments} == {"A", "B", "C"}
    assert [each.segment_id for each in deltas] == [each.id for each in segments]


def test_the_command_line_names_them_and_says_when_they_speak(
    base: dict[str, str], three: Path, tmp_path: Path
) -> None:
    result = piped(
        tmp_path, "transcribe", three, "--diarize", "--speaker-names", "Anna,Ben,Cleo",
        "--format", "txt,rttm,pdf", settings=base,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    lines = (tmp_path / "pv-falcon-3spk.txt").read_text().splitlines()
    named = [line.partition(":")[0] for line in lines]
    assert list(dict.fromkeys(named)) == ["Anna", "Ben", "Cleo"]
    turns = [line.split() for line in (tmp_path / "pv-falcon-3spk.rttm").read_text().splitlines()]
    assert {turn[7] for turn in turns} == {"Anna", "Ben", "Cleo"}
    assert (tmp_path / "pv-falcon-3spk.pdf").read_bytes().startswith(b"%PDF")
