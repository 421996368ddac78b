"""The windows of all recordings on the lanes of one model: in order, fair, bounded."""
