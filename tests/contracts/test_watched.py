"""What every place promises that recordings are taken from and transcripts are put into."""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from moto.s3.models import FakeBucket
from typing_extensions import override

from adapters.folders.local_intake import LocalIntake
from adapters.folders.local_outlet import LocalOutlet
from adapters.folders.locks import watched_alone
from adapters.storage.watched_prefix import Prefix, PrefixIntake, PrefixOutlet
from application.ports.watched import Found, Intake, Outlet
from domain.errors.transcription import AudioUnreadableError
from domain.errors.watching import (
    AlreadyWatchedError,
    NameUnusableError,
    PlaceUnavailableError,
    RecordingGoneError,
)
from tests.memory.watched import MemoryIntake, MemoryOutlet
from tests.s3_server import delete_bucket, new_bucket, put_object, s3_server


class Place(Protocol):
    """What others put into a place, and see there."""

    def put(self, path: str, content: bytes) -> None: ...

    def take(self, path: str) -> None: ...

    def done(self) -> dict[str, bytes]: ...

    def failed(self) -> dict[str, bytes]: ...


async def only(intake: Intake) -> Found:
    (found,) = (await intake.look()).found
    return found


class IntakeContract:
    """`place` is empty, `intake` keeps its recordings, `moving` moves them away."""

    async def test_recordings_are_found_below_with_their_size(
        self, place: Place, intake: Intake
    ) -> None:
        place.put("b.wav", b"four")
        place.put("sub/deep/a.MP3", b"sound")
        look = await intake.look()
        assert [(each.path, each.size_bytes) for each in look.found] == [
            ("b.wav", 4),
            ("sub/deep/a.MP3", 5),
        ]
        assert not look.problems

    @pytest.mark.parametrize(
        "path",
        [".hidden.wav", ".git/a.wav", "a.wav.part", "a.crdownload", "notes.txt", "~$a.wav", "a"],
    )
    async def test_hidden_and_temporary_files_and_others_are_not_found(
        self, place: Place, intake: Intake, path: str
    ) -> None:
        place.put(path, b"sound")
        assert (await intake.look()).found == []

    async def test_another_content_is_another_version(self, place: Place, intake: Intake) -> None:
        place.put("a.wav", b"one")
        first = await only(intake)
        assert await intake.current(first) == first
        place.put("a.wav", b"four")
        assert await only(intake) != first
        assert await intake.current(first) == await only(intake)

    async def test_a_recording_can_be_read_meanwhile(self, place: Place, intake: Intake) -> None:
        place.put("a.wav", b"sound")
        async with intake.borrowed(await only(intake)) as file:
            assert file.read_bytes() == b"sound"

    async def test_a_recording_that_has_vanished_is_gone(
        self, place: Place, intake: Intake
    ) -> None:
        place.put("a.wav", b"sound")
        found = await only(intake)
        place.take("a.wav")
        assert await intake.current(found) is None
        with pytest.raises(RecordingGoneError):
            async with intake.borrowed(found):
                pass

    async def test_a_recording_that_was_replaced_is_gone(
        self, place: Place, intake: Intake
    ) -> None:
        place.put("a.wav", b"sound")
        found = await only(intake)
        place.put("a.wav", b"other sound")
        with pytest.raises(RecordingGoneError):
            async with intake.borrowed(found):
                pass

    async def test_recordings_are_kept_where_they_are(self, place: Place, intake: Intake) -> None:
        place.put("a.wav", b"sound")
        assert not await intake.put_away("a.wav", failed=False)
        assert (await only(intake)).path == "a.wav"

    async def test_recordings_are_moved_with_their_folders(
        self, place: Place, moving: Intake
    ) -> None:
        place.put("sub/a.wav", b"good")
        place.put("b.wav", b"bad")
        assert await moving.put_away("sub/a.wav", failed=False)
        assert await moving.put_away("b.wav", failed=True)
        assert (place.done(), place.failed()) == ({"sub/a.wav": b"good"}, {"b.wav": b"bad"})
        assert (await moving.look()).found == []

    async def test_no_recording_replaces_another_where_they_are_moved(
        self, place: Place, moving: Intake
    ) -> None:
        for content in (b"1", b"22", b"333"):
            place.put("a.wav", content)
            await moving.put_away("a.wav", failed=False)
        assert place.done() == {"a.wav": b"1", "a-2.wav": b"22", "a-3.wav": b"333"}

    async def test_one_that_is_gone_is_not_moved(self, place: Place, moving: Intake) -> None:
        assert await moving.put_away("a.wav", failed=False)
        assert place.done() == {}


