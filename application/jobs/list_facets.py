"""List what a user can choose jobs by."""

from dataclasses import dataclass

from application.ports.job_facets import FacetValue, JobFacets
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class FacetListing:
    """Values of each kind, and the names of the kinds of which there are more."""

    facets: JobFacets
    truncated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListFacets:
    """Count an owner's jobs by tag, language and model."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, owner: UserId, *, limit: int) -> FacetListing:
        """Return up to `limit` values of each kind, those of most jobs first."""
        async with self.unit_of_work() as uow:
            found = await uow.jobs.facets(owner, most=limit + 1)
        kinds: dict[str, tuple[FacetValue, ...]] = {
            "tags": found.tags,
            "languages": found.languages,
            "models": found.models,
        }
        shown = JobFacets(*(values[:limit] for values in kinds.values()))
        return FacetListing(shown, tuple(name for name in kinds if len(kinds[name]) > limit))
