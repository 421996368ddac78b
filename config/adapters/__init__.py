"""Chooses the adapter of each port.

All constructors are synchronous and cheap; lifecycle.py opens and closes what needs it. Each file
builds on those before: system, storage, memory, events, security, single_sign_on, outbound, engine.
"""

from config.adapters.engine import EngineAdapters


class Adapters(EngineAdapters):
    """The adapters behind the ports; each is made at first use."""
