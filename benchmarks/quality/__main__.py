"""`python -m benchmarks.quality`: the quality of transcripts, against faster-whisper."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.quality.checkpoint import Checkpoint
from benchmarks.quality.judging import Verdict, judge
from benchmarks.quality.manifest import Recording, chosen, read_manifest
from benchmarks.quality.outcome import Outcome
from benchmarks.quality.report.document import Report
from benchmarks.quality.report.results import Results
from benchmarks.quality.report.writing import write_between_marks
from benchmarks.quality.running import Run, due
from benchmarks.quality.sound import listen
from benchmarks.quality.subjects.roster import SUBJECTS, Roster, Setting
from benchmarks.quality.trying_cases import try_cases
from benchmarks.quiet import log_warnings_only

_MANIFEST: Final = Path("../shared/data/speech/manifest.tsv")
_RESULTS: Final = Path(__file__).parents[1] / "RESULTS.md"


def main() -> None:
    """Transcribe all recordings that the checkpoint lacks, and print the report."""
    log_warnings_only()
    wishes = _parser().parse_args()
    setting = Setting(
        model=wishes.model,
        device=wishes.device,
        compute_type=wishes.compute_type,
        beam_size=wishes.beam,
        at_once=wishes.jobs,
    )
    if wishes.cases:
        names = [name for name in wishes.subjects if name in {"full", "short"}]
        told = asyncio.run(try_cases(wishes.cases, Roster(setting), names))
        _tell("cases", told, write=wishes.write)
        return
    recordings = chosen(read_manifest(wishes.manifest), wishes.only)
    wishes.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint(wishes.checkpoint, _kept(setting))
    roster = Roster(setting)
    if not wishes.report_only:
        run = Run(wishes.subjects, recordings, checkpoint, wishes.jobs, frozenset(wishes.again))
        asyncio.run(run(roster))
    report = _report(setting, wishes.subjects, recordings, checkpoint.read()).text()
    _tell("quality", report, write=wishes.write)


def _tell(name: str, report: str, *, write: bool) -> None:
    print(report)
    if write:
        write_between_marks(_RESULTS, name, report)


def _kept(setting: Setting) -> Mapping[str, object]:
    """Return the setting that outcomes must share; the name of a folder stands for its model."""
    values = asdict(setting)
    del values["at_once"]
    return {**values, "model": Path(setting.model).name}


def _report(
    setting: Setting,
    names: Sequence[str],
    recordings: Sequence[Recording],
    outcomes: Mapping[tuple[str, str], Outcome],
) -> Report:
    """Report on the recordings that all their subjects have transcribed."""
    verdicts: dict[str, list[Verdict]] = {name: [] for name in names}
    left_out = 0
    for recording in recordings:
        wanted = [(name, recording.file) for name in names if due(name, recording)]
        if any(each not in outcomes for each in wanted):
            left_out += 1
            continue
        sound = listen(recording.path)
        for name, file in wanted:
            verdicts[name].append(judge(recording, outcomes[name, file], sound))
    results = [Results(name, found) for name, found in verdicts.items()]
    return Report(Path(setting.model).name, setting, results, left_out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--manifest", type=Path, default=_MANIFEST, help="what to hear")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="PATTERN",
        help="kinds, languages or file names to keep, such as phone, de or 'ami-*'",
    )
    parser.add_argument(
        "--cases", type=Path, metavar="FOLDER", help="try the cases in this folder, nothing else"
    )
    parser.add_argument("--model", default="base", help="a folder, or a name of the catalogue")
    parser.add_argument("--subjects", nargs="+", default=list(SUBJECTS), choices=list(SUBJECTS))
    parser.add_argument(
        "--again",
        nargs="+",
        default=[],
        choices=list(SUBJECTS),
        help="subjects that hear everything anew, as after a change of the engine",
    )
    parser.add_argument("--jobs", type=int, default=1, help="recordings at once; 1 to tell speed")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        default=Path("build/quality.jsonl"),
        help="where outcomes are kept; a run goes on from there",
    )
    parser.add_argument(
        "--report-only", action="store_true", help="hear nothing, report what is kept"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the report into benchmarks/RESULTS.md"
    )
    return parser


if __name__ == "__main__":
    main()
