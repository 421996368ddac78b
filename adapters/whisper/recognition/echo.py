"""Detect text that only repeats the prompt or the hotwords.

Given a prompt or hotwords, the model may write them down although nobody speaks.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

# Text that is part of a longer prompt is suspicious only with at least this many words: fewer words
# are often the same by chance.
LEAST_WORDS_OF_PROMPT: Final = 4
# Two texts with at least this similarity (0 to 1) are two spellings of the same sound.
SAME_SOUND: Final = 0.4

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001 (a typographic apostrophe)


def is_echo(text: str, *, prompt: str | None, hotwords: str | None) -> bool:
    """Say whether the text consists of hotwords only, or is a part of the prompt.

    The speaker may really have said just that. So decode the window again without prompt and
    hotwords, and call `is_confirmed`.
    """
    said = _words(text)
    if not said:
        return False
    return set(said) <= set(_words(hotwords)) or _is_of_prompt(said, _words(prompt))


def is_confirmed(text: str, without: str) -> bool:
    """Say whether `without`, decoded without prompt and hotwords, sounds like the text."""
    first, second = "".join(_words(text)), "".join(_words(without))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= SAME_SOUND


def _is_of_prompt(said: Sequence[str], prompt: Sequence[str]) -> bool:
    if not prompt:
        return False
    whole = _is_repeated(said, prompt)
    return whole or (len(said) >= LEAST_WORDS_OF_PROMPT and _is_within(said, prompt))


def _is_repeated(said: Sequence[str], prompt: Sequence[str]) -> bool:
    """Say whether the text is the prompt, once or several times; the last may be incomplete."""
    if len(said) < len(prompt):
        return False
    return all(word == prompt[at % len(prompt)] for at, word in enumerate(said))


def _is_within(said: Sequence[str], prompt: Sequence[str]) -> bool:
    return f" {' '.join(said)} " in f" {' '.join(prompt)} "


def _words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").casefold())
