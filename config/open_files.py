"""How many files this process may have open, and so how many connections."""

import resource
from typing import TYPE_CHECKING, Final

import structlog

from entrypoints.http.server.crowd import ConnectionLimits

if TYPE_CHECKING:
    from config.settings import Settings

# More than any limit here needs. A hard limit can be a thousand million, and programs that are
# started by this one may go through all numbers up to it.
_ENOUGH: Final = 65_536
# What the process has open besides connections: databases, models, queues, calls to other servers.
_RESERVED: Final = 256
# A connection, and the recording that is stored or read meanwhile.
_FILES_EACH: Final = 2
_LEAST_CONNECTIONS: Final = 16
# Proxies keep theirs for 60 s as a rule, and should be those who close.
_PROXY_PATIENCE_SECONDS: Final = 75.0


def raise_file_limit() -> int:
    """Raise the soft limit of open files as far as the hard one lets us; give what holds then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _ENOUGH if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # macOS refuses what its kernel does not have
        return soft
    return wanted


def connection_limits(settings: "Settings", files: int) -> ConnectionLimits:
    """Give the limits that are set, as far as so many open files allow them."""
    total = min(settings.max_connections, connections_within(files))
    if total < settings.max_connections:
        structlog.get_logger().warning(
            "fewer_connections_than_set",
            connections=total,
            max_connections=settings.max_connections,
            open_files=files,
            advice="Raise the hard limit of open files (LimitNOFILE= of systemd, ulimit -Hn), "
            "or lower MAX_CONNECTIONS.",
        )
    if settings.trusted_proxies:  # all connections come from the proxy's own address
        return ConnectionLimits(total, None, _PROXY_PATIENCE_SECONDS)
    return ConnectionLimits(total, settings.max_connections_per_address)


def connections_within(files: int) -> int:
    """Say how many connections so many open files are enough for."""
    return max((files - _RESERVED) // _FILES_EACH, _LEAST_CONNECTIONS)
