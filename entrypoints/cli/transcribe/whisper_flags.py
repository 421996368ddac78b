"""The flags of openai-whisper and its kin that `transcribe` reads in its own way.

`docs/whisper-flags.md` lists all flags of openai-whisper and whisper-ctranslate2; those that are
not here are options of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.decoding_options import (
    NEVER_IMPROBABLE,
    NEVER_REPETITIVE,
    NEVER_SILENT,
    NO_TOKENS,
)

# What `None`, and an empty list of tokens, mean to both programs; None here is as if the flag was
# not given.
ABSENT: Final[Mapping[str, Mapping[str, str | None]]] = {
    "--language": {"None": None},
    "--threads": {"None": None},
    "--batch-size": {"None": None},
    "--max-line-width": {"None": None},
    "--max-line-count": {"None": None},
    "--max-words-per-line": {"None": None},
    "--beam-size": {"None": "1"},
    "--best-of": {"None": "1"},
    "--temperature-increment-on-fallback": {"None": "0"},
    "--compression-ratio-threshold": {"None": str(NEVER_REPETITIVE)},
    "--logprob-threshold": {"None": str(NEVER_IMPROBABLE)},
    "--no-speech-threshold": {"None": str(NEVER_SILENT)},
    "--suppress-tokens": {"": NO_TOKENS},
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a flag is refused, and what to use instead.

    With a value of `harmless` it asks for what is done anyway, and is dropped. `bare` flags have no
    value.
    """

    sentence: str
    harmless: frozenset[str] = frozenset()
    bare: bool = False


_PUNCTUATION: Final = Refusal(
    "Punctuation is joined to the words beside it by Whisper's own lists. Leave this out."
)
_LIVE: Final = Refusal(
    "Use transcriber listen, into which a microphone is piped: "
    "arecord -q -f S16_LE -r 16000 -c 1 | transcriber listen",
    frozenset({"false", "none"}),
)
_TOKEN: Final = Refusal("--diarize needs no token, as its models come with the program.")

# Flags of Purfview's Faster-Whisper-XXL, which Subtitle Edit sends, for what is done anyway:
# subtitles as for films, sentences, progress, no sound at the end, no file twice, sub-folders.
NEEDLESS: Final = frozenset(
    {
        "--standard",
        "--standard-asia",
        "--sentence",
        "--print-progress",
        "-pp",
        "--beep-off",
        "--skip",
        "--batch-recursive",
    }
)

REFUSED: Final[Mapping[str, Refusal]] = {
    "--carry-initial-prompt": Refusal(
        "The prompt stands before every window here, as windows are transcribed side by side. "
        "Leave this out, or say True.",
        frozenset({"true"}),
    ),
    "--hallucination-silence-threshold": Refusal(
        "Text without sound is always found and removed. Leave this out.", frozenset({"none"})
    ),
    "--prepend-punctuations": _PUNCTUATION,
    "--append-punctuations": _PUNCTUATION,
    "--prefix": Refusal("Use --initial-prompt, with the text that stands before."),
    "--vad-max-speech-duration-s": Refusal(
        "Speech is always cut at pauses into windows of 30 seconds at most. Leave this out."
    ),
    "--device-index": Refusal(
        "Choose the GPU in front of the command: CUDA_VISIBLE_DEVICES=1 transcriber transcribe ...",
        frozenset({"0"}),
    ),
    "--one-word": Refusal("Use --max-words-per-line 1."),
    "--vad-method": Refusal("Speech is always detected by Silero's model. Leave this out."),
    "--ff-mdx-kim2": Refusal("Voices are not separated from music. Leave this out.", bare=True),
    "--version": Refusal("Use transcriber --version.", bare=True),
    "--hf-token": _TOKEN,
    "--speaker-name": Refusal("Use --diarize, with --speaker-names Anna,Ben for their names."),
    "--speaker-num": Refusal("Use --diarize --num-speakers, as in --num-speakers 2."),
    "--live-transcribe": _LIVE,
    "--live-volume-threshold": _LIVE,
    "--live-input-device": _LIVE,
    "--live-input-device-sample-rate": _LIVE,
}
