"""Runs in senko's environment: prints a line of JSON with the turns in each WAV file.

It imports nothing of ours. What senko itself prints goes to stderr.
"""

import json
import sys
from contextlib import redirect_stdout
from time import perf_counter

import senko


def main() -> None:
    """Tell the speakers of all files of the command line apart."""
    with redirect_stdout(sys.stderr):
        diarizer = senko.Diarizer(device="cpu", warmup=False, quiet=True)
    for file in sys.argv[1:]:
        began = perf_counter()
        with redirect_stdout(sys.stderr):
            found = diarizer.diarize(file) or {}
        turns = [
            (each["start"], each["end"], each["speaker"])
            for each in found.get("merged_segments", [])
        ]
        print(json.dumps({"turns": turns, "seconds": perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main()
