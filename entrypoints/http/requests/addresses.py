"""Validates URLs in a request that the service will call."""

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from domain.web_address import LONGEST
from entrypoints.http.requests.validation import Text

if TYPE_CHECKING:
    from application.ports.outbound import AddressGuard


def _callable(url: str, info: ValidationInfo) -> str:
    """Refuse a URL that the guard in the validation context refuses. Raises ValueError."""
    guard: AddressGuard | None = (info.context or {}).get("guard")
    fault = guard.fault(url) if guard is not None else None
    if fault is not None:
        raise ValueError(fault)
    return url


Address = Annotated[Text, Field(max_length=LONGEST), AfterValidator(_callable)]
