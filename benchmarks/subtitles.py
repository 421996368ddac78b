"""`python -m benchmarks.subtitles`: judges the subtitles of real recordings by broadcasters' rules.

First transcribe the recordings: `transcriber transcribe ../shared/data/speech/audio --model base
--format json --word-timestamps -o build/transcripts`. Each transcript is then exported as SubRip
and WebVTT, with the times of words and without them, and `tests/cue_rules.py` reads the files with
independent parsers. With `--as-segments` each segment is one subtitle, as openai-whisper writes
them, for comparison.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from adapters.unicode.line_breaks import IcuLineBreaker
from benchmarks.quality.manifest import Recording, chosen, read_manifest
from domain import subtitles
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Segment, Word
from tests.cue_rules import Subtitle, faults, offsets, read_srt, read_vtt, too_fast

_MANIFEST: Final = Path("../shared/data/speech/manifest.tsv")
_BESIDE: Final = 0.5
_READERS: Final[dict[TextFormat, Callable[[str], list[Subtitle]]]] = {
    TextFormat.SRT: read_srt,
    TextFormat.VTT: read_vtt,
}


@dataclass(slots=True)
class Tally:
    """What was found in the exports of one kind."""

    exports: int = 0
    subtitles: int = 0
    fast: int = 0
    beside: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        read: Sequence[Subtitle],
        said: Sequence[Segment],
        timed: Sequence[Segment],
        end: float,
    ) -> None:
        """Judge an export of what was said; the same segments `timed` tell when that was."""
        self.exports += 1
        self.subtitles += len(read)
        quick = too_fast(read)
        self.fast += len(quick)
        self.beside += sum(abs(seconds) > _BESIDE for seconds in offsets(read, timed))
        for fault in faults(read, said, end):
            self.broken[fault.rule] += 1
            self.shown.append(f"{name}: {fault.rule}: {fault.subtitle}")
        self.shown += [f"{name}: {each.speed:.1f} characters a second: {each}" for each in quick]

    @property
    def sentence(self) -> str:
        """The result in one line."""
        share = 100 * (1 - self.fast / max(1, self.subtitles))
        rules = ", ".join(f"{count} {rule}" for rule, count in self.broken.most_common()) or "none"
        return (
            f"{self.exports} exports, {self.subtitles} subtitles; rules broken: "
            f"{self.broken.total()} ({rules}); read in time: {share:.1f} %; begin more than "
            f"{_BESIDE} s beside their first word: {100 * self.beside / self.subtitles:.1f} %"
        )


def main() -> None:
    """Print the tallies; exit with 1 if a rule is broken or under 99 % can be read in time."""
    wishes = _parser().parse_args()
    layout = SubtitleLayout(segment_cues=wishes.as_segments)
    recordings = chosen(read_manifest(wishes.manifest), wishes.only)
    good = True
    for timed in (True, False):
        tally = Tally()
        for recording in recordings:
            _judge(recording, wishes.transcripts, layout, tally, timed=timed)
        print(f"{'with' if timed else 'without'} the times of words: {tally.sentence}")
        print("\n".join(tally.shown[: wishes.show]))
        good = good and not tally.broken and 100 * tally.fast <= tally.subtitles
    sys.exit(not good)


def _judge(
    recording: Recording, kept: Path, layout: SubtitleLayout, tally: Tally, *, timed: bool
) -> None:
    transcript = _kept(recording, kept)
    whole = [_segment(values) for values in transcript["segments"]]
    segments = whole if timed else [replace(segment, words=None) for segment in whole]
    seconds = transcript["duration"]
    for form, read in _READERS.items():
        written = subtitles.render(form, segments, seconds, layout, IcuLineBreaker())
        tally.add(recording.file, read("".join(written)), segments, whole, seconds)


def _kept(recording: Recording, folder: Path) -> Any:
    """Read a transcript as `transcriber transcribe` has named it."""
    for name in (recording.path.stem, recording.path.name):
        if (file := folder / f"{name}.json").exists():
            return json.loads(file.read_text(encoding="utf-8"))
    sys.exit(f"There is no transcript of {recording.file} in {folder}. Transcribe it first.")


def _segment(values: Mapping[str, Any]) -> Segment:
    words = tuple(
        Word(each["start"], each["end"], each["word"], each["probability"])
        for each in values["words"]
    )
    return Segment(
        values["start"],
        values["end"],
        values["text"],
        words=words,
        language=values.get("language"),
        channel=values.get("channel"),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.subtitles", description=__doc__)
    parser.add_argument("--transcripts", type=Path, default=Path("build/transcripts"))
    parser.add_argument("--manifest", type=Path, default=_MANIFEST, help="which recordings")
    parser.add_argument("--only", nargs="+", default=[], metavar="PATTERN")
    parser.add_argument("--as-segments", action="store_true", help="each segment as one subtitle")
    parser.add_argument("--show", type=int, default=20, help="how many faults to print")
    return parser


if __name__ == "__main__":
    main()
