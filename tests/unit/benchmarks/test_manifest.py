"""How the bench of quality reads its recordings and what is said in them."""

from pathlib import Path

import pytest

from benchmarks.quality.manifest import Recording, Utterance, chosen, read_manifest

HEADER = "file\tseconds\tlanguage\tspeakers\tkind\treference\tsource\tlicence\tnote"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    lines = [
        HEADER,
        'audio/read.wav\t2.5\tde\t1\tread\t"Guten Tag\there\tCC0\t',
        "audio/talk.wav\t30.0\ten\t2\tconversation\taudio/talk.rttm\tAMI\tCC BY\t",
        "audio/turns.wav\t30.0\ten\t2\tconversation\taudio/turns.rttm\tAMI\tCC BY\tturns alone",
        "audio/song.ogg\t9.0\t-\t0\tmusic\t\there\tCC0\tSUNG vocals",
    ]
    path = tmp_path / "manifest.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    audio = tmp_path / "audio"
    audio.mkdir()
    stm = "talk 1 B 4.5 6.0 Fine, thanks.\ntalk 1 A 1.0 2.25 How are you?\n"
    (audio / "talk.stm").write_text(stm, encoding="utf-8")
    return path


def read(manifest: Path) -> dict[str, Recording]:
    return {Path(each.file).stem: each for each in read_manifest(manifest)}


def test_a_quotation_mark_is_part_of_the_text(manifest: Path) -> None:
    assert read(manifest)["read"].reference == '"Guten Tag'
    assert read(manifest)["read"].listed


def test_a_conversation_is_read_from_beside_it_in_the_order_of_time(manifest: Path) -> None:
    talk = read(manifest)["talk"]
    assert talk.reference == "How are you? Fine, thanks."
    assert not talk.listed


def test_times_are_exact_only_where_they_were_set_by_words(manifest: Path) -> None:
    assert not read(manifest)["talk"].exact_utterances
    (manifest.parent / "audio" / "talk.words.rttm").touch()
    assert read(manifest)["talk"].exact_utterances[0] == Utterance(1.0, 2.25, "How are you?")


def test_speaker_turns_alone_are_no_reference(manifest: Path) -> None:
    assert not read(manifest)["turns"].reference


def test_a_song_has_no_language_and_may_have_words(manifest: Path) -> None:
    song = read(manifest)["song"]
    assert song.language is None
    assert song.speechless
    assert song.sung


@pytest.mark.parametrize(
    ("patterns", "files"),
    [
        ([], ["read", "talk", "turns", "song"]),
        (["de"], ["read"]),
        (["conversation"], ["talk", "turns"]),
        (["t*.wav", "music"], ["talk", "turns", "song"]),
    ],
)
def test_recordings_are_chosen_by_kind_language_or_name(
    manifest: Path, patterns: list[str], files: list[str]
) -> None:
    assert [Path(each.file).stem for each in chosen(read_manifest(manifest), patterns)] == files
