"""Who says a segment, as people read it: a name, or what stands for one."""

from collections.abc import Mapping
from dataclasses import replace

from domain.paragraphs import readable
from domain.transcript import Segment


def voice_of(segment: Segment, names: Mapping[str, str]) -> str | None:
    """Return who says a segment; None if that is not known. `names` are those of the labels.

    Without a name it is the number of the channel, if channels were transcribed separately, or
    else the label of the speaker.
    """
    name = names.get(segment.speaker or "")
    if name:
        return " ".join(readable(name).split())
    if segment.channel is not None:
        return f"Channel {segment.channel}"
    return f"Speaker {segment.speaker}" if segment.speaker is not None else None


def named(segment: Segment, names: Mapping[str, str], *, wanted: bool = True) -> Segment:
    """Return the segment with what is read of its speaker in place of the label.

    If no speakers are wanted, it has none.
    """
    return replace(segment, speaker=voice_of(segment, names) if wanted else None)
