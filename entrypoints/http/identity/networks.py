"""What counts as one address, where something is counted by address."""

from ipaddress import IPv4Address, IPv6Network, ip_address


def network_of(address: str) -> str:
    """Give what one subscriber has: a single IPv4 address, or 64 bits of IPv6 (RFC 6177)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    wrapped = found.ipv4_mapped
    return str(wrapped or IPv6Network((found, 64), strict=False))
