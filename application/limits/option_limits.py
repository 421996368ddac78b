"""Check options against the maxima that the operator has set."""

from dataclasses import dataclass

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.options import MAX_BEAM_SIZE, TranscriptionOptions


@dataclass(frozen=True, slots=True)
class OptionLimits:
    """The operator's maxima for options that multiply the work; the domain allows more.

    So a job that was stored under a higher maximum can still be read and finished.
    """

    beam_size: int = MAX_BEAM_SIZE

    def ensure_within(self, options: TranscriptionOptions) -> None:
        """Raise InvalidRequestError for options above a maximum."""
        if options.beam_size > self.beam_size:
            raise InvalidRequestError(
                FieldError(
                    "beam_size",
                    f"This service allows a beam_size of {self.beam_size} at most, not "
                    f"{options.beam_size}. Send the recording with a smaller one.",
                )
            )
