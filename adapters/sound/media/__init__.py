"""Sound in: containers and codecs, read packet by packet."""
