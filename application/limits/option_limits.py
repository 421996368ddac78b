"""Check options against the maxima that the operator has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.decoding_options import DecodingOptions
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.options import MAX_BEAM_SIZE, TranscriptionOptions

# A request that does not name it must not fail.
_USUAL_CANDIDATES: Final = DecodingOptions().best_of


@dataclass(frozen=True, slots=True)
class OptionLimits:
    """The operator's maxima for options that multiply the work; the domain allows more.

    So a job that was stored under a higher maximum can still be read and finished.
    """

    beam_size: int = MAX_BEAM_SIZE

    @property
    def maxima(self) -> Mapping[str, int]:
        """The maximum of each option; `best_of` does at temperatures above 0 what beams do."""
        return {"beam_size": self.beam_size, "best_of": max(self.beam_size, _USUAL_CANDIDATES)}

    def ensure_within(self, options: TranscriptionOptions) -> None:
        """Raise InvalidRequestError for options above a maximum."""
        asked = {"beam_size": options.beam_size, "best_of": options.decoding.best_of}
        above = [
            FieldError(
                name,
                f"This service allows a {name} of {most} at most, not {asked[name]}. Send the "
                "recording with a smaller one.",
            )
            for name, most in self.maxima.items()
            if asked[name] > most
        ]
        if above:
            raise InvalidRequestError(*above)
