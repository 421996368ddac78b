"""Who speaks when as RTTM (Rich Transcription Time Marked), which tools for diarization read."""

import unicodedata
from collections.abc import Mapping

from domain.filenames import file_stem
from domain.speakers import SpeakerTurn


def rttm_line(turn: SpeakerTurn, recording: str, names: Mapping[str, str]) -> str:
    """Write a turn; its speaker is the name, or else the label.

    The fields are separated by spaces, so those in names become `_`. Two speakers of the same name
    stay two: the label follows the name of each.
    """
    name = names.get(turn.speaker)
    if name is None:
        speaker = turn.speaker
    else:
        taken = list(names.values()).count(name) > 1
        speaker = f"{name}_{turn.speaker}" if taken else name
    return (
        f"SPEAKER {_field(file_stem(recording))} 1 {turn.start:.3f} {turn.seconds:.3f} "
        f"<NA> <NA> {_field(speaker)} <NA> <NA>\n"
    )


def _field(text: str) -> str:
    """Write a field: one word that no reader takes for the mark of an empty field or a comment."""
    word = "".join(
        "_" if char.isspace() or unicodedata.category(char).startswith("C") else char
        for char in text
    )
    return word.replace("<", "_").replace(">", "_").replace(";;", "__") or "_"
