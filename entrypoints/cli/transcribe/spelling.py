"""Accept options as openai-whisper and whisper-ctranslate2 spell them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import eq
from typing import Any, Final

import typer.core
from typing_extensions import override

from entrypoints.cli.errors import refuse
from entrypoints.cli.transcribe.whisper_flags import ABSENT, NEEDLESS, REFUSED

TRUTH: Final = {"true": True, "false": False}


class WhisperSpelling(typer.core.TyperCommand):
    """A command that also takes `--output_dir` for `--output-dir`, and `True` behind a flag.

    `None` behind an option is what it is to those programs. Options of theirs that this command
    does not have are refused with a sentence.
    """

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, written_our_way(args, negations(self.params)))


def negations(parameters: Sequence[Any]) -> dict[str, str]:
    """Map each spelling of a flag that can be switched off to the one that does it."""
    return {
        spelling: each.secondary_opts[0]
        for each in parameters
        if getattr(each, "is_flag", False) and each.secondary_opts
        for spelling in each.opts
    }


def written_our_way(args: Sequence[str], off: Mapping[str, str]) -> list[str]:
    """Write the options our way; everything after `--` is a file.

    `off` is what `negations` gives. Ends the program with a sentence for an option that is refused.
    """
    written: list[str] = []
    rest = list(args)
    while rest:
        arg = rest.pop(0)
        if arg == "--":
            return [*written, arg, *rest]
        if arg.startswith("-"):
            written += _ours(_Typed(arg, rest), off)
        else:
            written.append(arg)
    return written


class _Typed:
    """An option as it was typed: its name with hyphens, and its value if it has one."""

    def __init__(self, arg: str, rest: list[str]) -> None:
        name, mark, self._attached = arg.partition("=")
        self.name = name.replace("_", "-") if name.startswith("--") else name
        self.unchanged = f"{self.name}{mark}{self._attached}"
        self._has_value = bool(mark)
        self._rest = rest

    def value(self, wanted: Callable[[str], bool]) -> str | None:
        """Take its value from the arguments and return it in lower case, if it is wanted here."""
        if self._has_value:
            return self._attached.lower() if wanted(self._attached) else None
        return self._rest.pop(0).lower() if self._rest and wanted(self._rest[0]) else None


def _ours(typed: _Typed, off: Mapping[str, str]) -> Sequence[str]:
    name = typed.name
    if name in NEEDLESS:
        typed.value(lambda text: text.lower() in TRUTH)
        return ()
    if name in REFUSED:
        _refuse(name, typed.value(lambda _: not REFUSED[name].bare))
        return ()
    if name in off and (said := typed.value(lambda text: text.lower() in TRUTH)) is not None:
        return (name if TRUTH[said] else off[name],)
    for nothing, meaning in ABSENT.get(name, {}).items():
        if typed.value(partial(eq, nothing)) is not None:
            return () if meaning is None else (name, meaning)
    return (typed.unchanged,)


def _refuse(name: str, value: str | None) -> None:
    if value is None or value not in REFUSED[name].harmless:
        refuse(f"{name} is not taken. {REFUSED[name].sentence}")
