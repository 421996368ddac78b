from typing_extensions import override
from yarl import URL

from adapters.outbound.addresses import AddressPolicy, literal
from application.ports.outbound import AddressGuard
from domain.web_address import fault_of


class OutboundGuard(AddressGuard):
    """Parses addresses as strictly as the client that will call them."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy

    @override
    def fault(self, url: str) -> str | None:
        fault = fault_of(url)
        if fault is not None:
            return fault
        try:
            # As the client spells it: full-width digits and the like are plain ones there.
            host = URL(url).raw_host or ""
        except ValueError:
            return "This address cannot be read."
        address = literal(host.rstrip("."))
        if address is not None and not self._policy.allows(address):
            return "This address belongs to a private network; the service does not call it."
        return None
