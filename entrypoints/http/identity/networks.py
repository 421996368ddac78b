"""Maps a client's address to the network that limits count."""

from ipaddress import IPv4Address, IPv6Network, ip_address


def network_of(address: str) -> str:
    """Return the network of one subscriber: an IPv4 address, or an IPv6 /64 (RFC 6177)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    wrapped = found.ipv4_mapped
    return str(wrapped or IPv6Network((found, 64), strict=False))
