"""Everything that can go wrong and has a name (each name ends in `Error`).

TranscriberError
├── NotFound                 JobNotFound, SegmentNotFound, BlobNotFound, ModelNotServed,
│                            ApiKeyNotFound, UserNotFound, DeliveryNotFound,
│                            UploadNotFound, ModelNotStored, NoIdentityProvider
├── Conflict                 IllegalTransition, StaleJob, TranscriptNotReady, IdempotencyKeyInUse,
│                            UploadOffset, UploadIncomplete, TooManyApiKeys, UsernameTaken,
│                            LastAdmin, UserChanged, SecretUnreadable, IdentityTaken
├── IdempotencyKeyReused
├── UploadLocked
├── Unauthenticated          InvalidCredentials, InvalidToken, InvalidApiKey
├── Forbidden                MissingScope, LoginRequired, ExternalLogin
├── LoginExpired
├── InvalidRequest           one FieldError for each thing that is wrong; SourceRejected
├── UploadRejected           ChecksumMismatch, EmptyUpload, UploadTooLarge, UploadInterrupted,
│                            UnsupportedAudio
├── Unavailable              QueueFull, QueueStopped, StorageFull, StorageUnavailable,
│                            DatabaseUnavailable, IdentityProviderUnavailable, LoginsBusy
├── TooManyAttempts
├── TooMuch                  RateLimited, QuotaExceeded
└── TranscriptionFailed      AudioUnreadable, ModelUnavailable, OutOfMemory, AttemptsExhausted

The message is written for the person who reads it and says what to do;
`code` is for programs and never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class TranscriberError(Exception):
    """The root: whatever the service can explain."""

    code: ClassVar[str] = "error"


class NotFoundError(TranscriberError):
    """It does not exist, or it is not the caller's to know of."""


class JobNotFoundError(NotFoundError):
    """There is no such job for this caller."""

    code = "job_not_found"

    def __init__(self, job_id: object) -> None:
        super().__init__(f"There is no job {job_id} of yours. It may have been deleted.")


class SegmentNotFoundError(NotFoundError):
    """The transcript has fewer segments."""

    code = "segment_not_found"

    def __init__(self, index: object) -> None:
        super().__init__(f"There is no segment {index} in this transcript; they count from 0.")


class UploadNotFoundError(NotFoundError):
    """There is no such upload for this caller."""

    code = "upload_not_found"

    def __init__(self, upload_id: object) -> None:
        super().__init__(
            f"There is no upload {upload_id} of yours. It may have expired, or become a job."
        )


class BlobNotFoundError(NotFoundError):
    """The stored bytes are gone."""

    code = "blob_not_found"


class ModelNotServedError(NotFoundError):
    """The operator does not allow this model."""

    code = "model_not_found"

    def __init__(self, name: str, served: Sequence[str]) -> None:
        super().__init__(f"{name!r} is not served here. Choose one of: {', '.join(served)}.")


class ApiKeyNotFoundError(NotFoundError):
    """There is no such key for this caller."""

    code = "api_key_not_found"

    def __init__(self, key_id: object) -> None:
        super().__init__(f"There is no API key {key_id} of yours.")


class UserNotFoundError(NotFoundError):
    """There is no such user."""

    code = "user_not_found"

    def __init__(self, user_id: object) -> None:
        super().__init__(f"There is no user {user_id}.")


class DeliveryNotFoundError(NotFoundError):
    """There is no such delivery of a webhook for this caller."""

    code = "delivery_not_found"

    def __init__(self, delivery_id: object) -> None:
        super().__init__(
            f"There is no delivery {delivery_id} of yours. Old ones are removed after a while."
        )


class ModelNotStoredError(NotFoundError):
    """There is nothing on this machine's disk to remove."""

    code = "model_not_stored"

    def __init__(self, name: str, *, is_bundled: bool) -> None:
        super().__init__(
            f"The model {name!r} came with the program and stays."
            if is_bundled
            else f"There is no downloaded model {name!r}. `transcriber models list` shows all."
        )


class NoIdentityProviderError(NotFoundError):
    """The operator has named no identity provider."""

    code = "no_identity_provider"

    def __init__(self) -> None:
        super().__init__("There is no single sign-on here. Log in with user name and password.")


class ConflictError(TranscriberError):
    """It exists, but not in a state that allows this."""


class IllegalTransitionError(ConflictError):
    """The job's state does not allow what was asked."""

    code = "job_state_conflict"

    def __init__(self, status: str, wanted: str) -> None:
        again = " again" if status == wanted else ""
        super().__init__(f"The job {_is(status)}, so it cannot be {wanted}{again}.")


class StaleJobError(ConflictError):
    """Somebody else changed the job since it was read: another attempt, a cancel, a delete."""

    code = "job_changed"

    def __init__(self, job_id: object) -> None:
        super().__init__(f"Job {job_id} has changed meanwhile. Read it again before you decide.")


