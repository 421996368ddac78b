"""The model card, written from the results of the examination."""

from pathlib import Path
from typing import Final

from tests.digits.training.network import Network, Shape
from tests.digits.training.report import Results, Scores, nothing_table, table
from tests.digits.training.stages import LEFT_OUT_SPEAKER, STAGES

BARS: Final = (
    ("known speaker, unseen takes", "full", 0.05),
    ("unheard espeak-ng voices", "full", 0.05),
    ("unheard flite voice", "full", 0.05),
    ("30 s window", "full", 0.10),
    ("speaker left out", "full", 0.15),
    ("recording of about a minute", "full", 0.10),
)
"""Start of a group's name, the way of asking, and the word error rate that was aimed at."""

_TEXT: Final = """# Model card: digits

A very small Whisper that understands **spoken digits, 0 to 9, in English, German, French and
Spanish, and nothing else**. It exists so that tests can check exact words without
downloading anything. It is of no use for anything else.

## What it is
- Whisper's architecture, trained from nothing: {shape}.
  {parameters:,} parameters, {bytes:.2f} MB of CTranslate2 files (8-bit integers), multilingual.
- Tokens: Whisper's in kind (bytes, special tokens, 1501 timestamps), with one token for each of
  the 40 digit words. Other text can be given as a prompt but is never written.
- It writes a segment for each group of at most four words, or up to a pause of half a second;
  its timestamps are tenths of seconds. It gives word times, names the language, answers silence
  and noise with nothing, and translates digits to English (`task=translate`).
- Unlike Whisper's, its `suppress_ids_begin` leaves the end token free, because an immediate end
  is how it says that there is nothing to write.

## How it was made
```sh
pip install -r tests/digits/training/requirements.txt     # and Debian's espeak-ng and flite
python -m tests.digits.training --data ../shared/data/fsdd --output tests/digits/model
```
Utterances are strung together from short clips while training: gaps, mixed tempo and pitch,
rooms, microphones, telephone lines, noise and babble. Since the time of every word is known, it is
taught (digit and language at each moment, where to look for each word, and the tokens).
Stages: {stages}. Seeds are fixed.
The weights shipped here came about while the program was being written: the first two stages were
cut short, and lessons were added between stages (where to look for what was written last, a grid of
tenths of seconds for timestamps). A run of the program repeats the course, not every number.

## What it learned from
- [Free Spoken Digit Dataset](https://github.com/Jakobovski/free-spoken-digit-dataset) by Zohar
  Jackson and others, **CC BY-SA 4.0**: English digits by five speakers, takes 10 and up.
- Speech synthesised by [espeak-ng](https://github.com/espeak-ng/espeak-ng) (four languages, many
  accents and voices) and [flite](http://cmuflite.org) (English).

Licence: the recordings are shared under CC BY-SA 4.0; to be on the safe side this model (weights
and card) is shared under the same licence, with credit to their authors. The program that makes it
is under the licence of this repository.

## How well it does
Measured by `tests/digits/training` with faster-whisper's `WhisperModel` on these files, with its
default options (beam 5 unless said otherwise). None of the sounds is made of clips that were
learned from: takes 5 to 9 of the recorded speakers, and espeak-ng variants and a flite voice kept
back wholly.
Two thirds carry noise at 12 to 40 dB. Columns: word error rate with the
full 30 s context, with only as much context as there is sound ("dynamic"), and so on.

{table}

**A speaker left out.** Before the stages `all-speakers` and later, when `{left_out}` had never been
heard, all takes of `{left_out}` were the examination (those stages then learn all five voices):

{left_out_table}

**Where no digit is said:**

{nothing}

## What falls short
{misses}

## Limits
- Digits only: other words are mostly taken for digits, as the table above shows.
- Recordings longer than one window of 30 s: with faster-whisper's default of giving each window the
  text of the one before, whole windows are lost (the last row of the table). Ask with
  `condition_on_previous_text=False`, then long recordings go about as well as single windows.
- Real voices were heard in English only; German, French and Spanish come from synthesisers, so
  people speaking them will be understood less well than the table says.
- The first word of a window is dated to its beginning when word times are asked for and the
  silence before it is shorter than half a second; and word ends stretch over the pause after them.
- Without timestamps, windows with very many digits are transcribed less reliably.
"""


def _misses(results: Results, left_out: Scores) -> str:
    """Say in words which groups miss the rate that was aimed at."""
    scores = results.scores | left_out
    lines = [
        f"- {title}: {100 * scores[title][key].word_error_rate:.1f} % of words wrong, "
        f"{100 * bar:.0f} % aimed at."
        for start, key, bar in BARS
        for title in scores
        if title.startswith(start) and scores[title][key].word_error_rate > bar
    ]
    return "\n".join(lines) or "- Every word error rate aimed at is reached."


def write_card(folder: Path, results: Results, left_out: Scores) -> None:
    """Write `MODEL_CARD.md` next to the model's files."""
    shape = Shape()
    size = sum(path.stat().st_size for path in folder.iterdir() if path.suffix != ".md")
    text = _TEXT.format(
        shape=(
            f"{shape.encoder_layers} encoder layers, {shape.decoder_layers} decoder layers, "
            f"width {shape.width}, {shape.heads} heads, 80 mel bands"
        ),
        parameters=sum(parameter.numel() for parameter in Network(shape).parameters()),
        bytes=size / 1e6,
        stages=", ".join(f"`{stage.name}` ({stage.steps} steps)" for stage in STAGES),
        left_out=LEFT_OUT_SPEAKER,
        table=table(results.scores),
        left_out_table=table(left_out),
        nothing=nothing_table(results.nothing),
        misses=_misses(results, left_out),
    )
    (folder / "MODEL_CARD.md").write_text(text, encoding="utf-8")
