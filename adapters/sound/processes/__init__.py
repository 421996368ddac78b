"""Decode recordings in separate processes with limits of time and memory.

FFmpeg reads files of strangers. A file of 700 bytes can make it fill gigabytes, and it cannot be
interrupted. So it runs in processes that can fail without harm and have nothing to steal: they have
no files, no connections and none of the service's secrets, and can only ask for the bytes of the
recording. Results and decoded sound come back over the same socket.
"""
