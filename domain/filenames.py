"""Clean the names of uploaded files, which are shown and sent back but never used as paths."""

import unicodedata
from typing import Final

LONGEST: Final = 255  # characters
NAMELESS: Final = "recording"
# Control characters, invisible ones (the bidi overrides among them), halves of surrogate pairs,
# and the two separators that some programs take for line ends.
_UNSHOWABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


# What Windows forbids in names, and the names that it reserves for devices.
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_LONGEST_STEM: Final = 150  # characters; names of files may have 255 bytes


class UniqueNames:
    """Names files for any operating system after recordings; no two names differ in case only.

    No file gets one of the `reserved` names, which have no ending.
    """

    def __init__(self, *reserved: str) -> None:
        self._taken = set(map(_folded, reserved))

    def stem_for(self, filename: str) -> str:
        """Return a name without ending: `talk.mp3` gives `talk`, and the next time `talk (2)`."""
        stem = file_stem(filename)
        unique, number = stem, 1
        while (folded := _folded(unique)) in self._taken:
            number += 1
            unique = f"{stem} ({number})"
        self._taken.add(folded)
        return unique


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def file_stem(filename: str) -> str:
    """Return the name without its ending, as every operating system can store it."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    safe = "".join("_" if char in _FORBIDDEN else char for char in shown_name(stem))
    safe = safe[:_LONGEST_STEM].encode()[:200].decode(errors="ignore").strip(". ")
    return f"_{safe}" if safe.partition(".")[0].lower() in _DEVICES else safe or NAMELESS


def shown_name(sent: str | None) -> str:
    """Return the name as it was sent, without characters that would garble its display."""
    kept = "".join(c for c in sent or "" if unicodedata.category(c) not in _UNSHOWABLE)
    return kept.strip()[:LONGEST].strip() or NAMELESS
