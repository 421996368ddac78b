import pytest

from domain.filenames import UniqueNames, file_stem


@pytest.mark.parametrize(
    ("filename", "stem"),
    [
        ("talk.mp3", "talk"),
        ("../../etc/passwd", "passwd"),
        ("C:\\talk?.wav", "talk_"),
        ("CON.wav", "_CON"),
        ("...", "recording"),
        (".wav", "wav"),
        ("a\x00b\u202ec.mp3", "abc"),
        ("Łódź 你好.flac", "Łódź 你好"),
    ],
)
def test_a_name_can_be_stored_anywhere(filename: str, stem: str) -> None:
    assert file_stem(filename) == stem


def test_a_name_is_never_too_long() -> None:
    assert len(file_stem("你" * 250 + ".mp3").encode()) <= 200


def test_no_name_is_given_twice() -> None:
    names = UniqueNames()
    given = [names.stem_for(name) for name in ("talk.mp3", "Talk.wav", "talk (2).mp3", "x.mp3")]
    assert given == ["talk", "Talk (2)", "talk (2) (2)", "x"]
