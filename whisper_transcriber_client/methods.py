"""Make a method of a flow."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])


def described_by(flow: Callable[..., Any]) -> Callable[[Method], Method]:
    """Give a method the name, the text and the parameters of its flow, for editors and `help`."""

    def described(method: Method) -> Method:
        signature = inspect.signature(flow)
        first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        parameters = [first, *signature.parameters.values()]
        method.__name__ = flow.__name__
        method.__doc__ = flow.__doc__
        method.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=parameters, return_annotation=inspect.Signature.empty
        )
        return method

    return described
