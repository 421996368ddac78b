"""The command line, `transcriber`."""
