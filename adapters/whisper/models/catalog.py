"""List the models that users may ask for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Final

from typing_extensions import override

from adapters.sound.threads import in_thread, outcome_of
from adapters.whisper.models.pool import ModelPool
from application.ports.model_choices import Choices, ModelChoices
from application.ports.model_store import ModelStore
from application.ports.models import ModelCatalog, ModelStatus
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName

_PATIENCE_SECONDS: Final = 2.0  # a health check waits for three seconds at most
_REMEMBER_SECONDS: Final = 30.0


class AllowedModels(ModelCatalog):
    """The models that the operator allows, with which of them are loaded."""

    def __init__(
        self,
        pool: ModelPool,
        store: ModelStore,
        *,
        default: ModelName,
        allowed: Sequence[ModelName] = (),
        choices: ModelChoices | None = None,
    ) -> None:
        """Serve `default` and `allowed`, and the models and the default that admins choose."""
        self._pool = pool
        self._store = store
        self._configured = tuple(dict.fromkeys((default, *allowed)))
        self._choices = choices
        self._download_check = _DownloadCheck(store)

    @property
    @override
    def default(self) -> ModelName:
        return self._names()[0]

    @override
    def choose(self, name: ModelName) -> None:
        if self._choices is not None:
            self._choices.write(replace(self._choices.read(), default=name))

    @override
    def served(self) -> Sequence[ModelStatus]:
        held = [(name, self._pool.bytes_held(name)) for name in self._names()]
        return [ModelStatus(name, loaded=size > 0, bytes_held=size) for name, size in held]

    @override
    async def revision(self, name: ModelName) -> str | None:
        return await asyncio.to_thread(self._pool.revision, name)

    @override
    async def check(self) -> None:
        name = self.default
        if (
            not self._pool.bytes_held(name)
            and await asyncio.to_thread(self._store.find, name) is None
        ):
            await self._download_check.check(name)

    def _names(self) -> tuple[ModelName, ...]:
        """Return the names of the models that are served, the default first."""
        chosen = self._choices.read() if self._choices else Choices()
        first = (chosen.default,) if chosen.default else ()
        return tuple(dict.fromkeys((*first, *self._configured, *chosen.added)))


class _DownloadCheck:
    """Checks whether a missing model could be downloaded, and remembers the answer for a while."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = 0.0
        self._name: ModelName | None = None

    async def check(self, name: ModelName) -> None:
        """Return if it can be downloaded. Raises ModelUnavailableError."""
        asking = self._asked(name)
        await asyncio.wait({asking}, timeout=_PATIENCE_SECONDS)
        if not asking.done():
            raise ModelUnavailableError(
                f"The model '{name}' is not on this machine, and the sources for its download have "
                "not answered yet."
            )
        asking.result()

    def _asked(self, name: ModelName) -> asyncio.Task[None]:
        asking = self._asking
        now = monotonic()
        stale = asking is not None and asking.done() and now - self._asked_at > _REMEMBER_SECONDS
        if asking is None or stale or name != self._name:
            # A daemon thread, since the request may hang and must not keep the process from ending.
            asked = in_thread(partial(self._store.check, name), "model-outlook")
            asking = asyncio.create_task(outcome_of(asked))
            asking.add_done_callback(_retrieve_exception)
            self._asking, self._asked_at, self._name = asking, now, name
        return asking


def _retrieve_exception(asking: asyncio.Task[None]) -> None:
    """Retrieve the exception of a task, so that asyncio does not log it."""
    if not asking.cancelled():
        asking.exception()
