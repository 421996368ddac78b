"""Decoding of recordings, in processes of their own with little time and memory.

FFmpeg reads what strangers made up. A file of 700 bytes can have it fill gigabytes, and it cannot
be interrupted; so it works where that hurts nobody, and where there is nothing to be had: such a
process has no file, no connection and none of the service's secrets, only bytes it may ask for.
What it finds and the sound that it decodes come back over the same socket.
"""
