"""`python -m adapters.sound.processes.embedding BYTES`: put subtitles into one video.

The order comes as JSON on standard input; the answer on standard output says why it was refused.
"""

import json
import sys
from pathlib import Path
from typing import Final

from adapters.sound.media.subtitle_track import embed
from adapters.sound.processes.limits import limit_cpu, limit_memory
from domain.errors.uploads import UnsupportedAudioError

_CPU_SECONDS: Final = 60.0
_CPU_SECONDS_A_BYTE: Final = 0.1 / (1 << 20)


def main() -> None:
    """Carry out the order. Ends with a traceback if the memory does not suffice."""
    limit_memory(int(sys.argv[1]))
    order = json.load(sys.stdin)
    video = Path(order["video"])
    limit_cpu(_CPU_SECONDS + video.stat().st_size * _CPU_SECONDS_A_BYTE)
    refused = None
    try:
        with video.open("rb") as source, Path(order["output"]).open("wb") as target:
            embed(source, Path(order["subtitles"]), target, order["kind"], order["language"])
    except UnsupportedAudioError as error:
        refused = str(error)
    print(json.dumps({"refused": refused}))  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