class OutletContract:
    """`outlet` is empty."""

    async def test_a_document_can_be_put_and_replaced(self, outlet: Outlet) -> None:
        await outlet.put("sub/a.txt", b"one")
        await outlet.put("sub/a.txt", b"two")
        assert self.content(outlet) == {"sub/a.txt": b"two"}

    async def test_a_name_is_taken_once_something_lies_there(self, outlet: Outlet) -> None:
        assert not await outlet.taken(["sub/a.txt", "sub/a.srt"])
        await outlet.put("sub/a.srt", b"")
        assert await outlet.taken(["sub/a.txt", "sub/a.srt"])

    async def test_a_document_can_be_removed_or_be_missing(self, outlet: Outlet) -> None:
        await outlet.put("a.txt", b"one")
        await outlet.remove("a.txt")
        await outlet.remove("a.txt")
        assert not await outlet.taken(["a.txt"])

    async def test_a_name_that_is_too_long_is_unusable_and_never_there(
        self, outlet: Outlet
    ) -> None:
        name = "ä" * 600
        assert not await outlet.taken([name])
        with pytest.raises(NameUnusableError, match="cannot be written"):
            await outlet.put(name, b"text")
        await outlet.remove(name)
        assert self.content(outlet) == {}

    async def test_people_are_shown_where_a_document_is(self, outlet: Outlet) -> None:
        assert outlet.shown("sub/a.txt").endswith("sub/a.txt")

    def content(self, outlet: Outlet) -> dict[str, bytes]:
        raise NotImplementedError


class FolderPlace(Place):
    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "in").mkdir()

    @override
    def put(self, path: str, content: bytes) -> None:
        file = self.root / "in" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    @override
    def take(self, path: str) -> None:
        (self.root / "in" / path).unlink()

    @override
    def done(self) -> dict[str, bytes]:
        return files(self.root / "in" / "done")

    @override
    def failed(self) -> dict[str, bytes]:
        return files(self.root / "failed")


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


