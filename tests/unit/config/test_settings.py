import os
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from config.environment import SettingsError, read_settings
from config.settings import Environment, Settings

KEY = "k" * 32


@pytest.fixture(autouse=True)
def a_bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide what the machine or a neighbouring .env file says."""
    for name in Settings.model_fields:
        for variable in {name, name.upper()} & set(os.environ):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)


def variables(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Settings()


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    with pytest.raises(ValidationError) as refused:
        variables(monkeypatch, **values)
    # What the command line shows; the values themselves are never repeated.
    faults = refused.value.errors(include_input=False)
    return "; ".join(f"{'_'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.environment is Environment.DEVELOPMENT
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database == f"sqlite:///{tmp_path}/data/transcriber.db"
    assert settings.storage == f"file://{tmp_path}/data/blobs"
    assert settings.models == ("base",)
    assert settings.redis_url is None
    assert settings.max_upload_bytes == 2 * 2**30
    assert settings.job_lease_seconds == 60


def test_the_stored_bytes_of_one_user_are_limited_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().stored_bytes_allowed == 20 * 2**30
    assert variables(monkeypatch, LIMIT_STORED_BYTES="0").stored_bytes_allowed is None


def test_another_data_folder_moves_database_and_audio() -> None:
    settings = Settings(data_dir=Path("/srv/audio"))
    assert settings.database == "sqlite:////srv/audio/transcriber.db"
    assert settings.storage == "file:///srv/audio/blobs"


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(
        monkeypatch, DATABASE_URL="postgresql://db/transcriber", STORAGE_URL="s3://bucket/audio"
    )
    assert settings.database == "postgresql://db/transcriber"
    assert settings.storage == "s3://bucket/audio"


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("tiny", ("small", "tiny")),
        ("tiny, base ,,large-v3", ("small", "tiny", "base", "large-v3")),
        ("base,small,base", ("small", "base")),
        ("", ("small",)),
        (" , ", ("small",)),
    ],
)
def test_models_are_listed_with_commas_and_the_default_comes_first(
    monkeypatch: pytest.MonkeyPatch, text: str, models: tuple[str, ...]
) -> None:
    settings = variables(monkeypatch, WHISPER_MODEL="small", WHISPER_MODELS=text)
    assert settings.models == models


def test_older_keys_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    older = "a" * 32, "b" * 40
    settings = variables(monkeypatch, JWT_PREVIOUS_KEYS=", ".join(older))
    assert settings.jwt_previous_keys == tuple(map(SecretStr, older))


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(monkeypatch, PORT="", REDIS_URL="", COOKIE_SECURE="", WHISPER_LANES="")
    assert (settings.port, settings.redis_url) == (8000, None)
    assert (settings.cookie_secure, settings.whisper_lanes) == (None, None)


def test_production_lists_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, ENVIRONMENT="production")
    assert "JWT_SECRET_KEY" in said
    assert "ADMIN_BOOTSTRAP_PASSWORD" in said


def test_production_lists_only_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, ENVIRONMENT="production", JWT_SECRET_KEY=KEY)
    assert "ADMIN_BOOTSTRAP_PASSWORD" in said
    assert "JWT_SECRET_KEY" not in said


def test_production_starts_with_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(
        monkeypatch,
        ENVIRONMENT="production",
        JWT_SECRET_KEY=KEY,
        ADMIN_BOOTSTRAP_PASSWORD="a password",
    )
    assert settings.missing_secrets == ()


def test_a_key_that_is_too_short_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = refusal(monkeypatch, JWT_SECRET_KEY="hunter2" * 4)
    assert "32 bytes" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "http"),
        ("WORKER_CONCURRENCY", "0"),
        ("JOB_LEASE_SECONDS", "-1"),
        ("MAX_UPLOAD_BYTES", "2 GiB"),
        ("DATABASE_URL", "mysql://db/transcriber"),
        ("STORAGE_URL", "ftp://server/audio"),
        ("ENVIRONMENT", "staging"),
        ("REDIS_URL", "cache.example.org:6379"),
        ("LOG_LEVEL", "loud"),
        ("WHISPER_DEVICE", "tpu"),
        ("WHISPER_COMPUTE_TYPE", "int3"),
        ("OUTBOUND_ALLOW", "10.0.0.5/8"),
    ],
)
def test_an_invalid_value_is_refused_with_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert name.lower() in refusal(monkeypatch, **{name: value})


def test_names_of_levels_and_devices_may_be_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(
        monkeypatch, LOG_LEVEL="debug", WHISPER_DEVICE="CPU", WHISPER_COMPUTE_TYPE="Int8"
    )
    assert settings.log_level == "DEBUG"
    assert (settings.whisper_device, settings.whisper_compute_type) == ("cpu", "int8")


def test_an_invalid_value_is_reported_without_a_librarys_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "cache")
    monkeypatch.setenv("OUTBOUND_ALLOW", "10.0.0.5/8")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    sentences = str(refused.value).splitlines()
    assert sentences[1].startswith("  REDIS_URL: Write redis://")
    assert sentences[2].startswith("  OUTBOUND_ALLOW: '10.0.0.5/8' is no network. Write 10.0.0.0/8")


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(
        monkeypatch, JWT_SECRET_KEY=KEY, ADMIN_BOOTSTRAP_PASSWORD="hunter2", METRICS_TOKEN="hunter2"
    )
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_settings_do_not_change_once_they_are_read() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_a_file_is_read_but_the_environment_counts_for_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=1111\nHOST=0.0.0.0\nSOMETHING_ELSE=ignored\n")
    settings = variables(monkeypatch, PORT="2222")
    assert (settings.host, settings.port) == ("0.0.0.0", 2222)


def test_a_heartbeat_must_leave_room_for_a_lost_one(monkeypatch: pytest.MonkeyPatch) -> None:
    words = refusal(monkeypatch, JOB_LEASE_SECONDS="60", JOB_HEARTBEAT_SECONDS="31")
    assert "at most half of JOB_LEASE_SECONDS (60)" in words
    settings = variables(monkeypatch, JOB_LEASE_SECONDS="60", JOB_HEARTBEAT_SECONDS="30")
    assert settings.job_heartbeat_seconds == 30


def test_a_folder_model_has_a_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = variables(monkeypatch, WHISPER_MODELS="meetings=/models/my-fine-tune, small")
    assert settings.models == ("base", "meetings", "small")
    assert settings.model_folders == {"meetings": Path("/models/my-fine-tune")}


def test_the_default_may_be_a_folder_by_name_or_by_path(monkeypatch: pytest.MonkeyPatch) -> None:
    named = variables(monkeypatch, WHISPER_MODEL="meetings", WHISPER_MODELS="meetings=/models/mine")
    assert (named.default_model, named.models) == ("meetings", ("meetings",))
    bare = variables(monkeypatch, WHISPER_MODEL="/models/my fine-tune/", WHISPER_MODELS="")
    assert (bare.default_model, bare.models) == ("my-fine-tune", ("my-fine-tune",))
    assert bare.model_folders == {"my-fine-tune": Path("/models/my fine-tune")}


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ("a=/models/x, a=/models/y", "'a' stands for two different models"),
        ("small=/models/x, small", "'small' stands for two different models"),
        ("a=", "name=/folder"),
        ("=/models/x", "name=/folder"),
        ("my model=/models/x", "name=/folder"),
    ],
)
def test_a_name_that_cannot_be_meant_is_refused(
    monkeypatch: pytest.MonkeyPatch, models: str, words: str
) -> None:
    assert words in refusal(monkeypatch, WHISPER_MODELS=models)


def test_openais_names_mean_the_default_model(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Settings().openai_names
    assert set(names.values()) == {None}
    assert {"whisper-1", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize"} <= names.keys()
    own = variables(monkeypatch, OPENAI_MODELS="whisper-1=tiny, other").openai_names
    assert own == {"whisper-1": "tiny", "other": None}


def test_models_are_kept_in_a_cache_unless_a_folder_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = variables(monkeypatch, XDG_CACHE_HOME="/var/cache/me")
    assert settings.models_dir == Path("/var/cache/me/whisper-transcriber/models")
    assert variables(monkeypatch, WHISPER_DOWNLOAD_DIR="/data").models_dir == Path("/data")


def test_a_watched_folder_is_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="Run `transcriber watch` on one machine"):
        variables(
            monkeypatch,
            WATCH_FOLDER="in",
            JOB_QUEUE="distributed",
            DATABASE_URL="postgresql://db/name",
        )


def test_formats_of_a_watched_folder_are_named_with_commas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert variables(monkeypatch, WATCH_FORMATS="SRT, txt").watch_formats == ("srt", "txt")
