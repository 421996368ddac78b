"""Accept options as openai-whisper spells them."""

from collections.abc import Sequence
from typing import Any, Final

import typer.core
from typing_extensions import override

# openai-whisper wants a value where we have a flag: `--word_timestamps True`.
FLAGS: Final = frozenset({"--word-timestamps", "--condition-on-previous-text"})
TRUTH: Final = {"true": True, "false": False}


class WhisperSpelling(typer.core.TyperCommand):
    """A command that also takes `--output_dir` for `--output-dir`, and `True` behind a flag."""

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, hyphenated(args))


def hyphenated(args: Sequence[str]) -> list[str]:
    """Write the options our way; everything after `--` is a file."""
    written: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            return [*written, arg, *rest]
        if _is_truth(arg) and written and written[-1] in FLAGS:
            if not TRUTH[arg.lower()]:
                written[-1] = written[-1].replace("--", "--no-", 1)
        else:
            written.append(_option(arg))
    return written


def _is_truth(arg: str) -> bool:
    return arg.lower() in TRUTH


def _option(arg: str) -> str:
    if not arg.startswith("--"):
        return arg
    name, mark, value = arg.partition("=")
    name = name.replace("_", "-")
    if name in FLAGS and _is_truth(value):
        return name if TRUTH[value.lower()] else name.replace("--", "--no-", 1)
    return f"{name}{mark}{value}"
