"""`transcriber transcribe --diarize`, over an engine that was told what to hear."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domain.job import BlobKey
from domain.speakers import SpeakerTurn
from domain.transcript import Passage, Segment, Word
from tests.fakes.command_line import command_line
from tests.fakes.local_engine import TRACK, ScriptedEngine
from tests.memory.diarizer import Voices

WORDS = (Word(0.0, 0.8, " Hello", 0.9), Word(1.2, 2.0, " there.", 0.9))
SAID = Passage((Segment(0.0, 2.0, " Hello there.", words=WORDS),), 2.0)
TURNS = (SpeakerTurn(0.0, 1.0, "x"), SpeakerTurn(1.1, 2.0, "y"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my talk.wav"
    file.write_bytes(b"sound")
    return file


@pytest.fixture
def engine(file: Path) -> ScriptedEngine:
    engine = ScriptedEngine({file: TRACK})
    engine.transcriber.passages = (SAID,)
    engine.voices[BlobKey(str(file))] = Voices(TURNS, 2.0)
    return engine


def typed(engine: ScriptedEngine, *arguments: str | Path) -> Result:
    cli = command_line(engine=lambda: engine)
    return CliRunner().invoke(cli, ["transcribe", *map(str, arguments)])


def test_each_line_names_its_speaker(engine: ScriptedEngine, file: Path) -> None:
    result = typed(engine, file, "-o", "-", "--diarize")
    assert result.stdout == "Speaker A: Hello\nSpeaker B: there.\n"


def test_names_are_given_in_the_order_of_first_words(engine: ScriptedEngine, file: Path) -> None:
    result = typed(engine, file, "-o", "-", "--diarize", "--speaker-names", "Anna, Ben")
    assert result.stdout == "Anna: Hello\nBen: there.\n"
    one = typed(engine, file, "-o", "-", "--diarize", "--speaker_names", "Anna")
    assert one.stdout == "Anna: Hello\nSpeaker B: there.\n"


def test_rttm_says_who_speaks_when(engine: ScriptedEngine, file: Path) -> None:
    result = typed(engine, file, "-o", "-", "--diarize", "-f", "rttm", "--speaker-names", "Anna")
    assert result.stdout == (
        "SPEAKER my_talk 1 0.000 1.000 <NA> <NA> Anna <NA> <NA>\n"
        "SPEAKER my_talk 1 1.100 0.900 <NA> <NA> B <NA> <NA>\n"
    )


def test_json_has_labels_and_names(engine: ScriptedEngine, file: Path) -> None:
    result = typed(engine, file, "-o", "-", "--diarize", "-f", "json", "--speaker-names", "Anna")
    told = json.loads(result.stdout)
    assert told["speakers"] == [
        {"label": "A", "name": "Anna", "seconds": 1.0},
        {"label": "B", "name": None, "seconds": 0.9},
    ]
    assert [each["speaker"] for each in told["segments"]] == ["A", "B"]
    assert "words" not in told["segments"][0]  # they were timed for the speakers only


def test_without_the_models_the_transcript_is_written_all_the_same(
    engine: ScriptedEngine, file: Path
) -> None:
    engine.tells_speakers = False
    result = typed(engine, file, "-o", "-", "--diarize")
    assert result.stdout == "Hello there.\n"
    assert "Note: The speakers could not be told apart" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--speaker-names", "Anna"], "--speaker-names needs --diarize"),
        (["--num-speakers", "2"], "needs diarize"),
        (["--diarize", "--num-speakers", "2", "--max-speakers", "3"], "leave"),
        (["--diarize", "--min-speakers", "4", "--max-speakers", "3"], "larger"),
        (["--diarize", "--num-speakers", "0"], "from 1 to 50"),
    ],
)
def test_what_contradicts_is_refused_in_words(
    engine: ScriptedEngine, file: Path, arguments: list[str], words: str
) -> None:
    result = typed(engine, file, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())


def test_channels_are_speakers(engine: ScriptedEngine, file: Path) -> None:
    left, right = Segment(0.0, 1.0, " One", channel=1), Segment(0.5, 1.5, " Two", channel=2)
    engine.transcriber.passages = (Passage((left, right), 2.0),)
    plain = typed(engine, file, "-o", "-", "--channels", "separate")
    assert plain.stdout == "Channel 1: One\nChannel 2: Two\n"
    named = typed(engine, file, "-o", "-", "--channels", "separate", "--speaker-names", "Anna")
    assert named.stdout == "Anna: One\nChannel 2: Two\n"
