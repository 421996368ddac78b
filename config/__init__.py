"""The composition root: reads the settings and wires all parts in one container."""
