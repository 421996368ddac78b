"""Programs that print figures side by side, on the same weights and in the same run."""

import adapters.whisper  # noqa: F401 (before others, so that NumPy is set up as in the service)
