"""Errors of limits that are reached and of parts that are away."""

from domain.errors.kinds import NotFoundError, TooMuchError, TranscriberError, UnavailableError


class QueueFullError(UnavailableError):
    """The queue holds as many jobs as the operator allows."""

    code = "queue_full"

    def __init__(self, retry_after_seconds: int = 30) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("The queue is full at the moment. Try again a little later.")


class QueueStoppedError(UnavailableError):
    """No worker takes messages, since the service is starting or stopping."""

    code = "queue_stopped"

    def __init__(self) -> None:
        super().__init__("No worker takes jobs at the moment; the service is starting or stopping.")


class StorageFullError(UnavailableError):
    """The storage has no space for the audio."""

    code = "storage_full"

    def __init__(self) -> None:
        super().__init__("The storage of this service is full. Tell its operator.")


class StorageUnavailableError(UnavailableError):
    """The audio storage does not answer."""

    code = "storage_unavailable"

    def __init__(
        self, why: str = "The storage of this service does not answer. Try again shortly."
    ) -> None:
        super().__init__(why)


class ForeignStorageError(TranscriberError):
    """The storage and the database do not belong together; the message says what to do."""

    code = "foreign_storage"


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer."""

    code = "database_unavailable"

    def __init__(
        self, why: str = "The database of this service does not answer. Try again shortly."
    ) -> None:
        super().__init__(why)


class ProbesBusyError(UnavailableError):
    """More recordings have to be checked at once than allowed."""

    code = "probes_busy"

    def __init__(self, retry_after_seconds: int = 10) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            "Too many recordings are being checked at the moment. Nothing is wrong with yours: "
            f"send it again in {retry_after_seconds} s."
        )


class WaveformsBusyError(UnavailableError):
    """More waveforms have to be measured at once than allowed."""

    code = "waveforms_busy"

    def __init__(self, retry_after_seconds: int = 10) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("Too many waveforms are being measured. Try again in a few seconds.")


class PrintersBusyError(UnavailableError):
    """More documents have to be printed at once than allowed."""

    code = "printers_busy"

    def __init__(self, retry_after_seconds: int = 10) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            "Too many Word and PDF documents are being made. Try again in a few seconds."
        )


class EmbeddersBusyError(UnavailableError):
    """More videos have to get subtitles at once than allowed."""

    code = "embedders_busy"

    def __init__(self, retry_after_seconds: int = 10) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("Too many videos are getting subtitles. Try again in a few seconds.")


class DownloadTooSlowError(UnavailableError):
    """The client reads a video so slowly that others would wait for its place."""

    code = "download_too_slow"

    def __init__(self) -> None:
        super().__init__("This video was read too slowly, so its download was ended.")


class WaveformTooSlowError(UnavailableError):
    """Measuring took too long and was stopped, so that other recordings get their turn."""

    code = "waveform_too_slow"
    retry_after_seconds = 3600

    def __init__(self, limit_seconds: float) -> None:
        super().__init__(
            f"Measuring this recording takes longer than {limit_seconds:g} s, so there is no "
            "waveform of it now. It can be played all the same."
        )


class DecoderLostError(UnavailableError):
    """The process that decoded a recording was killed from outside."""

    code = "decoder_lost"

    def __init__(self) -> None:
        super().__init__(
            "The process that decoded this recording was ended, perhaps because the machine ran "
            "out of memory. Try again shortly."
        )


class BlobNotFoundError(NotFoundError):
    """The stored bytes do not exist."""

    code = "blob_not_found"


class RateLimitedError(TooMuchError):
    """The user or the key has sent too many requests in a minute."""

    code = "rate_limit_exceeded"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"You have sent too many requests. Wait {retry_after_seconds} s and try again.",
            retry_after_seconds,
        )


class TooManyStreamsError(TooMuchError):
    """The user has as many event streams open as allowed."""

    code = "too_many_streams"

    def __init__(self, allowed: int) -> None:
        super().__init__(
            f"You have {allowed} event streams open, and more are not allowed. Close one, or "
            "follow all of your jobs with one stream.",
            30,
        )


class QuotaExceededError(TooMuchError):
    """The user has too many unfinished jobs, or too much waiting audio."""

    code = "quota_exceeded"
