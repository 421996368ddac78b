"""Decide which addresses are public and which belong to the operator's own networks."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's special-purpose registries (RFC 6890 and its updates), and multicast. They are written out
# since `is_global` changes with Python's patch releases, and calls some of these global.
_CLOSED_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's own services, beside 169.254.169.254
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_PUBLIC_V6: Final = IPv6Network("2000::/3")
_CLOSED_V6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


class AddressPolicy:
    """Allows public addresses, and also the networks that the operator allows."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Raise ValueError for a text that is no network."""
        self._allowed = tuple(map(_network, allowed))

    def allows(self, address: Address) -> bool:
        """Say whether connecting to the address is allowed."""
        meant = _meant(address)
        if any(meant in network or address in network for network in self._allowed):
            return True
        if isinstance(meant, IPv4Address):
            return not any(meant in network for network in _CLOSED_V4)
        return meant in _PUBLIC_V6 and not any(meant in network for network in _CLOSED_V6)


def literal(host: str) -> Address | None:
    """Read an address in any spelling that the system accepts; None for a host name.

    `127.1`, `2130706433`, `0x7f.0.0.1` and `0177.0.0.1` all mean the same.
    """
    with suppress(ValueError):
        return ip_address(host.partition("%")[0])
    with suppress(OSError, UnicodeError):
        return IPv4Address(socket.inet_aton(host))
    return None


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(
            f"{text!r} is no network. Write 10.0.0.0/8 for all addresses that begin with 10, "
            "192.168.1.7/32 for a single one."
        ) from error


def _meant(address: Address) -> Address:
    """Find the IPv4 address in an IPv6 address that maps it or uses NAT64."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
    return address
