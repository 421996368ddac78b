"""One thing somebody can ask of the service a file: a frozen class with one `__call__`."""
