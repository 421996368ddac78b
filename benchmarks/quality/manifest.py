"""Read the manifest of recordings, with what is said in them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

# Kinds of recording in which nobody speaks: every word in them is made up.
WITHOUT_SPEECH: Final = frozenset({"silence", "noise", "music"})
_NO_LANGUAGE: Final = "-"
_TURNS: Final = ".rttm"
_UTTERANCES: Final = ".stm"
_TO_THE_WORD: Final = ".words.rttm"
_STM_FIELDS_BEFORE_TEXT: Final = 5


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker said without a break; times in seconds from the recording's start."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording; an empty `reference` means that nobody wrote down what is said.

    `listed` says that the reference stands in the manifest itself: those recordings are read aloud
    or prompted, and make up the word error rate 'over all'. `exact_utterances` start with their
    first word and end with their last, so word times can be held against them.
    """

    file: str
    path: Path
    seconds: float
    language: str | None
    kind: str
    reference: str
    listed: bool
    note: str
    exact_utterances: tuple[Utterance, ...] = ()

    @property
    def speechless(self) -> bool:
        """Whether it has no speech."""
        return self.kind in WITHOUT_SPEECH

    @property
    def sung(self) -> bool:
        """Whether it has sung words, so words in its transcript are no mistake."""
        return "SUNG" in self.note


def read_manifest(manifest: Path) -> Sequence[Recording]:
    """Read a tab-separated manifest; its paths are relative to its own folder."""
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [_recording(manifest.parent, row) for row in rows]


def chosen(recordings: Iterable[Recording], patterns: Sequence[str]) -> Sequence[Recording]:
    """Keep those whose kind, language or file's name fits one of the patterns (`*` and `?`)."""
    return [each for each in recordings if not patterns or _fits(each, patterns)]


def _fits(recording: Recording, patterns: Sequence[str]) -> bool:
    names = (recording.kind, recording.language or _NO_LANGUAGE, Path(recording.file).name)
    return any(fnmatch(name, pattern) for name in names for pattern in patterns)


def _recording(folder: Path, row: dict[str, str]) -> Recording:
    reference = row["reference"].strip()
    listed = bool(reference) and not reference.endswith(_TURNS)
    utterances: Sequence[Utterance] = ()
    if reference.endswith(_TURNS):
        utterances = _utterances((folder / reference).with_suffix(_UTTERANCES))
    exact = (folder / reference).with_suffix(_TO_THE_WORD).exists() if utterances else False
    return Recording(
        file=row["file"],
        path=folder / row["file"],
        seconds=float(row["seconds"]),
        language=None if row["language"] == _NO_LANGUAGE else row["language"],
        kind=row["kind"],
        reference=reference if listed else " ".join(each.text for each in utterances),
        listed=listed,
        note=row["note"],
        exact_utterances=tuple(utterances) if exact else (),
    )


def _utterances(stm: Path) -> Sequence[Utterance]:
    """Read a NIST STM file: recording, channel, speaker, start, end, text; nothing without one."""
    if not stm.exists():
        return ()
    lines = stm.read_text(encoding="utf-8").splitlines()
    fields = [line.split(maxsplit=_STM_FIELDS_BEFORE_TEXT) for line in lines]
    found = [
        Utterance(float(each[3]), float(each[4]), each[_STM_FIELDS_BEFORE_TEXT])
        for each in fields
        if len(each) > _STM_FIELDS_BEFORE_TEXT
    ]
    return sorted(found, key=lambda each: (each.start, each.end))
