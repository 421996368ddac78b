"""Metrics for Prometheus. The registry is passed in; nothing here touches the global one."""
