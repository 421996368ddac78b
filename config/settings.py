"""All settings of the operator, read once from the environment or an .env file.

A validator imports its adapter only if there is something to check: the adapters of the database
and of Redis take more than a second to import, and the command line transcribes without them.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict

from adapters.outbound.addresses import AddressPolicy
from config.oidc_settings import OidcSettings
from config.watch_settings import WatchSettings
from config.whisper_settings import WhisperSettings
from domain.job import JobStatus
from domain.options import MAX_BEAM_SIZE

SHORTEST_SECRET: Final = 32  # bytes; the key of HS256 should be as long as its hash (RFC 7518, 3.2)


LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


class Environment(StrEnum):
    """How strict the checks at the start are."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class JobQueueKind(StrEnum):
    """Where jobs are queued, and so which processes work on them."""

    THREAD = "thread"
    DISTRIBUTED = "distributed"


class Settings(WhisperSettings, OidcSettings, WatchSettings):
    """Each field is read from the environment variable of the same name, in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    trusted_proxies: Annotated[int, Field(ge=0)] = 0
    cookie_secure: bool | None = None
    max_connections: PositiveInt = 4_000
    max_connections_per_address: PositiveInt = 1_024
    log_level: LogLevel = "INFO"
    log_json: bool | None = None
    log_lines_per_minute: PositiveInt = 600
    shutdown_grace_seconds: PositiveFloat = 6.0
    shutdown_notice_seconds: NonNegativeFloat = 0.0

    data_dir: Path = Path("data")
    database_url: str | None = None
    migrate_on_start: bool = True
    storage_url: str | None = None
    redis_url: str | None = None
    cache_bytes: PositiveInt = 64 * 2**20
    cache_seconds: PositiveFloat = 300.0

    max_upload_bytes: PositiveInt = 2 * 2**30
    max_open_uploads: PositiveInt = 20
    upload_keep_seconds: PositiveFloat = 86_400.0
    job_queue: JobQueueKind = JobQueueKind.THREAD
    model_queues: Annotated[Mapping[str, str], NoDecode] = {}
    queue_capacity: PositiveInt = 10_000
    worker_concurrency: PositiveInt = 4
    worker_reserved_places: NonNegativeInt = 4
    limit_requests_per_minute: PositiveInt | None = None
    limit_key_requests_per_minute: PositiveInt | None = None
    limit_jobs: PositiveInt | None = None
    limit_queued_audio_seconds: PositiveFloat | None = None
    limit_high_priority_jobs: PositiveInt = 10
    limit_event_streams: PositiveInt = 100
    limit_live_sessions: PositiveInt = 4
    limit_stored_bytes: NonNegativeInt = 20 * 2**30
    max_beam_size: Annotated[int, Field(ge=1, le=MAX_BEAM_SIZE)] = 10
    direct_concurrency: PositiveInt = 8
    live_sessions: PositiveInt = 32
    live_ahead_seconds: PositiveFloat = 60.0
    live_idle_seconds: PositiveFloat = 300.0
    live_resume_seconds: PositiveFloat = 600.0
    live_message_bytes: PositiveInt = 4 * 2**20
    wyoming_port: Annotated[int, Field(ge=0, le=65_535)] | None = None
    wyoming_host: str = "127.0.0.1"
    worker_port: Annotated[int, Field(ge=0, le=65_535)] = 8001
    job_lease_seconds: PositiveFloat = 60.0
    job_heartbeat_seconds: PositiveFloat | None = None
    job_max_attempts: PositiveInt = 3
    job_backoff_seconds: PositiveFloat = 15.0

    outbound_allow: Annotated[tuple[str, ...], NoDecode] = ()
    url_fetch_seconds: PositiveFloat = 1_800.0
    url_fetch_concurrency: PositiveInt = 16
    webhook_senders: NonNegativeInt = 16
    webhook_log_seconds: PositiveFloat = 30 * 86_400.0

    share_links: bool = True
    share_max_seconds: PositiveInt = 30 * 86_400

    keep_completed_seconds: PositiveFloat | None = None
    keep_failed_seconds: PositiveFloat | None = None
    keep_cancelled_seconds: PositiveFloat | None = None
    keep_voice_evidence: bool = False
    orphan_grace_seconds: PositiveFloat = 3600.0
    sweep_most_share: Annotated[float, Field(ge=0, le=1)] = 0.5

    jwt_secret_key: SecretStr | None = None
    jwt_previous_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    jwt_issuer: str = "whisper-transcriber"
    jwt_audience: str = "whisper-transcriber"
    access_token_seconds: PositiveInt = 3600
    admin_username: str = "admin"
    admin_bootstrap_password: SecretStr | None = None
    metrics_token: SecretStr | None = None

    @field_validator(
        "whisper_models",
        "openai_models",
        "jwt_previous_keys",
        "outbound_allow",
        mode="before",
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        """Read `a, b` as two names, since people write lists into variables like that."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("model_queues", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        """Read `large-v3=gpu, medium=gpu`."""
        if not isinstance(value, str):
            return value
        pairs = [part.split("=") for part in value.split(",") if part.strip()]
        if any(len(pair) != 2 or not all(map(str.strip, pair)) for pair in pairs):  # noqa: PLR2004  # a pair
            raise ValueError("Write model=queue, separated by commas.")
        return {model.strip(): queue.strip() for model, queue in pairs}

    @field_validator("jwt_secret_key", "jwt_previous_keys")
    @classmethod
    def _long_enough(cls, value: SecretStr | tuple[SecretStr, ...] | None) -> object:
        keys = value if isinstance(value, tuple) else (value,)
        if any(key and len(key.get_secret_value().encode()) < SHORTEST_SECRET for key in keys):
            raise ValueError(f"A key that signs tokens needs at least {SHORTEST_SECRET} bytes.")
        return value

    @field_validator("outbound_allow")
    @classmethod
    def _known_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        AddressPolicy(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is not None:
            from adapters.sql.engine import async_url

            async_url(value)
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str | None) -> str | None:
        if value is not None:
            from adapters.redis.client import check_redis_url

            check_redis_url(value)
        return value

    @field_validator("storage_url")
    @classmethod
    def _known_storage(cls, value: str | None) -> str | None:
        if value is not None:
            from adapters.storage.stores import check_url

            check_url(value)
        return value

    @model_validator(mode="after")
    def _distributed_has_postgresql(self) -> Self:
        if self.is_distributed and not self.database.startswith("postgres"):
            raise ValueError(
                "JOB_QUEUE=distributed keeps its messages in PostgreSQL: set DATABASE_URL to "
                "postgresql://user:password@host:5432/name."
            )
        return self

    @model_validator(mode="after")
    def _a_watched_folder_has_one_process(self) -> Self:
        if self.is_distributed and self.watch_folder is not None:
            raise ValueError(
                "WATCH_FOLDER needs JOB_QUEUE=thread. Run `transcriber watch` on one machine "
                "instead, beside the service."
            )
        return self

    @model_validator(mode="after")
    def _a_heartbeat_may_be_lost(self) -> Self:
        if (self.job_heartbeat_seconds or 0) > self.job_lease_seconds / 2:
            raise ValueError(
                "JOB_HEARTBEAT_SECONDS must be at most half of JOB_LEASE_SECONDS "
                f"({self.job_lease_seconds:g}): otherwise one lost heartbeat costs a job."
            )
        return self

    @model_validator(mode="after")
    def _production_has_its_secrets(self) -> Self:
        if self.environment is Environment.PRODUCTION and self.missing_secrets:
            raise ValueError(
                "ENVIRONMENT=production needs these to be set: " + "; ".join(self.missing_secrets)
            )
        return self

    @property
    def missing_secrets(self) -> tuple[str, ...]:
        """Return the names of the secrets that a production start needs."""
        missing = []
        if self.jwt_secret_key is None:
            missing.append(f"JWT_SECRET_KEY (at least {SHORTEST_SECRET} random bytes)")
        if self.admin_bootstrap_password is None:
            missing.append("ADMIN_BOOTSTRAP_PASSWORD (the first admin's password)")
        return tuple(missing)

    @property
    def is_distributed(self) -> bool:
        """Whether separate worker processes work on jobs."""
        return self.job_queue is JobQueueKind.DISTRIBUTED

    @property
    def database(self) -> str:
        """The database's URL; by default SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """The path of the embedded database, which is used unless DATABASE_URL is set."""
        return self.data_dir.resolve() / "transcriber.db"

    @property
    def storage(self) -> str:
        """The audio store's URL; by default a folder in the data folder."""
        return self.storage_url or f"file://{self.data_dir.resolve()}/blobs"

    @property
    def has_lasting_storage(self) -> bool:
        """Whether audio outlives the process."""
        return not self.storage.startswith("memory:")

    @property
    def is_storage_there(self) -> bool:
        """Whether the storage's folder exists; always true for a bucket."""
        parts = urlsplit(self.storage)
        return parts.scheme != "file" or Path(unquote(parts.path)).is_dir()

    @property
    def stored_bytes_allowed(self) -> int | None:
        """How many bytes may be stored for one ordinary user; None is no limit."""
        return self.limit_stored_bytes or None

    @property
    def keep_seconds(self) -> Mapping[JobStatus, float | None]:
        """How long an ended job is kept, by outcome; None is forever."""
        return {
            JobStatus.COMPLETED: self.keep_completed_seconds,
            JobStatus.FAILED: self.keep_failed_seconds,
            JobStatus.CANCELLED: self.keep_cancelled_seconds,
        }
