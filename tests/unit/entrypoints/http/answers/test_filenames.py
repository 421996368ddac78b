import unicodedata

from aiohttp.multipart import content_disposition_filename, parse_content_disposition
from hypothesis import given
from hypothesis import strategies as st

from domain.filenames import LONGEST, shown_name
from entrypoints.http.answers.filenames import attachment, renamed

anything = st.text(st.characters(), max_size=300)


@given(anything)
def test_a_shown_name_is_short_and_on_one_line(sent: str) -> None:
    name = shown_name(sent)
    assert 0 < len(name) <= LONGEST
    assert name == name.strip()
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name)
    assert name.encode()
    assert shown_name(name) == name


@given(anything.map(shown_name))
def test_the_header_is_ascii_and_gives_the_name_back(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    kind, parameters = parse_content_disposition(header)
    assert kind == "attachment"
    assert content_disposition_filename(parameters) == name


@given(anything.map(shown_name), st.sampled_from(["json", "srt"]))
def test_a_document_is_named_after_its_recording_without_a_path(name: str, suffix: str) -> None:
    named = renamed(name, suffix)
    assert named.endswith(f".{suffix}")
    assert len(named) > len(suffix) + 1
    assert not {"/", "\\"} & set(named)
    assert not named.startswith(".")


def test_only_the_last_suffix_is_replaced() -> None:
    assert renamed("talk.final.mp3", "srt") == "talk.final.srt"
    assert renamed("talk", "srt") == "talk.srt"
    assert renamed(".wav", "srt") == "wav.srt"
    assert renamed("C:\\talks\\monday.wav", "txt") == "monday.txt"