class TranscriptNotReadyError(ConflictError):
    """The transcript is asked for before the job has ended well."""

    code = "transcript_not_ready"

    def __init__(self, status: str) -> None:
        super().__init__(f"The job {_is(status)}; a transcript can be had once it is completed.")


class IdempotencyKeyInUseError(ConflictError):
    """Another request with this key is being worked on."""

    code = "idempotency_key_in_use"

    def __init__(self) -> None:
        super().__init__(
            "Another request with this Idempotency-Key is being worked on. "
            "Wait for its answer, or ask again in a moment."
        )


class IdempotencyKeyReusedError(TranscriberError):
    """The key stands for another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used for another request (other fields or another file). "
            "Make a new key for each new request."
        )


class UsernameTakenError(ConflictError):
    """Somebody else is called so."""

    code = "username_taken"

    def __init__(self, username: str) -> None:
        super().__init__(f"There is a user {username!r} already. Choose another name.")


class LastAdminError(ConflictError):
    """Without this admin nobody could let anybody in."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__(
            "This is the only active admin, who must neither be disabled nor become an ordinary "
            "user. Make another one first."
        )


class UserChangedError(ConflictError):
    """Somebody else changed the user at the same time."""

    code = "user_changed"

    def __init__(self) -> None:
        super().__init__("The user has been changed meanwhile. Look again before you decide.")


class IdentityTakenError(ConflictError):
    """The person is linked to another user already."""

    code = "identity_taken"

    def __init__(self) -> None:
        super().__init__("Whom the provider knows by this subject is another user here already.")


class TooManyApiKeysError(ConflictError):
    """As many keys live as one user may have."""

    code = "too_many_api_keys"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} API keys, and more are not allowed. Revoke one first.")


class SecretUnreadableError(ConflictError):
    """A webhook secret was sealed with a key that this service has no more."""

    code = "webhook_secret_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "Your webhook secret cannot be read any more, since the service was given another key. "
            "Rotate it, and give your receiver the new one."
        )


class UploadOffsetError(ConflictError):
    """The upload does not go on where its sender thinks."""

    code = "upload_offset_mismatch"

    def __init__(self, offset: int) -> None:
        super().__init__(f"{offset} bytes of this upload are here. Go on there.")


class UploadIncompleteError(ConflictError):
    """A job is asked for before all of its recording is here."""

    code = "upload_incomplete"

    def __init__(self, offset: int, length: int) -> None:
        super().__init__(f"Only {offset} of {length} bytes of this upload are here. Send the rest.")


class UploadLockedError(TranscriberError):
    """Another request adds to the upload."""

    code = "upload_locked"

    def __init__(self) -> None:
        super().__init__("Another request is writing to this upload. Wait for it to end.")


class UnauthenticatedError(TranscriberError):
    """Nobody knows who is asking."""

    code = "not_authenticated"


class InvalidCredentialsError(UnauthenticatedError):
    """Wrong name, wrong password or a disabled user: which of them is not told."""

    code = "invalid_credentials"

    def __init__(self) -> None:
        super().__init__("The user name or the password is wrong.")


class InvalidTokenError(UnauthenticatedError):
    """A token that is forged, expired, revoked or older than the password."""

    code = "invalid_token"

    def __init__(self, why: str = "The access token is not valid.") -> None:
        super().__init__(f"{why} Log in again.")


class InvalidApiKeyError(UnauthenticatedError):
    """A key that nobody made, or that has expired or was revoked."""

    code = "invalid_api_key"

    def __init__(self, why: str = "The API key is not valid.") -> None:
        super().__init__(f"{why} Make another one where you have logged in.")


class ForbiddenError(TranscriberError):
    """Who is asking is known, and may not do this."""

    code = "forbidden"

    def __init__(self, why: str = "Only an admin of this service may do this.") -> None:
        super().__init__(why)


class MissingScopeError(ForbiddenError):
    """The key was not made for this."""

    code = "missing_scope"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"This needs an API key with the scope '{scope}'; this key lacks it.")


class LoginRequiredError(ForbiddenError):
    """No key opens this, whatever its scopes."""

    code = "login_required"

    def __init__(self) -> None:
        super().__init__("An API key cannot do this. Log in with your user name and password.")


class ExternalLoginError(ForbiddenError):
    """The identity provider refused somebody, or what it says of them is not enough."""

    code = "external_login_refused"


