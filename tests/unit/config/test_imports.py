"""What is imported where: a command must not wait for what it does not use."""

import subprocess
import sys

import pytest

SERVICE_ONLY = {
    "aiohttp", "alembic", "dependency_injector", "obstore", "psycopg", "redis", "sqlalchemy",
}  # fmt: skip
# Only jobs with speakers, and documents to print, need them.
NEEDED_LATER = {"docx", "scipy", "typst"}
ENGINE = {
    "application.live.transcribe_live", "av", "ctranslate2", "faster_whisper", "numpy",
    "onnxruntime", "pydantic",
}  # fmt: skip


def imported_by(module: str) -> set[str]:
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True
    )
    return set(done.stdout.split())


def test_transcribing_without_a_server_imports_nothing_of_the_service() -> None:
    assert imported_by("config.commands.workshop").isdisjoint(SERVICE_ONLY)


@pytest.mark.parametrize("module", ["config.main", "entrypoints.cli.app"])
def test_what_shows_the_help_imports_neither_the_engine_nor_the_service(module: str) -> None:
    assert imported_by(module).isdisjoint(SERVICE_ONLY | ENGINE)


@pytest.mark.parametrize("module", ["config.commands.service", "config.commands.workshop"])
def test_what_few_jobs_need_is_not_imported_at_the_start(module: str) -> None:
    assert imported_by(module).isdisjoint(NEEDED_LATER)


def test_signals_are_watched_before_anything_large_is_imported() -> None:
    large = {"asyncio", "typer", "rich", "dataclasses", "inspect"}
    assert imported_by("config.main").isdisjoint(large)
