"""Fingerprints that say when one transcript can stand for another."""

import json
from hashlib import sha256
from typing import Final

from domain.options import ModelName, TranscriptionOptions

# Options that only concern the queue do not change the transcript.
INDIFFERENT: Final = frozenset({"priority"})


def result_fingerprint(
    audio_sha256: str, model: ModelName, revision: str, options: TranscriptionOptions
) -> str:
    """Hash all that determines a result, as a SHA-256 in hex.

    The same audio, the same model files and the same options give the same transcript.
    """
    asked = {name: value for name, value in options.as_asked().items() if name not in INDIFFERENT}
    decides = json.dumps([audio_sha256, model, revision, asked], sort_keys=True)
    return sha256(decides.encode()).hexdigest()
