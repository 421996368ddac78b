"""A live transcript as an HLS playlist of WebVTT segments (RFC 8216)."""

import math
from collections.abc import Iterator
from typing import Final

SEGMENT_SECONDS: Final = 10
# The final text of an utterance comes this long after its first word at the latest.
_LATEST_SECONDS: Final = 40


def settled_seconds(stored_seconds: float, drafted_seconds: float) -> float:
    """Return up to where the text of a live recording does not change any more, in seconds.

    That is where the draft ends, or further if only silence can have come since.
    """
    return max(drafted_seconds, stored_seconds - _LATEST_SECONDS)


def playlist(seconds: float, *, ended: bool) -> str:
    """Write the playlist of a transcript that is known up to here.

    While it grows, only whole segments are listed, since a listed one must not change.
    """
    lengths = list(_lengths(seconds, ended=ended))
    return "\n".join(
        (
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}",
            "#EXT-X-MEDIA-SEQUENCE:0",
            f"#EXT-X-PLAYLIST-TYPE:{'VOD' if ended else 'EVENT'}",
            *(
                f"#EXTINF:{length:.3f},\ncaptions/{number}.vtt"
                for number, length in enumerate(lengths)
            ),
            *(["#EXT-X-ENDLIST"] if ended else []),
            "",
        )
    )


def segments_in(seconds: float, *, ended: bool) -> int:
    """Count the segments of the playlist."""
    return len(list(_lengths(seconds, ended=ended)))


def _lengths(seconds: float, *, ended: bool) -> Iterator[float]:
    whole = math.floor(seconds / SEGMENT_SECONDS)
    for _ in range(whole):
        yield float(SEGMENT_SECONDS)
    rest = seconds - whole * SEGMENT_SECONDS
    if ended and rest > 0:
        yield rest
