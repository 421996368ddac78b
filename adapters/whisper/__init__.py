"""Whisper on CTranslate2: probing, decoding, scheduling windows, models in memory.

Import the classes from their modules; importing any of them loads no model.
"""

import os

# Read by NumPy's BLAS when it is first imported. A spectrogram is a product of small matrices, for
# which BLAS wakes a thread on every core; where these are busy with lanes, that takes ten times
# longer than one thread needs (benchmarks/RESULTS.md).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
