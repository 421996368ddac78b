"""Where the metrics of this process are kept."""

import platform

from prometheus_client import CollectorRegistry, Info, ProcessCollector


def create_registry(version: str) -> CollectorRegistry:
    """Make a registry that knows the build and the process: its memory, processor time, files."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    build = Info("whisper_build", "What runs here.", registry=registry)
    build.info({"version": version, "python": platform.python_version()})
    return registry
