"""The samples, word for word, on every way in."""

import shlex
import subprocess
import sys
from pathlib import Path

import openai
import pytest
import srt

from tests.e2e.cli.conftest import ServiceProcess
from tests.e2e.cli.program import environment, piped
from tests.e2e.test_service import readme_session
from tests.real.models import DOWNLOAD_SECONDS, models_folder
from tests.real.samples import SAMPLES, Sample
from tests.real.talker import Talker
from tools.demo.__main__ import surroundings

ROOT = Path(__file__).parents[2]
# The first test of the folder downloads the model.
pytestmark = pytest.mark.timeout(DOWNLOAD_SECONDS + 300)
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file.name)


@each_sample
def test_a_job_hears_every_word_and_the_language(talker: Talker, sample: Sample) -> None:
    job = talker.job(sample.file)
    sample.assert_heard(job["transcript"])
    assert job["language"] == sample.language


@each_sample
def test_openais_client_gets_every_word(talker: Talker, sample: Sample) -> None:
    key = talker.client.headers["Authorization"].removeprefix("Bearer ")
    with openai.OpenAI(base_url=f"{talker.client.base_url}/v1", api_key=key) as client:
        heard = client.audio.transcriptions.create(file=sample.file, model="whisper-1")
    sample.assert_heard(heard.text)


def test_the_command_line_writes_every_word(tmp_path: Path, base: dict[str, str]) -> None:
    files = [sample.file for sample in SAMPLES]
    done = piped(tmp_path, "transcribe", *files, "--format", "txt,srt", settings=base)
    assert done.returncode == 0, done.stderr
    for sample in SAMPLES:
        text = tmp_path / sample.file.with_suffix(".txt").name
        sample.assert_heard(text.read_text(encoding="utf-8"))
        cues = list(srt.parse(text.with_suffix(".srt").read_text(encoding="utf-8")))
        sample.assert_heard(" ".join(cue.content for cue in cues))


@pytest.mark.usefixtures("base")
def test_the_demo_prints_every_word() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo"],
        cwd=ROOT,
        env={**surroundings(), "WHISPER_DOWNLOAD_DIR": str(models_folder())},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    SAMPLES[0].assert_within(done.stdout)
    assert "00:00:0" in done.stdout


def test_the_session_in_the_readme_hears_the_sample(service: ServiceProcess) -> None:
    session = readme_session().replace("http://127.0.0.1:8000", shlex.quote(service.url))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", session],
        cwd=ROOT,
        env=environment(service.folder),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    SAMPLES[0].assert_within(done.stdout)
