"""All flags of openai-whisper and whisper-ctranslate2 are taken, or refused in words.

`whisper_flags.tsv` lists them as their parsers declare them (openai-whisper 20250625,
whisper-ctranslate2 0.5.8), each with a value that it takes there.
"""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from entrypoints.cli.transcribe.spelling import negations, written_our_way
from entrypoints.cli.transcribe.whisper_flags import REFUSED
from tests.fakes.command_line import command_line

ROOT = Path(__file__).parents[4]
with Path(__file__).with_name("whisper_flags.tsv").open(encoding="utf-8") as _table:
    FLAGS = list(csv.DictReader(_table, delimiter="\t"))
TAKEN = [each for each in FLAGS if each["decision"] == "taken" and each["value"]]
NOT_TAKEN = [each for each in FLAGS if each["decision"] == "refused"]
TRANSCRIBE: Any = typer.main.get_command(command_line()).commands["transcribe"]  # type: ignore[attr-defined]  # a group
ROW = re.compile(r"^\| `(?P<flag>-[^`]+)` \| (?P<of>[WC, ]+) \| (?P<here>.+) \|$", re.MULTILINE)
PROGRAMS = {"both": "W, C", "whisper": "W", "ctranslate2": "C"}


def documented() -> dict[str, tuple[str, str]]:
    page = (ROOT / "docs/whisper-flags.md").read_text(encoding="utf-8")
    return {row["flag"]: (row["of"], row["here"]) for row in ROW.finditer(page)}


def typed(flag: dict[str, str], spelling: str) -> list[str]:
    return [spelling, flag["value"]] if flag["value"] else [spelling]


def hyphens(flag: dict[str, str]) -> str:
    return flag["flag"].replace("_", "-")


@pytest.mark.parametrize("flag", TAKEN, ids=lambda flag: flag["flag"])
def test_a_flag_of_theirs_is_taken_in_both_spellings(flag: dict[str, str]) -> None:
    for spelling in {flag["flag"], hyphens(flag)}:
        context = TRANSCRIBE.make_context("transcribe", ["a.wav", *typed(flag, spelling)])
        assert context.params["files"] == [Path("a.wav")]
        assert context.args == []


@pytest.mark.parametrize("flag", NOT_TAKEN, ids=lambda flag: flag["flag"])
def test_a_flag_that_is_refused_says_so_in_both_spellings(flag: dict[str, str]) -> None:
    for spelling in (flag["flag"], hyphens(flag)):
        with pytest.raises(typer.BadParameter, match=re.escape(REFUSED[hyphens(flag)].sentence)):
            TRANSCRIBE.make_context("transcribe", ["a.wav", *typed(flag, spelling)])


def test_nothing_is_refused_that_this_command_has_itself() -> None:
    own = {spelling for each in TRANSCRIBE.params for spelling in each.opts}
    assert own.isdisjoint(REFUSED)


def test_the_documentation_lists_exactly_these_flags_and_their_programs() -> None:
    shown = {flag: of for flag, (of, _) in documented().items()}
    assert shown == {each["flag"]: PROGRAMS[each["programs"]] for each in FLAGS}


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag["flag"])
def test_the_documentation_says_what_becomes_of_a_flag(flag: dict[str, str]) -> None:
    here = documented()[flag["flag"]][1].replace(r"\|", "|")
    if flag["decision"] == "taken":
        assert here.startswith("taken")
    else:
        assert "refused" in here
        assert REFUSED[hyphens(flag)].sentence in here or "as `--live_transcribe`" in here


@pytest.mark.parametrize(
    "example",
    [
        "audio.flac audio.mp3 audio.wav --model turbo",
        "japanese.wav --language Japanese",
        "japanese.wav --model medium --language Japanese --task translate",
        "inaguracio2011.mp3 --model medium",
        "inaguracio2011.mp3 --model medium --task translate",
        "inaguracio2011.mp3 --batched True",
        "myfile.mp3 --compute_type int8",
        "myfile.mp3 --vad_filter True",
        "myfile.mp3 --print_colors True",
        "gossos.mp3 --output_dir /srv/files/",
    ],
)
def test_the_examples_that_both_programs_document_can_be_typed(example: str) -> None:
    context = TRANSCRIBE.make_context("transcribe", example.split())
    assert all(file.suffix for file in context.params["files"])


@pytest.mark.parametrize(
    "example", ["--live_transcribe True --language en", "myfile.mp3 --hf_token YOUR_HF_TOKEN"]
)
def test_the_examples_that_need_something_else_are_refused_in_words(example: str) -> None:
    with pytest.raises(typer.BadParameter, match="is not taken"):
        TRANSCRIBE.make_context("transcribe", example.split())


def test_every_flag_that_can_be_switched_off_takes_true_and_false() -> None:
    off = negations(TRANSCRIBE.params)
    for spelling, negation in off.items():
        assert written_our_way([spelling, "False", "a.wav"], off) == [negation, "a.wav"]
        assert written_our_way([spelling, "True", "a.wav"], off) == [spelling, "a.wav"]


# Subtitle Edit writes: --language L --model "M" {--task translate} {what the user adds} "FILE".
@pytest.mark.parametrize(
    "added",
    [
        "",
        "--task translate",
        "--standard",
        "--standard_asia --print_progress",
        "--sentence --beep_off --skip -pp",
        "--batch_recursive --print_progress True --vad_filter True",
        "--output_dir /tmp --output_format srt",
    ],
)
@pytest.mark.parametrize("language", ["en", "auto"])
def test_what_subtitle_edit_types_is_taken(language: str, added: str) -> None:
    typed = ["--language", language, "--model", "large-v2", *added.split(), "/tmp/0b9c.wav"]
    context = TRANSCRIBE.make_context("transcribe", typed)
    assert context.params["files"] == [Path("/tmp/0b9c.wav")]


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("--one_word 2", "Use --max-words-per-line 1."),
        ("--vad_method pyannote_v3", "Silero"),
        ("--ff_mdx_kim2", "not separated"),
    ],
)
def test_what_cannot_be_done_for_subtitle_edit_is_said(added: str, sentence: str) -> None:
    with pytest.raises(typer.BadParameter, match=re.escape(sentence)):
        TRANSCRIBE.make_context("transcribe", [*added.split(), "a.wav"])
