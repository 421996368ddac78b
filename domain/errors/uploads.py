"""Errors of uploads."""

from domain.errors.kinds import (
    ConflictError,
    FieldError,
    InvalidRequestError,
    NotFoundError,
    TranscriberError,
    UploadRejectedError,
)


class UploadNotFoundError(NotFoundError):
    """There is no such upload for this caller."""

    code = "upload_not_found"

    def __init__(self, upload_id: object) -> None:
        super().__init__(
            f"There is no upload {upload_id} of yours. It may have expired, or become a job."
        )


class UploadOffsetError(ConflictError):
    """The request's offset is not where the upload ends."""

    code = "upload_offset_mismatch"

    def __init__(self, offset: int) -> None:
        super().__init__(f"{offset} bytes of this upload have arrived. Continue at that offset.")


class UploadIncompleteError(ConflictError):
    """A job was requested before the whole recording has arrived."""

    code = "upload_incomplete"

    def __init__(self, offset: int, length: int) -> None:
        super().__init__(
            f"Only {offset} of {length} bytes of this upload have arrived. Send the rest."
        )


class UploadLockedError(TranscriberError):
    """Another request is writing to the upload."""

    code = "upload_locked"

    def __init__(self) -> None:
        super().__init__("Another request is writing to this upload. Wait for it to end.")


class SourceRejectedError(InvalidRequestError):
    """The address in `url` cannot be fetched."""

    code = "source_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(FieldError("url", detail))


class ChecksumMismatchError(UploadRejectedError):
    """The received bytes differ from the sent ones."""

    code = "checksum_mismatch"

    def __init__(self) -> None:
        super().__init__("The bytes that arrived do not match their Upload-Checksum. Send again.")


class EmptyUploadError(UploadRejectedError):
    """The file is empty."""

    code = "empty_upload"

    def __init__(self) -> None:
        super().__init__("The uploaded file is empty. Choose a file that holds a recording.")


class UploadTooLargeError(UploadRejectedError):
    """The upload is larger than the operator allows."""

    code = "upload_too_large"

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"The file is larger than the {limit_bytes} bytes allowed here. "
            "Split it, or compress the sound (mono, Opus or MP3)."
        )


class StorageQuotaError(UploadRejectedError):
    """The user's files would take more bytes than allowed."""

    code = "storage_quota_exceeded"

    def __init__(self, wanted_bytes: int, allowed_bytes: int) -> None:
        super().__init__(
            f"{wanted_bytes:,} bytes of yours are kept here, or would be with this file, and "
            f"{allowed_bytes:,} ({_readable(allowed_bytes)}) may. What you have stays. Delete jobs "
            "or uploads that you no longer need, or ask the operator for more room."
        )


class UploadInterruptedError(UploadRejectedError):
    """The request's body ended before it was complete."""

    code = "upload_interrupted"

    def __init__(self) -> None:
        super().__init__("The upload broke off before it was complete. Send it again.")


class UnsupportedAudioError(UploadRejectedError):
    """The file has no sound that this service can decode."""

    code = "unsupported_audio"


def _readable(size: int) -> str:
    for power, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size >= 1 << power:
            return f"{size / (1 << power):.4g} {unit}"
    return f"{size} bytes"
