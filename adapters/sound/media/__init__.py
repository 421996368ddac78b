"""Read containers and codecs, packet by packet."""
