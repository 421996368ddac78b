"""Train, examine and export the bundled model: `python -m tools.digits --help`."""

import argparse
from pathlib import Path

import torch

from tools.digits import report
from tools.digits.corpus import build_corpora
from tools.digits.course import run_course
from tools.digits.evaluate import Candidate
from tools.digits.examination import Examiner
from tools.digits.export import export
from tools.digits.model_card import write_card
from tools.digits.network import Network, Shape
from tools.digits.stages import LEFT_OUT_SPEAKER, STAGES


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.digits", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the recordings")
    parser.add_argument("--output", type=Path, required=True, help="folder for the model")
    parser.add_argument("--work", type=Path, default=Path("build/digits"), help="checkpoints")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--examine-only", action="store_true", help="use the checkpoints as they are"
    )
    return parser.parse_args()


def _averaged(path: Path) -> Network:
    network = Network(Shape())
    network.load_state_dict(torch.load(path, weights_only=True)["averaged"])
    return network


def _examine(arguments: argparse.Namespace) -> None:
    """Export the network without and with the speaker left out, examine both, write the card."""
    folders = {LEFT_OUT_SPEAKER: arguments.work / "left-out", None: arguments.output}
    results = {}
    for left_out, folder in folders.items():
        last = [stage for stage in STAGES if stage.left_out == left_out][-1]
        network = _averaged(arguments.work / f"{last.name}.pt")
        export(network, folder)
        _, examined = build_corpora(arguments.data, left_out, arguments.seed)
        examiner = Examiner(examined, arguments.seed)
        results[left_out] = report.full_examination(Candidate(folder), examiner)
        report.save(results[left_out], arguments.work / f"results-{left_out or 'all'}.json")
    write_card(network, arguments.output, results[None], results[LEFT_OUT_SPEAKER])


def main() -> None:
    """Run the whole course, or only its end."""
    arguments = _arguments()
    if not arguments.examine_only:
        run_course(arguments.data, arguments.work, arguments.seed)
    _examine(arguments)


if __name__ == "__main__":
    main()
