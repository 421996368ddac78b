"""All errors of the service (each name ends in `Error`).

TranscriberError
├── NotFound                 JobNotFound, SegmentNotFound, BlobNotFound, ModelNotServed,
│                            ApiKeyNotFound, UserNotFound, DeliveryNotFound,
│                            UploadNotFound, ModelNotStored, NoIdentityProvider
├── Conflict                 IllegalTransition, StaleJob, TranscriptNotReady, IdempotencyKeyInUse,
│                            UploadOffset, UploadIncomplete, TooManyApiKeys, UsernameTaken,
│                            LastAdmin, UserChanged, SecretUnreadable, IdentityTaken,
│                            ModelBusy, UsernameLooksAlike
├── IdempotencyKeyReused
├── UploadLocked
├── Unauthenticated          InvalidCredentials, InvalidToken, InvalidApiKey
├── Forbidden                MissingScope, LoginRequired, ExternalLogin
├── LoginExpired
├── ForeignStorage
├── InvalidRequest           one FieldError for each thing that is wrong; SourceRejected
├── UploadRejected           ChecksumMismatch, EmptyUpload, UploadTooLarge, UploadInterrupted,
│                            UnsupportedAudio, StorageQuota
├── Unavailable              QueueFull, QueueStopped, StorageFull, StorageUnavailable,
│                            DatabaseUnavailable, IdentityProviderUnavailable, LoginsBusy,
│                            ProbesBusy, WaveformsBusy, WaveformTooSlow, DecoderLost
├── TooManyAttempts
├── TooMuch                  RateLimited, TooManyStreams, QuotaExceeded
└── TranscriptionFailed      AudioUnreadable (DecodingLimit), ModelUnavailable (ModelUnknown),
                             OutOfMemory, ProcessKilled, AttemptsExhausted

The message is written for the person who reads it and says what to do;
`code` is for programs and never changes.
"""

from domain.errors.accounts import (
    ApiKeyNotFoundError,
    ExternalLoginError,
    IdentityProviderUnavailableError,
    IdentityTakenError,
    InvalidApiKeyError,
    InvalidCredentialsError,
    InvalidTokenError,
    LastAdminError,
    LoginExpiredError,
    LoginRequiredError,
    LoginsBusyError,
    MissingScopeError,
    NoIdentityProviderError,
    TooManyApiKeysError,
    TooManyAttemptsError,
    UserChangedError,
    UsernameLooksAlikeError,
    UsernameTakenError,
    UserNotFoundError,
)
from domain.errors.capacity import (
    BlobNotFoundError,
    DatabaseUnavailableError,
    DecoderLostError,
    ForeignStorageError,
    ProbesBusyError,
    QueueFullError,
    QueueStoppedError,
    QuotaExceededError,
    RateLimitedError,
    StorageFullError,
    StorageUnavailableError,
    TooManyStreamsError,
    WaveformsBusyError,
    WaveformTooSlowError,
)
from domain.errors.jobs import (
    IdempotencyKeyInUseError,
    IdempotencyKeyReusedError,
    IllegalTransitionError,
    JobNotFoundError,
    ModelBusyError,
    ModelNotServedError,
    ModelNotStoredError,
    SegmentNotFoundError,
    StaleJobError,
    TranscriptNotReadyError,
)
from domain.errors.kinds import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    TooMuchError,
    TranscriberError,
    TranscriptionFailedError,
    UnauthenticatedError,
    UnavailableError,
    UploadRejectedError,
)
from domain.errors.transcription import (
    AttemptsExhaustedError,
    AudioUnreadableError,
    DecodingLimitError,
    ModelUnavailableError,
    ModelUnknownError,
    OutOfMemoryError,
    ProcessKilledError,
)
from domain.errors.uploads import (
    ChecksumMismatchError,
    EmptyUploadError,
    SourceRejectedError,
    StorageQuotaError,
    UnsupportedAudioError,
    UploadIncompleteError,
    UploadInterruptedError,
    UploadLockedError,
    UploadNotFoundError,
    UploadOffsetError,
    UploadTooLargeError,
)
from domain.errors.webhooks import (
    DeliveryNotFoundError,
    SecretUnreadableError,
)

__all__ = [
    "ApiKeyNotFoundError",
    "AttemptsExhaustedError",
    "AudioUnreadableError",
    "BlobNotFoundError",
    "ChecksumMismatchError",
    "ConflictError",
    "DatabaseUnavailableError",
    "DecoderLostError",
    "DecodingLimitError",
    "DeliveryNotFoundError",
    "EmptyUploadError",
    "ExternalLoginError",
    "FieldError",
    "ForbiddenError",
    "ForeignStorageError",
    "IdempotencyKeyInUseError",
    "IdempotencyKeyReusedError",
    "IdentityProviderUnavailableError",
    "IdentityTakenError",
    "IllegalTransitionError",
    "InvalidApiKeyError",
    "InvalidCredentialsError",
    "InvalidRequestError",
    "InvalidTokenError",
    "JobNotFoundError",
    "LastAdminError",
    "LoginExpiredError",
    "LoginRequiredError",
    "LoginsBusyError",
    "MissingScopeError",
    "ModelBusyError",
    "ModelNotServedError",
    "ModelNotStoredError",
    "ModelUnavailableError",
    "ModelUnknownError",
    "NoIdentityProviderError",
    "NotFoundError",
    "OutOfMemoryError",
    "ProbesBusyError",
    "ProcessKilledError",
    "QueueFullError",
    "QueueStoppedError",
    "QuotaExceededError",
    "RateLimitedError",
    "SecretUnreadableError",
    "SegmentNotFoundError",
    "SourceRejectedError",
    "StaleJobError",
    "StorageFullError",
    "StorageQuotaError",
    "StorageUnavailableError",
    "TooManyApiKeysError",
    "TooManyAttemptsError",
    "TooManyStreamsError",
    "TooMuchError",
    "TranscriberError",
    "TranscriptNotReadyError",
    "TranscriptionFailedError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnsupportedAudioError",
    "UploadIncompleteError",
    "UploadInterruptedError",
    "UploadLockedError",
    "UploadNotFoundError",
    "UploadOffsetError",
    "UploadRejectedError",
    "UploadTooLargeError",
    "UserChangedError",
    "UserNotFoundError",
    "UsernameLooksAlikeError",
    "UsernameTakenError",
    "WaveformTooSlowError",
    "WaveformsBusyError",
]
