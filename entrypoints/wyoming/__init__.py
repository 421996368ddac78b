"""The Wyoming protocol, with which Home Assistant and its satellites use speech services."""
