"""Limits the connections by the number of files that the process may open."""

import resource
from typing import TYPE_CHECKING, Final

import structlog

from entrypoints.http.server.open_connections import ConnectionLimits

if TYPE_CHECKING:
    from config.settings import Settings

# More than any limit here needs. A hard limit can be a thousand million, and child processes may
# loop over all file descriptors up to it.
_ENOUGH: Final = 65_536
# For everything but connections: databases, models, queues, calls to other servers.
_RESERVED: Final = 256
# One for the connection, one for the recording that is stored or read meanwhile.
_FILES_EACH: Final = 2
_LEAST_CONNECTIONS: Final = 16
# Proxies usually keep idle connections for 60 s, and should be the side that closes them.
_PROXY_PATIENCE_SECONDS: Final = 75.0


def raise_file_limit() -> int:
    """Raise the soft limit of open files towards the hard one; return the new soft limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _ENOUGH if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # macOS refuses more than its kernel's limit
        return soft
    return wanted


def connection_limits(settings: "Settings", files: int) -> ConnectionLimits:
    """Return the limits of the settings, lowered to what this many open files allow."""
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
    if settings.trusted_proxies:  # all connections come from the proxy's address
        return ConnectionLimits(total, None, _PROXY_PATIENCE_SECONDS)
    return ConnectionLimits(total, settings.max_connections_per_address)


def connections_within(files: int) -> int:
    """Return how many connections this many open files allow."""
    return max((files - _RESERVED) // _FILES_EACH, _LEAST_CONNECTIONS)
