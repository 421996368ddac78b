"""Does a text only repeat what the model was told to expect?

Given a prompt or hotwords, the model may write them down where nobody speaks at all.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

# A text that is part of a longer prompt is suspicious from so many words on: fewer are often said
# by chance.
LEAST_WORDS_OF_PROMPT: Final = 4
# Letters in common, 0 to 1, from which two texts are taken for two spellings of the same sound.
SAME_SOUND: Final = 0.4

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001 (the apostrophe is meant)


def is_echo(text: str, *, prompt: str | None, hotwords: str | None) -> bool:
    """Say whether the text is nothing but hotwords, or nothing but a part of the prompt.

    Somebody may really have said just that. So this is a doubt, not a verdict: decode the window
    without them, and ask `is_confirmed`.
    """
    said = _words(text)
    if not said:
        return False
    return set(said) <= set(_words(hotwords)) or _is_of_prompt(said, _words(prompt))


def is_confirmed(text: str, without: str) -> bool:
    """Say whether `without`, heard with neither prompt nor hotwords, sounds like the text."""
    first, second = "".join(_words(text)), "".join(_words(without))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= SAME_SOUND


def _is_of_prompt(said: Sequence[str], prompt: Sequence[str]) -> bool:
    if not prompt:
        return False
    whole = _is_repeated(said, prompt)
    return whole or (len(said) >= LEAST_WORDS_OF_PROMPT and _is_within(said, prompt))


def _is_repeated(said: Sequence[str], prompt: Sequence[str]) -> bool:
    """Say whether the text is the prompt, once or several times; the last may be cut off."""
    if len(said) < len(prompt):
        return False
    return all(word == prompt[at % len(prompt)] for at, word in enumerate(said))


def _is_within(said: Sequence[str], prompt: Sequence[str]) -> bool:
    return f" {' '.join(said)} " in f" {' '.join(prompt)} "


def _words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").casefold())
