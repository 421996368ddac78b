"""`python -m benchmarks`: the engine against faster-whisper, same weights, same run."""

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.whisper.models.cores import count_cores
from benchmarks import long_file, memory, over_http, short_clips
from benchmarks.contenders import Course
from benchmarks.quality.subjects.roster import Setting
from benchmarks.quiet import log_warnings_only
from benchmarks.random_weights import SHAPES, write_random_model
from benchmarks.real import compare as real

_DIGITS = "digits"
_PARTS = ["a", "b", "c", "d"]
# 64 tokens a window: what half a minute of brisk speech needs.
_RANDOM_MAX_LENGTH = 128


def main() -> None:
    """Print the table."""
    log_warnings_only()
    wishes = _parser().parse_args()
    if wishes.real:
        asyncio.run(_measure_real(wishes))
        return
    with TemporaryDirectory() as folder:
        for name in wishes.models:
            asyncio.run(_measure(name, wishes, Path(folder)))


async def _measure_real(wishes: argparse.Namespace) -> None:
    setting = Setting(wishes.real, wishes.device, wishes.compute_type)
    await real.measure(
        setting,
        wishes.manifest,
        parts=wishes.real_only,
        runs=wishes.runs,
        count=wishes.clips,
    )


async def _measure(name: str, wishes: argparse.Namespace, folder: Path) -> None:
    course = _course(name, wishes, folder)
    trained = name == _DIGITS
    print(
        f"{name} ({'the model of the tests' if trained else 'random weights'}), "
        f"{course.compute_type} on {course.device}, {count_cores()} cores, "
        f"{wishes.runs} alternating runs",
        flush=True,
    )
    if "a" in wishes.only:
        minutes = wishes.minutes if trained else wishes.random_minutes
        await long_file.compare(course, folder, length=minutes * 60, runs=wishes.runs)
    if "b" in wishes.only:
        await short_clips.compare(
            course, folder, count=wishes.clips, runs=wishes.runs, dynamic=trained
        )
    if "c" in wishes.only and trained:
        memory.compare(course, folder, minutes=wishes.memory_minutes)
    if "d" in wishes.only:
        minutes = wishes.http_minutes if trained else wishes.random_minutes
        await over_http.compare(
            course, folder, length=minutes * 60, runs=wishes.runs, dynamic=trained
        )


def _course(name: str, wishes: argparse.Namespace, folder: Path) -> Course:
    device = {"device": wishes.device, "compute_type": wishes.compute_type}
    if name == _DIGITS:
        return Course(wishes.digits, **device)
    model = folder / name
    write_random_model(model, SHAPES[name], wishes.digits / "tokenizer.json")
    return Course(model, max_length=_RANDOM_MAX_LENGTH, **device)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--models",
        nargs="+",
        default=[_DIGITS, "base", "small"],
        choices=[_DIGITS, *sorted(SHAPES)],
    )
    parser.add_argument("--only", nargs="+", default=_PARTS, choices=_PARTS, help="parts to run")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=30.0, help="length of the long file in a")
    parser.add_argument(
        "--random-minutes",
        type=float,
        default=5.0,
        help="the same for random weights, whose windows all cost the same",
    )
    parser.add_argument("--clips", type=int, default=16)
    parser.add_argument("--memory-minutes", type=float, nargs="+", default=[10.0, 60.0, 600.0])
    parser.add_argument("--http-minutes", type=float, default=10.0, help="length of the file in d")
    parser.add_argument(
        "--real",
        metavar="MODEL",
        help="measure with trained weights and real recordings instead: a folder, or a name of "
        "the catalogue",
    )
    parser.add_argument("--real-only", nargs="+", default=real.PARTS, choices=real.PARTS)
    parser.add_argument(
        "--manifest",
        type=Path,
        default=Path("../shared/data/speech/manifest.tsv"),
        help="the real recordings",
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument(
        "--digits",
        type=Path,
        default=Path("tests/digits/model"),
        help="the folder of the model of the tests",
    )
    return parser


if __name__ == "__main__":
    main()
