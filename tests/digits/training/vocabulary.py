"""The model's tokens: Whisper's in kind, few in number.

Byte-level alphabet, one merged token for each digit word, the empty string (CTranslate2's mark of
a multilingual model), then Whisper's special tokens in Whisper's order.
"""

from typing import Any, Final

from tests.digits.training.languages import DIGIT_WORDS

WHISPER_LANGUAGES: Final = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs "
    "ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk "
    "br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu "
    "am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su "
)
"""In the order of the published multilingual checkpoints."""
TIMESTAMP_STEP: Final = 0.02
"""Seconds between timestamp tokens, exactly one encoder position."""
TIMESTAMPS: Final = 1501
STEPS_IN_GRID: Final = 5
"""Only every fifth timestamp, each tenth of a second, is ever written: what is finer than the
truth is known would only make the model unsure of itself (a low `avg_logprob`)."""


def _byte_characters() -> dict[int, str]:
    """GPT-2's printable stand-in for every byte (Radford et al. 2019, `bytes_to_unicode`)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    codes = printable + [256 + index for index in range(len(hidden))]
    return {byte: chr(code) for byte, code in zip(printable + hidden, codes, strict=True)}


BYTE_CHARACTERS: Final = _byte_characters()


def _as_characters(text: str) -> str:
    return "".join(BYTE_CHARACTERS[byte] for byte in text.encode())


def _merges() -> list[tuple[str, str]]:
    """List the left-to-right merges that lead from bytes to each ` word`."""
    merges: dict[tuple[str, str], None] = {}
    for words in DIGIT_WORDS.values():
        for word in words:
            characters = _as_characters(f" {word}")
            for end in range(1, len(characters)):
                merges[characters[:end], characters[end]] = None
    return list(merges)


MERGES: Final = _merges()
_TEXT_TOKENS: Final = [*BYTE_CHARACTERS.values(), *("".join(pair) for pair in MERGES), ""]
_SPECIAL_TOKENS: Final = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{code}|>" for code in WHISPER_LANGUAGES.split()),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
    *(f"<|{index * TIMESTAMP_STEP:.2f}|>" for index in range(TIMESTAMPS)),
]
TOKENS: Final = [*_TEXT_TOKENS, *_SPECIAL_TOKENS]
IDS: Final = {token: index for index, token in enumerate(TOKENS)}

END: Final = IDS["<|endoftext|>"]
START: Final = IDS["<|startoftranscript|>"]
TRANSLATE: Final = IDS["<|translate|>"]
TRANSCRIBE: Final = IDS["<|transcribe|>"]
PREVIOUS: Final = IDS["<|startofprev|>"]
NO_SPEECH: Final = IDS["<|nospeech|>"]
NO_TIMESTAMPS: Final = IDS["<|notimestamps|>"]
FIRST_TIMESTAMP: Final = IDS["<|0.00|>"]
SPACE: Final = IDS[_as_characters(" ")]
LANGUAGE_IDS: Final = [IDS[f"<|{code}|>"] for code in WHISPER_LANGUAGES.split()]
DIGIT_IDS: Final = {
    language: tuple(IDS[_as_characters(f" {word}")] for word in words)
    for language, words in DIGIT_WORDS.items()
}


def language_id(language: str) -> int:
    """Return the token that names a language."""
    return IDS[f"<|{language}|>"]


def spell(text: str) -> list[int]:
    """Encode text that holds no digit word, byte by byte."""
    return [IDS[character] for character in _as_characters(text)]


def tokenizer_document() -> dict[str, Any]:
    """Describe the tokenizer as Hugging Face's `tokenizers` reads it."""
    byte_level = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
    first_special = len(_TEXT_TOKENS)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": first_special + index,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for index, token in enumerate(_SPECIAL_TOKENS)
        ],
        "normalizer": None,
        "pre_tokenizer": {**byte_level, "add_prefix_space": False},
        "post_processor": None,
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: index for index, token in enumerate(_TEXT_TOKENS)},
            "merges": [list(pair) for pair in MERGES],
        },
    }
