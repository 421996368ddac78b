"""`python -m adapters.sound.processes.embedding BYTES VIDEO OUTPUT`: put subtitles into a video.

VIDEO and OUTPUT are the numbers of open files. The order comes as JSON on standard input, and the
answer on standard output says why it was refused.
"""

import json
import os
import sys
from typing import Final

from adapters.sound.media.subtitle_track import embed
from adapters.sound.processes.limits import limit_cpu, limit_file_size, limit_memory
from application.ports.embedder import Subtitles
from domain.errors.uploads import UnsupportedAudioError

_CPU_SECONDS: Final = 60.0
_CPU_SECONDS_A_BYTE: Final = 0.1 / (1 << 20)
# Beside what the packets may hold: subtitles, and the index of the copy.
_MORE_BYTES: Final = 64 << 20


def main() -> None:
    """Carry out the order. Ends with a traceback if the memory does not suffice."""
    memory, video, output = map(int, sys.argv[1:])
    limit_memory(memory)
    order = json.load(sys.stdin)
    size = os.fstat(video).st_size
    limit_cpu(_CPU_SECONDS + size * _CPU_SECONDS_A_BYTE)
    limit_file_size(_most_bytes(size, order["subtitles"]["text"]))
    refused = None
    try:
        with os.fdopen(video, "rb") as source, os.fdopen(output, "wb") as target:
            source.seek(0)
            embed(source, Subtitles(**order["subtitles"]), target, order["kind"])
    except UnsupportedAudioError as error:
        refused = str(error)
    print(json.dumps({"refused": refused}))  # noqa: T201  # the answer


def _most_bytes(video_bytes: int, subtitles: str) -> int:
    """Limit what a damaged video can write beside its packets, which are counted one by one."""
    return video_bytes + video_bytes // 4 + 4 * len(subtitles) + _MORE_BYTES


if __name__ == "__main__":
    main()