class LoginExpiredError(TranscriberError):
    """Whoever comes back from the identity provider did not leave from here just now."""

    code = "login_expired"

    def __init__(self) -> None:
        super().__init__(
            "This login was begun in another browser or window, or more than ten minutes ago. "
            "Begin again."
        )


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request that is wrong, in words a person understands."""

    field: str
    detail: str


class InvalidRequestError(TranscriberError):
    """One or more fields are wrong; all of them are named at once."""

    code = "invalid_request"

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(" ".join(error.detail for error in errors))


class SourceRejectedError(InvalidRequestError):
    """The address given as `url` leads to nothing that can be fetched."""

    code = "source_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(FieldError("url", detail))


class UploadRejectedError(TranscriberError):
    """What was uploaded cannot become a job."""


class ChecksumMismatchError(UploadRejectedError):
    """The bytes are not those that were sent."""

    code = "checksum_mismatch"

    def __init__(self) -> None:
        super().__init__("The bytes that arrived do not match their Upload-Checksum. Send again.")


class EmptyUploadError(UploadRejectedError):
    """A file without a byte in it."""

    code = "empty_upload"

    def __init__(self) -> None:
        super().__init__("The uploaded file is empty. Choose a file that holds a recording.")


class UploadTooLargeError(UploadRejectedError):
    """More bytes than the operator allows."""

    code = "upload_too_large"

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"The file is larger than the {limit_bytes} bytes allowed here. "
            "Split it, or compress the sound (mono, Opus or MP3)."
        )


class UploadInterruptedError(UploadRejectedError):
    """The body ended before it was complete."""

    code = "upload_interrupted"

    def __init__(self) -> None:
        super().__init__("The upload broke off before it was complete. Send it again.")


class UnsupportedAudioError(UploadRejectedError):
    """No sound in it that this service can decode."""

    code = "unsupported_audio"


class UnavailableError(TranscriberError):
    """It may pass; `retry_after_seconds` says when to ask again."""

    retry_after_seconds: int = 10


class QueueFullError(UnavailableError):
    """As many jobs wait as the operator allows."""

    code = "queue_full"

    def __init__(self, retry_after_seconds: int = 30) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("The queue is full at the moment. Try again a little later.")


class QueueStoppedError(UnavailableError):
    """No worker takes messages: the service starts or stops."""

    code = "queue_stopped"

    def __init__(self) -> None:
        super().__init__("No worker takes jobs at the moment; the service is starting or stopping.")


class StorageFullError(UnavailableError):
    """No room for the audio."""

    code = "storage_full"

    def __init__(self) -> None:
        super().__init__("The storage of this service is full. Tell its operator.")


class StorageUnavailableError(UnavailableError):
    """The store of audio does not answer."""

    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("The storage of this service does not answer. Try again shortly.")


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer."""

    code = "database_unavailable"

    def __init__(self) -> None:
        super().__init__("The database of this service does not answer. Try again shortly.")


class IdentityProviderUnavailableError(UnavailableError):
    """The identity provider does not answer, or not as it should."""

    code = "identity_provider_unavailable"

    def __init__(self, why: str = "It does not answer.") -> None:
        super().__init__(
            f"The identity provider cannot log anybody in at the moment: {why} Try again shortly, "
            "or tell the operator of this service."
        )


class LoginsBusyError(UnavailableError):
    """More people show their passwords at once than can be looked at."""

    code = "logins_busy"
    retry_after_seconds = 5

    def __init__(self) -> None:
        super().__init__("Too many logins at this moment. Try again in a few seconds.")


class TooManyAttemptsError(TranscriberError):
    """Wrong logins in a row are slowed down."""

    code = "too_many_attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Too many wrong logins. Wait {retry_after_seconds} s and try again.")


class TooMuchError(TranscriberError):
    """One user wants more than their share; `retry_after_seconds` says when to ask again."""

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(detail)


class RateLimitedError(TooMuchError):
    """More requests in a minute than one user, or one key, may send."""

    code = "rate_limit_exceeded"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"You have sent too many requests. Wait {retry_after_seconds} s and try again.",
            retry_after_seconds,
        )


class QuotaExceededError(TooMuchError):
    """More unfinished jobs, or more waiting audio, than one user may have."""

    code = "quota_exceeded"


class TranscriptionFailedError(TranscriberError):
    """The job ends here; code and message are kept on it."""

    code = "transcription_failed"


class AudioUnreadableError(TranscriptionFailedError):
    """The stored audio cannot be decoded."""

    code = "audio_unreadable"


class ModelUnavailableError(TranscriptionFailedError):
    """The model cannot be found, downloaded or loaded."""

    code = "model_unavailable"


class OutOfMemoryError(TranscriptionFailedError):
    """The device has no memory left for this model or batch."""

    code = "out_of_memory"


class AttemptsExhaustedError(TranscriptionFailedError):
    """Every allowed attempt was begun and none came to an end."""

    code = "attempts_exhausted"

    def __init__(self, attempts: int) -> None:
        super().__init__(f"The job was begun {attempts} times and never came to an end.")


def _is(status: str) -> str:
    return "has failed" if status == "failed" else f"is {status}"
