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
