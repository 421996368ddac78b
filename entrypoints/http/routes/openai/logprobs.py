"""The log-probabilities of what was heard, in OpenAI's form: one for each word."""

import math
from collections.abc import Sequence
from typing import Final, Self

from pydantic import BaseModel

from domain.transcript import Segment

_LEAST: Final = 1e-10  # the logarithm of 0 cannot be written as JSON


class TokenLogprob(BaseModel):
    """A word with the space before it, the logarithm of its probability, and its UTF-8 bytes."""

    token: str
    logprob: float
    bytes: list[int]

    @classmethod
    def of(cls, token: str, probability: float) -> Self:
        """Convert a word."""
        logprob = math.log(max(_LEAST, probability))
        return cls(token=token, logprob=logprob, bytes=list(token.encode()))


def logprobs_of(segments: Sequence[Segment]) -> list[TokenLogprob]:
    """List the words of segments; together they are the text, apart from spaces at its ends."""
    return [
        TokenLogprob.of(word.text, word.probability)
        for segment in segments
        for word in segment.words or ()
    ]
