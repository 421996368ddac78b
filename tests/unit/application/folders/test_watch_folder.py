"""Each recording is transcribed once, whatever happens in between."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from typing_extensions import override

from application.folders.book import Book
from application.folders.handover import Handover
from application.folders.keep_watching import KeepWatching
from application.folders.settling import Settling
from application.folders.telling import Telling, Troubles
from application.folders.watch_folder import MOST_ATTEMPTS, WatchFolder
from application.ports.watch_ledger import Stage
from domain.errors.capacity import StorageUnavailableError
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from tests.memory.watched import MemoryIntake, MemoryLedger, MemoryOutlet

SETTLE = 5.0


class Killed(BaseException):
    """The program is killed."""


class Told(Telling):
    def __init__(self) -> None:
        self.lines: list[str] = []

    @override
    def done(self, path: str, documents: Sequence[str]) -> None:
        self.lines.append(f"done {path} {' '.join(documents)}")

    @override
    def failed(self, path: str, why: str) -> None:
        self.lines.append(f"failed {path} {why}")

    @override
    def trouble(self, why: str) -> None:
        self.lines.append(f"trouble {why}")


@dataclass
class World:
    """A place with its ledger; `watcher` is a new process on them."""

    intake: MemoryIntake
    outlet: MemoryOutlet = field(default_factory=MemoryOutlet)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    told: Told = field(default_factory=Told)
    written: list[str] = field(default_factory=list)
    fault: BaseException | None = None

    async def write(self, file: Path, path: str) -> Mapping[str, bytes]:
        self.written.append(path)
        if self.fault is not None:
            raise self.fault
        return {"txt": (await asyncio.to_thread(file.read_bytes)).upper(), "srt": b"1"}

    async def watcher(self, *, again: bool = False, settle: float = SETTLE) -> WatchFolder:
        troubles, book = Troubles(self.told), Book(self.ledger)
        await book.open(again=again)
        handover = Handover(self.intake, self.outlet, book, self.told, troubles)
        return WatchFolder(
            self.intake,
            self.outlet,
            book,
            handover,
            troubles,
            self.write,
            ("txt", "srt"),
            Settling(settle),
        )

    async def watched(self, *, again: bool = False) -> None:
        """Start a process, let it look until all has settled, and end it."""
        await passes(await self.watcher(again=again))


async def passes(watch: WatchFolder, *moments: float) -> None:
    for now in moments or (0.0, SETTLE):
        found, _ = await watch.look(now, ())
        for each in found:
            await watch.attempt(each)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(MemoryIntake(tmp_path))


@pytest.fixture
def moving(tmp_path: Path) -> World:
    return World(MemoryIntake(tmp_path, moved=True))


async def test_a_recording_becomes_documents_in_the_same_sub_folder(world: World) -> None:
    world.intake.files["sub/talk.wav"] = b"words"
    await world.watched()
    assert world.outlet.documents == {"sub/talk.txt": b"WORDS", "sub/talk.srt": b"1"}
    assert world.told.lines == ["done sub/talk.wav sub/talk.txt sub/talk.srt"]


async def test_a_file_that_somebody_puts_there_meanwhile_stays(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    watch = await world.watcher()
    (found,) = [each for now in (0.0, SETTLE) for each in (await watch.look(now, ()))[0]]

    async def write(_file: Path, _path: str) -> Mapping[str, bytes]:
        world.outlet.documents["talk.srt"] = b"by hand"
        return {"txt": b"WORDS", "srt": b"1"}

    await replace(watch, write=write).attempt(found)
    assert world.outlet.documents == {
        "talk.srt": b"by hand",
        "talk.wav.txt": b"WORDS",
        "talk.wav.srt": b"1",
    }


async def test_a_finished_recording_is_not_taken_again_by_the_next_process(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    await world.watched()
    await world.watched()
    assert world.written == ["talk.wav"]


async def test_a_recording_that_grows_waits_until_it_has_settled(world: World) -> None:
    watch = await world.watcher()
    for now, sound in ((0.0, b""), (4.0, b"a"), (8.0, b"ab"), (12.0, b"ab")):
        world.intake.files["talk.wav"] = sound
        await passes(watch, now)
    assert world.written == []
    await passes(watch, 13.0)
    assert world.written == ["talk.wav"]


async def test_an_empty_file_is_never_taken(world: World) -> None:
    world.intake.files["talk.wav"] = b""
    await passes(await world.watcher(), 0.0, 100.0)
    assert world.written == []


async def test_what_changes_while_it_is_transcribed_is_transcribed_once_it_has_settled(
    world: World,
) -> None:
    world.intake.files["talk.wav"] = b"half"
    watch = await world.watcher()
    (found,) = [each for now in (0.0, SETTLE) for each in (await watch.look(now, ()))[0]]
    started = asyncio.Event()

    async def write(_file: Path, _path: str) -> Mapping[str, bytes]:
        started.set()
        world.intake.files["talk.wav"] = b"whole"
        return {"txt": b"HALF", "srt": b"1"}

    changed = WatchFolder(
        watch.intake, watch.outlet, watch.book, watch.handover, watch.troubles, write,
        watch.endings, watch.settling,
    )  # fmt: skip
    await changed.attempt(found)
    assert started.is_set()
    assert world.outlet.documents == {}
    await passes(watch, 10.0, 20.0)
    assert world.outlet.documents["talk.txt"] == b"WHOLE"


async def test_a_kill_between_the_ledger_and_the_outlet_transcribes_nothing_twice(
    world: World,
) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.outlet.full = True
    await world.watched()
    assert world.outlet.documents == {}
    world.outlet.full = False
    await world.watched()
    assert world.outlet.documents["talk.txt"] == b"WORDS"
    assert world.written == ["talk.wav"]


async def test_while_the_disk_is_full_nothing_new_is_taken_and_it_is_told_once(
    world: World,
) -> None:
    world.intake.files |= {"a.wav": b"a"}
    world.outlet.full = True
    watch = await world.watcher()
    await passes(watch)
    world.intake.files |= {"b.wav": b"b"}
    await passes(watch, 6.0, 20.0)
    assert world.written == ["a.wav"]
    assert world.told.lines == ["trouble The disk is full."]
    world.outlet.full = False
    await passes(watch, 21.0)
    assert world.written == ["a.wav", "b.wav"]


async def test_a_kill_while_it_is_transcribed_tries_it_again(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.fault = Killed()
    with pytest.raises(Killed):
        await world.watched()
    world.fault = None
    await world.watched()
    entry = (await world.ledger.entries())["talk.wav"]
    assert (entry.stage, entry.attempts, entry.transcribed) == (Stage.DONE, 2, 1)


async def test_a_recording_that_kills_the_program_each_time_is_given_up(world: World) -> None:
    world.intake.files |= {"bad.wav": b"bad"}
    world.fault = Killed()
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            await world.watched()
    await world.watched()
    assert b"10 times" in world.outlet.documents["bad.error.txt"]


async def test_a_recording_that_fails_is_noted_and_not_tried_again(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.fault = AudioUnreadableError("It is torn.")
    await world.watched()
    await world.watched()
    assert world.outlet.documents == {"talk.error.txt": b"It is torn.\n"}
    assert world.told.lines == ["failed talk.wav It is torn."]
    assert world.written == ["talk.wav"]


async def test_a_failed_recording_is_tried_again_when_it_is_asked_for_or_has_changed(
    world: World,
) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.fault = AudioUnreadableError("It is torn.")
    await world.watched()
    await world.watched(again=True)
    world.fault = None
    world.intake.files["talk.wav"] = b"other"
    await world.watched()
    assert world.written == ["talk.wav"] * 3
    assert world.outlet.documents == {"talk.txt": b"OTHER", "talk.srt": b"1"}


@pytest.mark.parametrize("trouble", [StorageUnavailableError(), ModelUnavailableError("Gone.")])
async def test_what_is_no_fault_of_the_recording_is_tried_again(
    world: World, trouble: Exception
) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.fault = trouble
    watch = await world.watcher()
    await passes(watch, 0.0, 6.0, 12.0)
    assert world.told.lines == [f"trouble {trouble}"]
    world.fault = None
    await passes(watch, 18.0)
    assert "talk.txt" in world.outlet.documents


async def test_an_unreadable_recording_is_noted(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.intake.unreadable = AudioUnreadableError("It cannot be read: Permission denied.")
    await world.watched()
    assert b"Permission denied" in world.outlet.documents["talk.error.txt"]


async def test_a_recording_that_vanishes_is_no_failure(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    watch = await world.watcher()
    await watch.look(0.0, ())
    (found,), _ = await watch.look(SETTLE, ())
    del world.intake.files["talk.wav"]
    await watch.attempt(found)
    assert (world.told.lines, world.outlet.documents) == ([], {})


async def test_finished_and_failed_recordings_are_moved_apart(moving: World) -> None:
    moving.intake.files |= {"good.wav": b"good"}
    await moving.watched()
    moving.intake.files |= {"bad.wav": b"bad"}
    moving.fault = AudioUnreadableError("It is torn.")
    await moving.watched()
    assert (moving.intake.done, moving.intake.failed) == (
        {"good.wav": b"good"},
        {"bad.wav": b"bad"},
    )
    assert await moving.ledger.entries() == {}


async def test_a_recording_that_could_not_be_moved_is_moved_later_and_not_transcribed_again(
    moving: World,
) -> None:
    moving.intake.files["talk.wav"] = b"words"
    moving.intake.blocked = True
    await moving.watched()
    moving.intake.blocked = False
    await moving.watched()
    assert (moving.intake.done, moving.written) == ({"talk.wav": b"words"}, ["talk.wav"])


async def test_a_name_that_comes_again_replaces_no_earlier_transcript(moving: World) -> None:
    for sound in (b"monday", b"tuesday", b"friday"):
        moving.intake.files["rec.wav"] = sound
        await moving.watched()
    texts = {n: d for n, d in moving.outlet.documents.items() if n.endswith(".txt")}
    assert texts == {"rec.txt": b"MONDAY", "rec.wav.txt": b"TUESDAY", "rec.wav-2.txt": b"FRIDAY"}


async def test_recordings_that_differ_in_their_ending_share_no_transcript(world: World) -> None:
    world.intake.files |= {"talk.mp3": b"sound", "talk.mp4": b"film"}
    await world.watched()
    assert world.outlet.documents["talk.txt"] == b"SOUND"
    assert world.outlet.documents["talk.mp4.txt"] == b"FILM"


async def test_a_file_of_somebody_else_is_not_replaced(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.outlet.documents["talk.txt"] = b"mine"
    await world.watched()
    assert world.outlet.documents["talk.txt"] == b"mine"
    assert world.outlet.documents["talk.wav.txt"] == b"WORDS"


async def test_a_recording_whose_name_cannot_be_used_stops_no_other(world: World) -> None:
    world.intake.files["x.wav"] = b"first"
    await world.watched()
    world.intake.files["x.txt/b.wav"] = b"below a file"
    await world.watched()
    world.intake.files["y.wav"] = b"other"
    await world.watched()
    assert world.outlet.documents["y.txt"] == b"OTHER"
    assert "failed x.txt/b.wav x.txt/b.txt cannot be written: File exists." in world.told.lines
    assert world.written == ["x.wav", "x.txt/b.wav", "y.wav"]


async def test_names_leave_room_for_an_ending(world: World) -> None:
    world.intake.files[f"{'ä' * 120}.wav"] = b"words"
    await world.watched()
    assert max(len(name.encode()) for name in world.outlet.documents) <= 210


async def test_a_place_that_is_away_for_a_while_forgets_nothing(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    watch = await world.watcher()
    await passes(watch)
    world.intake.problems = ("The network is away.",)
    await passes(watch, 6.0, 7.0)
    world.intake.problems = ()
    await passes(watch, 8.0, 20.0)
    assert world.told.lines[1:] == ["trouble The network is away."]
    assert world.written == ["talk.wav"]


async def test_watching_once_ends_when_all_is_done_and_works_on_several_at_once(
    world: World,
) -> None:
    world.intake.files |= {f"{n}.wav": b"%d" % n for n in range(7)}
    keep = KeepWatching(await world.watcher(settle=0.0), every_seconds=0.01, at_once=3)
    assert await keep(until_empty=True) == 0
    assert sorted(world.written) == sorted(world.intake.files)


async def test_watching_once_ends_when_nothing_more_can_be_done(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    world.outlet.full = True
    keep = KeepWatching(await world.watcher(settle=0.0), every_seconds=0.01, at_once=3)
    assert await keep(until_empty=True) == 1


async def test_a_look_does_not_hand_over_what_is_just_being_handed_over(world: World) -> None:
    world.intake.files["talk.wav"] = b"words"
    watch = await world.watcher()
    (found,) = [each for now in (0.0, SETTLE) for each in (await watch.look(now, ()))[0]]
    world.outlet.full = True
    await watch.attempt(found)
    world.outlet.full = False
    await watch.look(SETTLE, {"talk.wav"})
    assert world.outlet.documents == {}
    await watch.look(SETTLE, ())
    assert world.outlet.puts == ["talk.txt", "talk.srt"]