class TestLocalIntake(IntakeContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> FolderPlace:
        return FolderPlace(tmp_path)

    @pytest.fixture
    def intake(self, place: FolderPlace) -> LocalIntake:
        return LocalIntake(place.root / "in", (place.root / "in" / "out",))

    @pytest.fixture
    def moving(self, place: FolderPlace) -> LocalIntake:
        root = place.root
        return LocalIntake(root / "in", done=root / "in" / "done", failed=root / "failed")

    async def test_the_folder_of_the_transcripts_is_left_out(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        place.put("out/a.wav", b"sound")
        assert (await intake.look()).found == []

    async def test_links_to_files_are_followed_and_links_to_folders_are_not(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        place.put("a.wav", b"sound")
        (place.root / "in" / "b.wav").symlink_to("a.wav")
        (place.root / "in" / "broken.wav").symlink_to("nowhere.wav")
        (place.root / "in" / "circle").symlink_to(".")
        assert [each.path for each in (await intake.look()).found] == ["a.wav", "b.wav"]

    async def test_what_is_no_file_is_not_found(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        os.mkfifo(place.root / "in" / "pipe.wav")
        (place.root / "in" / "folder.wav").mkdir()
        assert (await intake.look()).found == []

    async def test_any_name_of_the_file_system_is_taken(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        place.put("a\nb\udcff.wav", b"sound")
        found = await only(intake)
        async with intake.borrowed(found) as file:
            assert file.read_bytes() == b"sound"

    async def test_a_folder_that_is_gone_is_a_problem_in_words(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        (place.root / "in").rmdir()
        look = await intake.look()
        assert look.found == []
        assert "cannot be looked into: No such file" in look.problems[0]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    async def test_a_file_without_permission_is_unreadable(
        self, place: FolderPlace, intake: LocalIntake
    ) -> None:
        place.put("a.wav", b"sound")
        (place.root / "in" / "a.wav").chmod(0)
        with pytest.raises(AudioUnreadableError, match="Permission denied"):
            async with intake.borrowed(await only(intake)):
                pass

    async def test_a_target_that_is_no_folder_is_said_in_words(self, place: FolderPlace) -> None:
        (place.root / "file").write_text("")
        place.put("a.wav", b"sound")
        moving = LocalIntake(place.root / "in", done=place.root / "file")
        with pytest.raises(PlaceUnavailableError, match=r"file.* cannot be written"):
            await moving.put_away("a.wav", failed=False)
        assert (await only(moving)).path == "a.wav"

    async def test_a_link_is_moved_to_another_disk_as_a_link(
        self, place: FolderPlace, moving: LocalIntake, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        secret = place.root / "secret"
        secret.write_text("not for this place")
        (place.root / "in" / "a.wav").symlink_to(secret)
        rename = Path.rename

        def between_disks(self: Path, target: Path) -> Path:
            if not self.name.endswith(".part"):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", between_disks)
        await moving.put_away("a.wav", failed=False)
        assert (place.root / "in" / "done" / "a.wav").readlink() == secret

    def test_two_watchers_cannot_work_on_one_folder(self, place: FolderPlace) -> None:
        folder = place.root / "in"
        with (
            watched_alone("in", place.root / "state", folder),
            pytest.raises(AlreadyWatchedError, match="in is being watched"),
            watched_alone("in", place.root / "another state", folder),
        ):
            pass


class TestLocalOutlet(OutletContract):
    @pytest.fixture
    def outlet(self, tmp_path: Path) -> LocalOutlet:
        return LocalOutlet(tmp_path / "out")

    @override
    def content(self, outlet: Outlet) -> dict[str, bytes]:
        assert isinstance(outlet, LocalOutlet)
        return files(outlet.root)

    async def test_what_cannot_be_written_is_said_in_words_and_leaves_nothing(
        self, outlet: LocalOutlet
    ) -> None:
        (outlet.root / "a.txt").mkdir(parents=True)
        with pytest.raises(NameUnusableError, match=re.escape("a.txt cannot be written")):
            await outlet.put("a.txt", b"text")
        assert files(outlet.root) == {}

    @pytest.mark.parametrize("name", ["a.txt/b.txt", "a.txt/b/c.txt", f"{'a' * 300}.txt"])
    async def test_a_name_that_can_never_be_written_is_told_apart_from_a_full_disk(
        self, outlet: LocalOutlet, name: str
    ) -> None:
        await outlet.put("a.txt", b"text")
        with pytest.raises(NameUnusableError, match="cannot be written"):
            await outlet.put(name, b"text")
        assert files(outlet.root) == {"a.txt": b"text"}


class BucketPlace(Place):
    def __init__(self, bucket: FakeBucket) -> None:
        self.bucket = bucket
        self.url = f"s3://{bucket.name}/some/in"

    @override
    def put(self, path: str, content: bytes) -> None:
        put_object(self.bucket, f"some/in/{path}", content)

    @override
    def take(self, path: str) -> None:
        self.bucket.keys.pop(f"some/in/{path}")

    @override
    def done(self) -> dict[str, bytes]:
        return objects(self.bucket, "some/in/done/")

    @override
    def failed(self) -> dict[str, bytes]:
        return objects(self.bucket, "failed/")


def objects(bucket: FakeBucket, prefix: str) -> dict[str, bytes]:
    return {
        name.removeprefix(prefix): key.value
        for name, key in bucket.keys.items()
        if name.startswith(prefix)
    }


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBucket]:
    made = new_bucket(endpoint, monkeypatch)
    yield made
    delete_bucket(made)


@pytest.mark.slow
class TestPrefixIntake(IntakeContract):
    @pytest.fixture
    def place(self, bucket: FakeBucket) -> BucketPlace:
        return BucketPlace(bucket)

    @pytest.fixture
    def intake(self, place: BucketPlace, tmp_path: Path) -> PrefixIntake:
        return PrefixIntake(Prefix.at(place.url), tmp_path)

    @pytest.fixture
    def moving(self, place: BucketPlace, tmp_path: Path) -> PrefixIntake:
        return PrefixIntake(Prefix.at(place.url), tmp_path, done="some/in/done/", failed="failed/")

    @pytest.mark.parametrize("path", ["../../a.wav", "x//a.wav", "./a.wav"])
    async def test_a_key_that_is_no_path_is_told_and_not_taken(
        self, place: BucketPlace, intake: PrefixIntake, path: str
    ) -> None:
        place.put(path, b"sound")
        look = await intake.look()
        assert not look.found
        assert "cannot be reached" in look.problems[0]

    async def test_no_copy_of_a_recording_is_left(
        self, place: BucketPlace, intake: PrefixIntake, tmp_path: Path
    ) -> None:
        place.put("a.wav", b"sound")
        async with intake.borrowed(await only(intake)):
            assert files(tmp_path) != {}
        assert files(tmp_path) == {}

    async def test_a_bucket_that_is_gone_is_a_problem_in_words(self, bucket: FakeBucket) -> None:
        intake = PrefixIntake(Prefix.at(f"s3://no-{bucket.name}/in"), Path())
        look = await intake.look()
        assert not look.found
        assert look.problems


@pytest.mark.slow
class TestPrefixOutlet(OutletContract):
    @pytest.fixture
    def outlet(self, bucket: FakeBucket) -> PrefixOutlet:
        self.bucket = bucket
        return PrefixOutlet(Prefix.at(f"s3://{bucket.name}/out"))

    @override
    def content(self, outlet: Outlet) -> dict[str, bytes]:
        return objects(self.bucket, "out/")


class TestMemoryIntake(IntakeContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> "MemoryPlace":
        return MemoryPlace(MemoryIntake(tmp_path))

    @pytest.fixture
    def intake(self, place: "MemoryPlace") -> Intake:
        return place.intake

    @pytest.fixture
    def moving(self, place: "MemoryPlace", tmp_path: Path) -> Intake:
        place.intake = MemoryIntake(tmp_path, moved=True)
        return place.intake


class MemoryPlace(Place):
    def __init__(self, intake: MemoryIntake) -> None:
        self.intake = intake

    @override
    def put(self, path: str, content: bytes) -> None:
        self.intake.files[path] = content

    @override
    def take(self, path: str) -> None:
        del self.intake.files[path]

    @override
    def done(self) -> dict[str, bytes]:
        return self.intake.done

    @override
    def failed(self) -> dict[str, bytes]:
        return self.intake.failed


class TestMemoryOutlet(OutletContract):
    @pytest.fixture
    def outlet(self) -> MemoryOutlet:
        return MemoryOutlet()

    @override
    def content(self, outlet: Outlet) -> dict[str, bytes]:
        assert isinstance(outlet, MemoryOutlet)
        return outlet.documents
