"""Tell by their names which files are recordings."""

from pathlib import PurePath
from typing import Final

# .ts is missing, since it is more often a program.
_ENDINGS = """
.3g2 .3gp .aac .ac3 .aif .aifc .aiff .amr .ape .asf .au .avi .caf .dts .eac3 .flac .flv .gsm .m2ts
.m4a .m4b .m4v .mka .mkv .mov .mp2 .mp3 .mp4 .mpc .mpeg .mpg .mpga .mts .oga .ogg .ogv .opus .snd
.spx .tak .tta .vob .voc .w64 .wav .webm .wma .wmv .wv
"""
ENDINGS: Final = frozenset(_ENDINGS.split())
_LOCKS: Final = ("~", "#")  # names of files that editors and office programs keep beside others


def is_recording(name: str) -> bool:
    """Say whether a file has the ending of a recording and is neither hidden nor temporary.

    Programs that download or copy use an ending of their own until they are done (`.part`, `.tmp`,
    `.crdownload`), so their files are no recordings.
    """
    return PurePath(name).suffix.lower() in ENDINGS and not name.startswith((".", *_LOCKS))
