"""The ports' adapters; no adapter imports another, but all may use `adapters.sound`."""

import os

# Read by NumPy's BLAS when it is first imported. A spectrogram is a product of small matrices, for
# which BLAS wakes a thread on every core; where these are busy with lanes, that takes ten times
# longer than one thread needs (benchmarks/RESULTS.md).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
