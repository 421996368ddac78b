"""What every ledger of a watcher promises."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.folders.sqlite_ledger import SqliteLedger
from application.ports.watch_ledger import Entry, Stage, WatchLedger
from application.ports.watched import Found
from domain.errors.watching import PlaceUnavailableError
from tests.memory.watched import MemoryLedger

Reopen = Callable[[], WatchLedger]
# As Linux has it: a line end, a byte that is no UTF-8, and letters.
ODD = "sub/a\nb\udcff ä.wav"


def entry(path: str = ODD, **changed: object) -> Entry:
    return replace(Entry(Found(path, 7, "1"), "digest", f"{path}-place"), **changed)  # type: ignore[arg-type]  # any field


class WatchLedgerContract:
    """`ledger` is empty; `reopen` gives the same ledger as the next process has it."""

    async def test_an_entry_comes_back_in_the_next_process(
        self, ledger: WatchLedger, reopen: Reopen
    ) -> None:
        written = entry(stage=Stage.DONE, attempts=3, transcribed=2)
        await ledger.save(written)
        assert await reopen().entries() == {ODD: written}

    async def test_documents_come_with_their_entry(
        self, ledger: WatchLedger, reopen: Reopen
    ) -> None:
        documents = {f"{ODD}.txt": b"\x00text", f"{ODD}.srt": b""}
        await ledger.write(entry(stage=Stage.WRITTEN), documents)
        assert await reopen().documents(ODD) == documents

    async def test_saving_forgets_the_documents(self, ledger: WatchLedger) -> None:
        await ledger.write(entry(stage=Stage.WRITTEN), {"a.txt": b"text"})
        await ledger.save(entry(stage=Stage.DONE))
        assert await ledger.documents(ODD) == {}

    async def test_a_path_has_one_entry(self, ledger: WatchLedger) -> None:
        await ledger.save(entry())
        await ledger.save(entry(attempts=2))
        assert [each.attempts for each in (await ledger.entries()).values()] == [2]

    async def test_what_is_forgotten_is_gone(self, ledger: WatchLedger) -> None:
        await ledger.write(entry(), {"a.txt": b"text"})
        await ledger.save(entry("other.wav"))
        await ledger.forget(ODD)
        await ledger.forget("never.wav")
        assert list(await ledger.entries()) == ["other.wav"]
        assert await ledger.documents(ODD) == {}


class TestSqliteLedger(WatchLedgerContract):
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "state" / "ledger.sqlite"

    @pytest.fixture
    def stack(self) -> Iterator[ExitStack]:
        with ExitStack() as stack:
            yield stack

    @pytest.fixture
    def reopen(self, file: Path, stack: ExitStack) -> Reopen:
        return lambda: stack.enter_context(SqliteLedger.opened(file))

    @pytest.fixture
    def ledger(self, reopen: Reopen) -> WatchLedger:
        return reopen()

    def test_a_file_that_is_no_ledger_is_said_in_words(self, file: Path) -> None:
        file.parent.mkdir()
        file.write_bytes(b"no database" * 100)
        with (
            pytest.raises(PlaceUnavailableError, match=r"ledger\.sqlite cannot be used"),
            SqliteLedger.opened(file),
        ):
            pass

    def test_a_file_that_cannot_be_opened_is_said_in_words(self, file: Path) -> None:
        file.mkdir(parents=True)
        with (
            pytest.raises(PlaceUnavailableError, match=r"ledger\.sqlite cannot be used"),
            SqliteLedger.opened(file),
        ):
            pass


class TestMemoryLedger(WatchLedgerContract):
    @pytest.fixture
    def ledger(self) -> WatchLedger:
        return MemoryLedger()

    @pytest.fixture
    def reopen(self, ledger: WatchLedger) -> Reopen:
        return lambda: ledger
