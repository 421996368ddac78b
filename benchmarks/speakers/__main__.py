"""`python -m benchmarks.speakers`: tell speakers apart, beside senko, and count what is wrong."""

import argparse
import asyncio
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.quality.manifest import Recording, chosen, read_manifest
from benchmarks.quality.report.writing import write_between_marks
from benchmarks.quiet import log_warnings_only
from benchmarks.speakers.references import has_turns, read_reference, speakers_at_most
from benchmarks.speakers.report import Findings, Judged, report
from benchmarks.speakers.subjects import Result, ours, senko

_MANIFEST: Final = Path("../shared/data/speech/manifest.tsv")
_RESULTS: Final = Path(__file__).parents[1] / "RESULTS.md"


def main() -> None:
    """Hear the recordings, and print the report."""
    log_warnings_only()
    wishes = _parser().parse_args()
    recordings = _wanted(chosen(read_manifest(wishes.manifest), wishes.only))
    subjects = {"engine": _findings(asyncio.run(_all_of_ours(recordings)))}
    if wishes.senko:
        subjects["senko"] = _findings(senko(wishes.senko, recordings))
    told = report(subjects)
    print(told)
    for name, findings in subjects.items():
        for result in findings.with_too_many:
            print(f"{name} hears too many speakers in {result.recording.file}")
    if wishes.write:
        write_between_marks(_RESULTS, "speakers", told)


def _wanted(recordings: Iterable[Recording]) -> Sequence[Recording]:
    """Keep those of which something about the speakers is known."""
    return [each for each in recordings if has_turns(each) or speakers_at_most(each) is not None]


async def _all_of_ours(recordings: Sequence[Recording]) -> Sequence[Result]:
    return [result async for result in ours(recordings)]


def _findings(results: Iterable[Result]) -> Findings:
    judged: list[Judged] = []
    limited: list[Result] = []
    for result in results:
        if has_turns(result.recording):
            judged.append(Judged(result, read_reference(result.recording)))
        else:
            limited.append(result)
    return Findings(judged, limited)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speakers", description=__doc__)
    parser.add_argument("--manifest", type=Path, default=_MANIFEST, help="what to hear")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="PATTERN",
        help="kinds, languages or file names to keep, such as conversation, nl or 'ami-*'",
    )
    parser.add_argument(
        "--senko",
        type=Path,
        default=os.environ.get("SENKO_PYTHON"),
        metavar="PYTHON",
        help="the Python of an environment with senko; without one, only the engine is tried",
    )
    parser.add_argument(
        "--write", action="store_true", help="put the report into benchmarks/RESULTS.md"
    )
    return parser


if __name__ == "__main__":
    main()
