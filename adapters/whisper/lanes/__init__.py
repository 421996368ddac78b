"""Schedule the windows of all recordings on the lanes of one model."""
