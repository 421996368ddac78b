"""Errors of live sessions."""

from domain.errors.kinds import ConflictError, TooMuchError, UnavailableError


class NothingToCommitError(ConflictError):
    """There is no sound since the last commit."""

    code = "input_audio_buffer_commit_empty"

    def __init__(self) -> None:
        super().__init__("There is no sound to commit: append at least 100 ms of it first.")


class SoundTooFastError(TooMuchError):
    """The client is further ahead of real time than allowed."""

    code = "audio_ahead_of_time"

    def __init__(self, allowed_seconds: float) -> None:
        super().__init__(
            f"This sound was not taken: it would be more than {allowed_seconds:g} s ahead of real "
            "time. A live session takes sound as it is spoken; send a whole recording to "
            "/v1/audio/transcriptions or /jobs/.",
            5,
        )


class TooManyLiveSessionsError(TooMuchError):
    """The user has as many live sessions open as allowed."""

    code = "too_many_live_sessions"

    def __init__(self, allowed: int) -> None:
        super().__init__(
            f"You have {allowed} live sessions open, and more are not allowed. Close one first.", 30
        )


class LiveSessionsFullError(UnavailableError):
    """The process has as many live sessions open as it can serve."""

    code = "live_sessions_full"

    def __init__(self) -> None:
        super().__init__("All live sessions of this server are in use. Try again shortly.")


class RecordingLostError(ConflictError):
    """The connection may write no more to its live recording."""


class RecordingTakenOverError(RecordingLostError):
    """Another connection goes on with the recording."""

    code = "recording_taken_over"

    def __init__(self) -> None:
        super().__init__(
            "Another connection goes on with this recording, so this one has ended. A recording "
            "takes sound from one connection at a time: the newest."
        )


class RecordingEndedError(RecordingLostError):
    """The live recording takes no more sound."""

    code = "recording_ended"

    def __init__(self) -> None:
        super().__init__("This recording has ended and takes no more sound. Begin another one.")


class NothingRecordedError(ConflictError):
    """The live session ended without any sound, so there is nothing to transcribe."""

    code = "nothing_recorded"

    def __init__(self) -> None:
        super().__init__("No sound came while this was live, so there is nothing to transcribe.")


class SoundOfLiveJobError(ConflictError):
    """The upload is the sound of a live session and belongs to its job."""

    code = "upload_of_live_job"

    def __init__(self, job_id: object) -> None:
        super().__init__(
            f"This upload is the sound of the live job {job_id}, which alone may use it. End, "
            "cancel or delete that job."
        )
