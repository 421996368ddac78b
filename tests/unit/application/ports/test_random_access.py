"""What every file that is read by position does."""

import io

import pytest
from typing_extensions import override

from application.ports.random_access import RandomAccessFile


class Letters(RandomAccessFile):
    """Gives at most three letters at a time, and remembers what it was asked for."""

    def __init__(self, content: bytes) -> None:
        super().__init__(len(content))
        self._content = content
        self.asked: list[tuple[int, int]] = []

    @override
    def read_at(self, position: int, size: int) -> bytes:
        self.asked.append((position, size))
        return self._content[position : position + min(size, 3)]


def test_it_is_read_from_the_start_to_the_end() -> None:
    file = Letters(b"abcdefgh")
    assert (file.readable(), file.seekable(), file.writable()) == (True, True, False)
    assert [file.read(2), file.read(5), file.tell()] == [b"ab", b"cde", 5]
    assert file.readall() == b"fgh"
    assert file.read(1) == b""


@pytest.mark.parametrize(
    ("offset", "whence", "position"),
    [(3, io.SEEK_SET, 3), (-1, io.SEEK_CUR, 1), (2, io.SEEK_CUR, 4), (-2, io.SEEK_END, 6)],
)
def test_a_seek_begins_at_the_start_the_position_or_the_end(
    offset: int, whence: int, position: int
) -> None:
    file = Letters(b"abcdefgh")
    file.read(2)
    assert file.seek(offset, whence) == file.tell() == position
    assert file.read(1) == b"abcdefgh"[position : position + 1]


def test_nothing_is_read_behind_the_end() -> None:
    file = Letters(b"abcdefgh")
    assert (file.seek(100), file.read(1)) == (100, b"")


def test_a_position_before_the_first_byte_is_refused_and_the_old_one_kept() -> None:
    file = Letters(b"abcdefgh")
    file.seek(2)
    with pytest.raises(ValueError, match="at -1, before the first byte"):
        file.seek(-3, io.SEEK_CUR)
    assert file.read(1) == b"c"


def test_behind_a_buffer_it_is_asked_for_large_ranges() -> None:
    file = Letters(b"abcdefgh")
    buffered = io.BufferedReader(file, 4)
    assert (buffered.read(1), buffered.seek(1), buffered.read(2)) == (b"a", 1, b"bc")
    assert file.asked == [(0, 4)]
