"""Which adapter stands behind which port.

All constructors are synchronous and cheap; what has to be opened and closed is, by lifecycle.py.
Each file builds on the one before: system, storage, memory, events, security, single_sign_on,
outbound, engine.
"""

from config.adapters.engine import EngineAdapters


class Adapters(EngineAdapters):
    """The outside world, behind ports; each part is made when it is first asked for."""
