"""Train, examine and export the model of the tests: `python -m tests.digits.training --help`."""

import argparse
from pathlib import Path

from tests.digits.training import report
from tests.digits.training.corpus import build_corpora
from tests.digits.training.course import run_course
from tests.digits.training.evaluate import Candidate
from tests.digits.training.examination import Examiner
from tests.digits.training.export import export
from tests.digits.training.model_card import write_card
from tests.digits.training.stages import LEFT_OUT_SPEAKER, STAGES
from tests.digits.training.train import averaged


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.digits.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the recordings")
    parser.add_argument("--output", type=Path, required=True, help="folder for the model")
    parser.add_argument("--work", type=Path, default=Path("build/digits"), help="checkpoints")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--examine-only", action="store_true", help="use the checkpoints as they are"
    )
    return parser.parse_args()


def _examine(arguments: argparse.Namespace) -> None:
    """Export the network before and after it met the speaker left out; write the card."""
    without = _exported(LEFT_OUT_SPEAKER, arguments.work / "left-out", arguments)
    _, examined = build_corpora(arguments.data, LEFT_OUT_SPEAKER, arguments.seed)
    examiner = Examiner(examined, arguments.seed)
    left_out = report.examine(Candidate(without), examiner.left_out())
    shipped = _exported(None, arguments.output, arguments)
    _, examined = build_corpora(arguments.data, None, arguments.seed)
    results = report.full_examination(Candidate(shipped), Examiner(examined, arguments.seed))
    write_card(arguments.output, results, left_out)


def _exported(left_out: str | None, folder: Path, arguments: argparse.Namespace) -> Path:
    """Export what the last stage with this speaker left out has learned."""
    last = [stage for stage in STAGES if stage.left_out == left_out][-1]
    export(averaged(arguments.work / f"{last.name}.pt"), folder)
    return folder


def main() -> None:
    """Run the whole course, or only its end."""
    arguments = _arguments()
    if not arguments.examine_only:
        run_course(arguments.data, arguments.work, arguments.seed)
    _examine(arguments)


if __name__ == "__main__":
    main()
