"""Wires the checks of `transcriber doctor`."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.diarization.examination import SpeakerModelsExamination
from adapters.redis.examination import RedisExamination
from adapters.sql.examination import SqlExamination
from adapters.sql.schema_state import ensure_migrated
from adapters.storage.examination import StorageExamination
from adapters.system.disk_examination import DiskExamination
from adapters.system.port_examination import PortExamination
from adapters.whisper.models.examination import ModelExamination
from application.ports.examination import Examination, Finding, Verdict
from application.upkeep.diagnose import Diagnose
from application.upkeep.examine_installation import (
    InstallationExamination,
    MissingStorageExamination,
)
from application.upkeep.examine_orphans import OrphansExamination
from config.container import Container
from config.environment import SettingsError, read_settings
from config.logging import configure_logging
from domain.errors.kinds import TranscriberError
from domain.options import ModelName
from entrypoints.cli.doctor import Doctor

if TYPE_CHECKING:
    from config.settings import Settings


class WiredDoctor(Doctor):
    """Runs the checks on a container of its own."""

    @override
    def examine(self, *, data_dir: Path | None) -> Mapping[str, Finding]:
        try:
            settings = read_settings(data_dir=data_dir)
        except SettingsError as error:
            return {"settings": Finding(Verdict.FAILED, str(error))}
        configure_logging(level="CRITICAL", as_json=settings.log_json)
        return asyncio.run(_diagnosed(Container(settings=settings)))


class SecretsExamination(Examination):
    """Reports where the secrets come from, without showing one."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings

    @override
    async def examine(self) -> Finding:
        missing = self._settings.missing_secrets
        if not missing:
            return Finding(Verdict.OK, "All are set.")
        names = " and ".join(each.partition(" ")[0] for each in missing)
        made = f"{names} not set: made at the first start, kept in {self._settings.data_dir}."
        if self._settings.is_distributed and self._settings.jwt_secret_key is None:
            return Finding(
                Verdict.WARNING,
                made,
                "Give all processes the same JWT_SECRET_KEY: each would make one of its own, and "
                "refuse the tokens of the others.",
            )
        return Finding(Verdict.OK, made)


class OnceMigrated(Examination):
    """Runs a check that needs the database's tables, if they exist."""

    def __init__(self, examination: Examination, engine: AsyncEngine) -> None:
        self._examination = examination
        self._engine = engine

    @override
    async def examine(self) -> Finding:
        try:
            await ensure_migrated(self._engine)
        except (TranscriberError, SQLAlchemyError, OSError):
            return Finding(Verdict.OK, "Not checked, since the database is not ready.")
        return await self._examination.examine()


async def _diagnosed(container: Container) -> Mapping[str, Finding]:
    settings: Settings = container.settings()
    try:
        return await Diagnose(_examinations(container, settings))()
    finally:
        await container.pool().close()
        await container.engine().dispose()
        if settings.redis_url:
            await container.redis_client().aclose()


def _examinations(container: Container, settings: "Settings") -> Mapping[str, Examination]:
    embedded = settings.database_file if settings.database_url is None else None
    found: dict[str, Examination] = {
        "secrets": SecretsExamination(settings),
        "database": SqlExamination(container.engine(), embedded),
        "disk": DiskExamination(settings.data_dir, largest_bytes=settings.max_upload_bytes),
        "model": ModelExamination(
            container.pool(), container.model_store(), ModelName(settings.default_model)
        ),
        "speakers": SpeakerModelsExamination(container.speaker_models()),
        "port": PortExamination(settings.host, settings.port),
    }
    is_database_there = embedded is None or embedded.is_file()
    if settings.is_storage_there:  # opening a database that does not exist would create it
        found["storage"] = StorageExamination(container.blobs_kept())
    if is_database_there and settings.is_storage_there:
        mark = InstallationExamination(container.recognise_storage())
        orphans = OrphansExamination(container.sweep_blobs())
        found["mark"] = OnceMigrated(mark, container.engine())
        found["audio"] = OnceMigrated(orphans, container.engine())
    elif is_database_there:
        missing = MissingStorageExamination(container.miss_storage())
        found["mark"] = OnceMigrated(missing, container.engine())
    if settings.redis_url:
        found["redis"] = RedisExamination(container.redis_client())
    return found
