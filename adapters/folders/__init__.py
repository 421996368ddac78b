"""Watched folders on this machine's file systems, and the ledger of a watcher."""
