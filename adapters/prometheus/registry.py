"""The registry of this process's metrics."""

import platform

from prometheus_client import CollectorRegistry, Info, ProcessCollector


def create_registry(version: str) -> CollectorRegistry:
    """Make a registry with metrics of the build and the process: memory, CPU time, files."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    build = Info("whisper_build", "What runs here.", registry=registry)
    build.info({"version": version, "python": platform.python_version()})
    return registry
