"""All errors of the service (each name ends in `Error`).

TranscriberError
├── NotFound                 JobNotFound, SegmentNotFound, SpeakerNotFound, BlobNotFound,
│                            ModelNotServed, ApiKeyNotFound, UserNotFound, DeliveryNotFound,
│                            UploadNotFound, ModelNotStored, NoIdentityProvider, ShareNotFound,
│                            ShareClosed
├── Conflict                 IllegalTransition, StaleJob, TranscriptNotReady, IdempotencyKeyInUse,
│                            UploadOffset, UploadIncomplete, TooManyApiKeys, UsernameTaken,
│                            LastAdmin, UserChanged, SecretUnreadable, IdentityTaken, TooManyShares,
│                            ModelBusy, UsernameLooksAlike, NothingToCommit, NothingRecorded,
│                            SoundOfLiveJob, RecordingLost (RecordingTakenOver, RecordingEnded)
├── IdempotencyKeyReused
├── UploadLocked
├── Unauthenticated          InvalidCredentials, InvalidToken, InvalidApiKey
├── Forbidden                MissingScope, LoginRequired, ExternalLogin, NotShared,
│                            SharingDisabled
├── LoginExpired
├── ForeignStorage
├── InvalidRequest           one FieldError for each thing that is wrong; SourceRejected
├── UploadRejected           ChecksumMismatch, EmptyUpload, UploadTooLarge, UploadInterrupted,
│                            UnsupportedAudio, StorageQuota,
│                            VoiceSample (VoiceSampleLength, VoiceSampleMixed, VoiceSampleSilent)
├── VoiceEvidenceUnreadable
├── RecordingGone, PlaceUnavailable, NameUnusable, AlreadyWatched, InvalidPlace   of watched places
├── Unavailable              QueueFull, QueueStopped, StorageFull, StorageUnavailable,
│                            DatabaseUnavailable, IdentityProviderUnavailable, LoginsBusy,
│                            ProbesBusy, WaveformsBusy, WaveformTooSlow, PrintersBusy,
│                            EmbeddersBusy, DownloadTooSlow, DecoderLost, LiveSessionsFull
├── TooManyAttempts
├── TooMuch                  RateLimited, TooManyStreams, QuotaExceeded, SoundTooFast,
│                            TooManyLiveSessions
└── TranscriptionFailed      AudioUnreadable (DecodingLimit), ModelUnavailable (ModelUnknown),
                             OutOfMemory, ProcessKilled, AttemptsExhausted

The message is written for the person who reads it and says what to do;
`code` is for programs and never changes.
"""
