from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from application.ports.embedder import Subtitles
from domain.errors.uploads import UnsupportedAudioError
from tests.fakes.command_line import command_line
from tests.fakes.scripted_server import problem
from tests.memory.embedder import MemoryEmbedder


@pytest.fixture
def embedder() -> MemoryEmbedder:
    return MemoryEmbedder()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "talk.srt").write_text("said")
    film = tmp_path / "talk.mp4"
    film.write_bytes(b"film")
    return film


def typed(embedder: MemoryEmbedder, *words: object) -> Result:
    cli = command_line(embedder=lambda: embedder)
    return CliRunner().invoke(cli, ["embed", *map(str, words)])


def test_the_new_file_is_beside_the_video(embedder: MemoryEmbedder, film: Path) -> None:
    done = typed(embedder, film, "--subtitles", film.with_suffix(".srt"), "--language", "German")
    made = film.with_name("talk.subtitled.mp4")
    assert (done.exit_code, done.stdout.strip()) == (0, str(made))
    assert made.read_bytes() == b"film with subtitles"
    assert embedder.asked == [(Subtitles("said", "srt", "de"), ".mp4")]


def test_a_kind_without_subtitles_becomes_matroska(embedder: MemoryEmbedder, film: Path) -> None:
    film = film.rename(film.with_suffix(".avi"))
    assert typed(embedder, film, "-s", film.with_suffix(".srt")).exit_code == 0
    assert film.with_name("talk.subtitled.mkv").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "either --subtitles FILE or --job ID"),
        (("-s", "missing.srt"), "There is no file"),
        (("-s", "talk.srt", "-o", "talk.mp4"), "cannot be the video itself"),
        (("-s", "talk.srt", "-o", "talk.srt"), "exists already"),
        (("-s", "talk.srt", "-l", "klingon"), "klingon"),
        (("-s", "talk.srt", "--burn"), "ffmpeg -i talk.mp4 -vf subtitles=talk.srt"),
    ],
)
def test_a_wrong_command_is_refused_in_words(
    embedder: MemoryEmbedder,
    film: Path,
    words: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(film.parent)
    refused = typed(embedder, "talk.mp4", *words)
    assert (refused.exit_code, embedder.asked) == (2, [])
    assert sentence in " ".join(refused.stderr.replace("│", " ").split())


def test_nothing_is_left_of_what_failed(embedder: MemoryEmbedder, film: Path) -> None:
    embedder.refusal = "Damaged."
    failed = typed(embedder, film, "-s", film.with_suffix(".srt"))
    assert isinstance(failed.exception, UnsupportedAudioError)
    assert sorted(each.name for each in film.parent.iterdir()) == ["talk.mp4", "talk.srt"]


def test_the_subtitles_of_a_job_are_fetched_from_its_server(
    embedder: MemoryEmbedder, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"said there")

    monkeypatch.setenv("TRANSCRIBER_API_KEY", "secret")
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport, "handle_async_request", lambda _, request: answer(request)
    )
    done = typed(embedder, film, "--job", "1", "--server", "http://speech.example")
    assert done.exit_code == 0, done.output
    assert embedder.asked == [(Subtitles("said there", "srt", None), ".mp4")]
    assert str(asked[0].url) == "http://speech.example/jobs/1/transcript?format=srt"
    assert asked[0].headers["Authorization"] == "Bearer secret"


def test_nothing_is_written_if_the_job_has_no_transcript(
    embedder: MemoryEmbedder, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = problem(404, "There is no job 1 of yours.")

    async def answer(_: httpx.Request) -> httpx.Response:
        return refusal

    monkeypatch.setenv("TRANSCRIBER_API_KEY", "secret")
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport, "handle_async_request", lambda _, request: answer(request)
    )
    failed = typed(embedder, film, "--job", "1", "--server", "http://speech.example")
    assert "There is no job 1 of yours." in str(failed.exception)
    assert embedder.asked == []
