"""The command over an engine that was told what to hear."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from application.ports.probe import SoundTrack
from domain.errors.transcription import AudioUnreadableError
from domain.transcript import Cut, Gap
from entrypoints.cli.transcribe.engine import EngineChoice
from tests.fakes.command_line import command_line
from tests.fakes.local_engine import TRACK, ScriptedEngine
from tests.fakes.transcriber import raising


@pytest.fixture
def files(tmp_path: Path) -> dict[Path, SoundTrack | None]:
    made = {tmp_path / name: TRACK for name in ("a.wav", "b.wav")}
    for file in made:
        file.write_bytes(b"sound")
    return dict(made)


@pytest.fixture
def engine(files: dict[Path, SoundTrack | None]) -> ScriptedEngine:
    return ScriptedEngine(files)


def typed(engine: ScriptedEngine, *arguments: str | Path) -> Result:
    cli = command_line(engine=lambda: engine)
    return CliRunner().invoke(cli, ["transcribe", *map(str, arguments)])


def test_each_file_becomes_a_transcript_and_a_line(
    engine: ScriptedEngine, files: dict[Path, SoundTrack | None], tmp_path: Path
) -> None:
    result = typed(engine, *files, "--output-dir", tmp_path / "out")
    assert result.exit_code == 0, result.output
    for name in ("a", "b"):
        assert (tmp_path / "out" / f"{name}.txt").read_text() == "one\ntwo\nthree\nfour\n"
        assert f"{name}.wav: 4.0 s, de" in result.stderr
    assert result.stdout == ""


def test_what_is_finished_is_not_done_again(engine: ScriptedEngine, tmp_path: Path) -> None:
    typed(engine, tmp_path, "-o", tmp_path / "out")
    (tmp_path / "out" / "b.txt").unlink()
    result = typed(engine, tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "a.wav: done before" in result.stderr
    assert len(engine.transcriber.requests) == 3


def test_nothing_left_to_do_loads_no_model(engine: ScriptedEngine, tmp_path: Path) -> None:
    typed(engine, tmp_path, "-o", tmp_path / "out")
    assert typed(engine, tmp_path, "-o", tmp_path / "out").exit_code == 0
    assert len(engine.opened) == 1


def test_overwrite_does_it_again(engine: ScriptedEngine, tmp_path: Path) -> None:
    typed(engine, tmp_path, "-o", tmp_path / "out")
    typed(engine, tmp_path, "-o", tmp_path / "out", "--overwrite")
    assert len(engine.transcriber.requests) == 4


def test_one_that_fails_does_not_stop_the_others(
    files: dict[Path, SoundTrack | None], tmp_path: Path
) -> None:
    files[tmp_path / "a.wav"] = None
    result = typed(ScriptedEngine(files), tmp_path, "-o", tmp_path / "out", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)["files"]
    assert [each["status"] for each in told] == ["failed", "done"]
    assert "no sound" in told[0]["error"]
    assert told[1]["outputs"] == [str(tmp_path / "out" / "b.txt")]


def test_what_breaks_midway_leaves_no_transcript(engine: ScriptedEngine, tmp_path: Path) -> None:
    engine.transcriber.before[2] = raising(AudioUnreadableError("It is torn."))
    result = typed(engine, tmp_path / "a.wav", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "a.wav: It is torn." in result.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_an_engine_that_breaks_its_promise_is_a_failure(
    engine: ScriptedEngine, tmp_path: Path
) -> None:
    engine.transcriber.ends = False
    result = typed(engine, tmp_path / "a.wav", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "stopped before the end" in result.stderr


def test_transcripts_can_be_printed(engine: ScriptedEngine, tmp_path: Path) -> None:
    result = typed(engine, tmp_path / "a.wav", "--output_dir", "-", "--output_format", "vtt")
    assert result.stdout.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:04.000\none two three four\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "b.wav"]


def test_printed_json_is_laid_out_as_openai_whisper_does(
    engine: ScriptedEngine, tmp_path: Path
) -> None:
    told = json.loads(typed(engine, tmp_path / "a.wav", "-o", "-", "-f", "json").stdout)
    assert (told["text"], told["language"], told["task"]) == (
        "one two three four",
        "de",
        "transcribe",
    )
    assert told["segments"][1]["text"] == " two"


def test_speech_without_words_is_told_on_stderr_and_listed_in_json(
    engine: ScriptedEngine, tmp_path: Path
) -> None:
    first, *rest = engine.transcriber.passages
    gap, cut = Gap(0.25, 1.0), Cut(0.5, 0.75, " one one")
    engine.transcriber.passages = (replace(first, gaps=(gap,), cuts=(cut,)), *rest)
    result = typed(engine, tmp_path / "a.wav", "-o", "-", "-f", "json")
    assert "Note: Speech from 0.2 to 1.0 s could not be understood" in result.stderr
    assert "Note: Text from 0.5 to 0.8 s was removed" in result.stderr
    told = json.loads(result.stdout)
    assert told["gaps"] == [{"start": 0.25, "end": 1.0}]
    assert told["cuts"] == [{"start": 0.5, "end": 0.75, "text": " one one"}]


def test_several_forms_cannot_be_printed(engine: ScriptedEngine, tmp_path: Path) -> None:
    result = typed(engine, tmp_path / "a.wav", "-o", "-", "-f", "all")
    assert result.exit_code == 2
    assert engine.opened == []


def test_the_model_and_its_place_are_the_users_choice(
    engine: ScriptedEngine, tmp_path: Path
) -> None:
    typed(engine, tmp_path / "a.wav", "-o", tmp_path, "--model", "small", "--device", "cpu")
    assert (engine.opened[0].model, engine.opened[0].device) == ("small", "cpu")
    assert engine.transcriber.requests[0].model == "small"


def test_options_reach_the_engine(engine: ScriptedEngine, tmp_path: Path) -> None:
    typed(
        engine, tmp_path / "a.wav", "-o", tmp_path,
        "--language", "German", "--initial_prompt", "Guten Tag", "--word_timestamps", "True",
        "--beam_size", "1", "--no-vad",
    )  # fmt: skip
    options = engine.transcriber.requests[0].options
    assert (options.language, options.prompt, options.beam_size) == ("de", "Guten Tag", 1)
    assert options.word_timestamps
    assert not options.vad_filter


def test_quiet_shows_only_what_went_wrong(
    files: dict[Path, SoundTrack | None], tmp_path: Path
) -> None:
    files[tmp_path / "a.wav"] = None
    result = typed(ScriptedEngine(files), tmp_path, "-o", tmp_path / "out", "--quiet")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        str(tmp_path / "a.wav")
    ]


def test_what_is_said_can_be_printed_with_its_times_as_it_is_found(
    engine: ScriptedEngine, tmp_path: Path
) -> None:
    result = typed(engine, tmp_path / "a.wav", "-o", tmp_path / "out", "--verbose", "True")
    assert result.stdout.splitlines()[:2] == [
        "[00:00.000 --> 00:01.000] one",
        "[00:01.000 --> 00:02.000] two",
    ]


def test_colours_need_the_times_of_words(engine: ScriptedEngine, tmp_path: Path) -> None:
    result = typed(engine, tmp_path / "a.wav", "-o", tmp_path / "out", "--print_colors", "True")
    assert result.exit_code == 0, result.output
    assert engine.transcriber.requests[0].options.word_timestamps


@pytest.mark.parametrize("printed", [["-o", "-"], ["--json"]])
def test_what_is_said_is_not_mixed_with_what_else_is_printed(
    engine: ScriptedEngine, tmp_path: Path, printed: list[str]
) -> None:
    result = typed(engine, tmp_path / "a.wav", "--verbose", *printed)
    assert (result.exit_code, engine.opened) == (2, [])


def test_json_on_one_line_can_be_asked_for(engine: ScriptedEngine, tmp_path: Path) -> None:
    printed = typed(
        engine, tmp_path / "a.wav", "-o", "-", "-f", "json", "--pretty_json", "False"
    ).stdout
    assert printed.count("\n") == 1
    assert json.loads(printed)["text"] == "one two three four"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (["--threads", "3"], EngineChoice(threads=3)),
        (["--threads", "0"], EngineChoice()),
        (["--batch_size", "8"], EngineChoice(max_batch=8)),
        (["--batched", "False"], EngineChoice(max_batch=1)),
        (["--batched", "True"], EngineChoice()),
        (["--fp16", "False"], EngineChoice(compute_type="float32")),
        (["--fp16", "True"], EngineChoice()),
        (["--local_files_only", "True"], EngineChoice(offline=True)),
        (["--model_directory", "/models/own"], EngineChoice(model="/models/own")),
    ],
)
def test_the_flags_of_whispers_programs_choose_the_engine(
    engine: ScriptedEngine, tmp_path: Path, asked: list[str], meant: EngineChoice
) -> None:
    file = tmp_path / "a.wav"
    result = typed(engine, file, "-o", tmp_path / "out", *asked)
    assert result.exit_code == 0, result.output
    assert engine.opened == [replace(meant, only=file)]


@pytest.mark.parametrize(
    "asked", ["--fp16 True --compute_type int8", "--batched False --batch_size 4"]
)
def test_flags_that_contradict_each_other_are_refused(
    engine: ScriptedEngine, tmp_path: Path, asked: str
) -> None:
    result = typed(engine, tmp_path / "a.wav", *asked.split())
    assert (result.exit_code, engine.opened) == (2, [])


@pytest.mark.parametrize(
    ("asked", "tried"),
    [
        ("--temperature 0", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        ("--temperature 0.5 --temperature_increment_on_fallback 0.5", (0.5, 1.0)),
        ("--temperature 0.3 --temperature_increment_on_fallback None", (0.3,)),
        ("--temperature_increment_on_fallback None", (0.0,)),
    ],
)
def test_the_temperature_is_the_first_one_as_with_whispers_programs(
    engine: ScriptedEngine, tmp_path: Path, asked: str, tried: tuple[float, ...]
) -> None:
    typed(engine, tmp_path / "a.wav", "-o", tmp_path / "out", *asked.split())
    options = engine.transcriber.requests[0].options
    assert options.decoding.temperatures(options.temperature) == tried
