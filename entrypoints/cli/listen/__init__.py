"""The command `listen`: text while somebody speaks."""
