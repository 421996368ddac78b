"""Models on disk: a catalogue, places they come from, and the folder that keeps them."""
