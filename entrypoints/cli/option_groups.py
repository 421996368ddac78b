"""Let several commands share a group of options."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import wraps
from typing import Any


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Make of each parameter that is a dataclass one option for each of its fields.

    Typer knows options only as parameters of a command, so two commands with the same options
    would list them all twice.
    """
    signature = inspect.signature(command)
    groups = {
        name: parameter.annotation
        for name, parameter in signature.parameters.items()
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def ungrouped(**values: Any) -> None:
        for name, group in groups.items():
            members = inspect.signature(group).parameters
            values[name] = group(**{member: values.pop(member) for member in members})
        command(**values)

    def parameters() -> Iterator[inspect.Parameter]:
        for name, parameter in signature.parameters.items():
            if name in groups:
                for member in inspect.signature(groups[name]).parameters.values():
                    yield member.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            else:
                yield parameter

    # Where `inspect` looks first, and so does typer; the type of what `wraps` gives knows it not.
    ungrouped.__signature__ = signature.replace(parameters=list(parameters()))  # type: ignore[attr-defined]
    return ungrouped
