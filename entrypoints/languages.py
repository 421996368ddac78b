"""Read a language by its code or one of its names."""

from difflib import get_close_matches
from functools import cache
from typing import Final
from unicodedata import combining, normalize

from domain.languages import LANGUAGES
from entrypoints.language_names import NAMES

# Codes that Whisper has under another: its own spelling of Javanese, and of Norwegian and Tagalog
# the one code that stands for all.
_WHISPERS_OWN: Final = {"jv": "jw", "nb": "no", "fil": "tl", "vls": "nl"}
_LONGEST_TAG: Final = 35  # characters, which BCP 47 asks software to take
_APOSTROPHES: Final = "'`\u02bb\u02bc\u2018\u2019"
# How far apart two languages may be for one to stand for the other, as CLDR counts: a dialect of
# Arabic is 10 away from Arabic, Catalan 20 from Spanish.
_NEAREST: Final = 10


def language_code(text: str) -> str | None:
    """Give Whisper's code of a language; None where Whisper knows none of that name.

    Takes BCP 47 and POSIX (`pt-BR`, `zh_TW.UTF-8`), ISO 639 (`eng`, `ger`, `iw`), and names, in
    English or their own language, in any case and with or without their accents.
    """
    wanted = _plain(text)
    return _names().get(wanted) or _code_of_tag(wanted.replace(" ", "-").partition(".")[0])


def read_language(text: str) -> str:
    """Give Whisper's code of a language. Raises ValueError in words, with what may be meant."""
    code = language_code(text)
    if code is None:
        raise ValueError(_unknown(text))
    return code


@cache
def _names() -> dict[str, str]:
    own = {_plain(name): code for code, name in LANGUAGES.items()}
    others = {_plain(name): code for name, code in NAMES}
    return others | own | {code: code for code in LANGUAGES}


def _plain(text: str) -> str:
    """Write it without case, accents, apostrophes and the choice of `_`, `-` or a space."""
    spread = normalize("NFKD", text.strip().casefold())
    letters = "".join(char for char in spread if not combining(char) and char not in _APOSTROPHES)
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


def _code_of_tag(tag: str) -> str | None:
    # Imported only for what is neither a code nor a name: the import takes a tenth of a second.
    from langcodes import Language, closest_supported_match, standardize_tag
    from langcodes.tag_parser import LanguageTagError

    if not tag.isascii() or len(tag) > _LONGEST_TAG:
        return None
    try:
        language = Language.get(standardize_tag(tag, macro=True)).language
        plain = Language.get(tag).language
        valid = Language.get(tag).is_valid()
    except LanguageTagError:
        return None
    for code in (plain, language):
        if _WHISPERS_OWN.get(code or "", code) in LANGUAGES:
            return _WHISPERS_OWN.get(code or "", code)
    if language is None or not valid:
        return None
    return closest_supported_match(language, list(LANGUAGES), max_distance=_NEAREST)


def _unknown(text: str) -> str:
    shown = text.strip()[:64]
    meant = get_close_matches(_plain(shown), _names(), n=3, cutoff=0.7)
    codes = list(dict.fromkeys(_names()[name] for name in meant))
    hint = " or ".join(f"{LANGUAGES[code]} ({code})" for code in codes)
    question = f"Did you mean {hint}? " if hint else ""
    return (
        f"{shown!r} is no language Whisper knows. {question}"
        "Use a code or a name, such as de, pt-BR or German, or leave it out to detect it."
    )
