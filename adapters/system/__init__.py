"""Use the machine: clock, ids, secrets, and checks of disk and port."""
