"""The ports on real technology; no adapter knows another."""
