"""List, download, choose and remove models, as an admin."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from application.models.model_downloads import Download, ModelDownloads
from application.ports.model_choices import ModelChoices
from application.ports.model_store import KnownModel, ModelStore, StoredModel
from application.ports.models import ModelCatalog, ModelStatus
from domain.errors.jobs import ModelNotStoredError
from domain.errors.transcription import ModelUnknownError
from domain.options import ModelName
from domain.user import User


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model with all that is known about it; unknown values are None."""

    name: ModelName
    is_default: bool
    known: KnownModel | None = None
    stored: StoredModel | None = None
    status: ModelStatus | None = None
    download: Download | None = None

    @property
    def size_bytes(self) -> int | None:
        """Its size on disk; that of the catalogue if it is not here."""
        if self.stored is not None:
            return self.stored.size_bytes
        return None if self.known is None else self.known.size_bytes


@dataclass(frozen=True, slots=True)
class ManageModels:
    """Everything here but `offered` is for admins; other users get ForbiddenError."""

    store: ModelStore
    catalog: ModelCatalog
    choices: ModelChoices
    downloads: ModelDownloads

    async def offered(self) -> Sequence[ModelView]:
        """List the models that any user's job may name, the default first."""
        views = {view.name: view for view in await self._every()}
        return [views[each.name] for each in self.catalog.served()]

    async def every(self, *, caller: User) -> Sequence[ModelView]:
        """List the models that are served, stored on this disk, or in the catalogue."""
        caller.ensure_admin()
        return await self._every()

    async def _every(self) -> Sequence[ModelView]:
        stored = {each.name: each for each in await asyncio.to_thread(self.store.stored)}
        known = {each.name: each for each in self.store.known()}
        served = {each.name: each for each in self.catalog.served()}
        return [
            ModelView(
                name,
                name == self.catalog.default,
                known.get(name),
                stored.get(name),
                served.get(name),
                self.downloads.of(name),
            )
            for name in dict.fromkeys((*served, *stored, *known))
        ]

    async def one(self, name: ModelName, *, caller: User) -> ModelView:
        """Show one model. Raises ModelUnknownError."""
        for view in await self.every(caller=caller):
            if view.name == name:
                return view
        stored = await asyncio.to_thread(self.store.find, name)
        return ModelView(name, is_default=False, stored=stored, download=self.downloads.of(name))

    async def download(self, name: ModelName, *, caller: User) -> ModelView:
        """Start to download a model; jobs may ask for it from then on.

        Raises ModelUnknownError, or ModelUnavailableError for a folder that cannot be used.
        """
        caller.ensure_admin()
        if await asyncio.to_thread(self.store.find, name) is None:
            self.downloads.begin(name)
        self._serve(name)
        return await self.one(name, caller=caller)

    async def choose(self, name: ModelName, *, caller: User) -> ModelView:
        """Make a model the default for new jobs.

        It must be served, here, or in the catalogue: else ModelUnknownError. A folder that cannot
        be used raises ModelUnavailableError.
        """
        caller.ensure_admin()
        here = await asyncio.to_thread(self.store.find, name)
        names = {each.name for each in self.catalog.served()}
        names |= {each.name for each in self.store.known()}
        if here is None and name not in names:
            raise ModelUnknownError(name)
        self._serve(name)
        self.catalog.choose(name)
        return await self.one(name, caller=caller)

    async def remove(self, name: ModelName, *, caller: User) -> None:
        """Cancel a download, or remove a downloaded model from the disk.

        Raises ModelNotStoredError, ModelUnknownError, ModelBusyError.
        """
        caller.ensure_admin()
        cancelled = await self.downloads.cancel(name)
        try:
            await asyncio.to_thread(self.store.remove, name)
        except ModelNotStoredError:
            if not cancelled:
                raise  # a cancelled download may have stored nothing
        self.choices.write(self.choices.read().without_model(name))

    def _serve(self, name: ModelName) -> None:
        if name not in {each.name for each in self.catalog.served()}:
            self.choices.write(self.choices.read().with_model(name))
