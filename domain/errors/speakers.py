"""Errors of speakers and voices."""

from collections.abc import Sequence

from domain.errors.kinds import NotFoundError, TranscriberError, UploadRejectedError


class SpeakerNotFoundError(NotFoundError):
    """The job has no speaker with this label."""

    code = "speaker_not_found"

    def __init__(self, label: str, known: Sequence[str]) -> None:
        there = f"its speakers are {', '.join(known)}" if known else "no speakers were told apart"
        super().__init__(f"There is no speaker {label!r} in this job; {there}.")


class VoiceEvidenceUnreadableError(TranscriberError):
    """Stored evidence of voices was made by another version, or is damaged: listen again."""

    code = "voice_evidence_unreadable"


class VoiceSampleError(UploadRejectedError):
    """A sample of a voice cannot be used to recognise that voice."""

    code = "voice_sample_unusable"


class VoiceSampleLengthError(VoiceSampleError):
    """The sample is too short or too long."""

    code = "voice_sample_length"

    def __init__(self, seconds: float, least: float, most: float) -> None:
        super().__init__(
            f"The sample of a voice has to be {least:g} to {most:g} seconds long; "
            f"this one has {seconds:.1f}."
        )


class VoiceSampleMixedError(VoiceSampleError):
    """More than one person speaks in the sample."""

    code = "voice_sample_mixed"

    def __init__(self) -> None:
        super().__init__(
            "More than one person speaks in this sample of a voice. Choose a part in which "
            "only one speaks."
        )


class VoiceSampleSilentError(VoiceSampleError):
    """Nobody, or hardly anybody, speaks in the sample."""

    code = "voice_sample_silent"

    def __init__(self) -> None:
        super().__init__(
            "There is too little speech in this sample of a voice. Choose a part in which one "
            "person speaks all the time."
        )
