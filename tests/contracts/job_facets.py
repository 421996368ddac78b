"""What every JobRepository promises of the values that jobs can be chosen by."""

from application.ports.job_facets import FacetValue, JobFacets
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Job
from domain.labels import Labels
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage
from domain.user import UserId
from tests.contracts.job_repository import ADA, BOB, aged, keep

ODD_TAGS = (
    "100%_\\",
    "a, b",
    "עברית",
    "\N{GRINNING FACE} tag",
    "' OR 1=1; --",
    "<b>",
)


async def facets(
    units: UnitOfWorkFactory, owner: UserId = ADA, *, most: int = 100
) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Return the tags, the languages and the models, each with its number of jobs."""
    async with units() as uow:
        found = await uow.jobs.facets(owner, most=most)
    kinds = (found.tags, found.languages, found.models)
    return tuple(tuple((each.value, each.jobs) for each in kind) for kind in kinds)


def tagged(minutes: int, *tags: str) -> Job:
    return aged(minutes, owner=ADA, labels=Labels(tags=tags))


class JobFacetsContract:
    async def test_nobody_has_no_facets(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            assert await uow.jobs.facets(ADA, most=10) == JobFacets()

    async def test_only_the_jobs_of_the_owner_are_counted(self, units: UnitOfWorkFactory) -> None:
        theirs = aged(2, owner=BOB, labels=Labels(tags=("secret",)), model=ModelName("theirs"))
        await keep(units, tagged(0, "fun"), theirs)
        tags, _, models = await facets(units)
        assert tags == (("fun", 1),)
        assert [model for model, _ in models] == [tagged(0).model]

    async def test_values_of_most_jobs_come_first_and_then_by_code_points(
        self, units: UnitOfWorkFactory
    ) -> None:
        await keep(
            units, tagged(0, "z", "é", "b"), tagged(1, "z", "b"), tagged(2, "z", "Z1", "ab", "a c")
        )
        tags, _, _ = await facets(units)
        assert tags == (("z", 3), ("b", 2), ("a c", 1), ("ab", 1), ("Z1", 1), ("é", 1))
        assert (await facets(units, most=2))[0] == tags[:2]

    async def test_a_tag_is_written_as_the_newest_job_writes_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        await keep(units, tagged(5, "FUN", "b"), tagged(1, "fun", "B"), tagged(7, "B"))
        tags, _, _ = await facets(units)
        assert tags == (("B", 3), ("FUN", 2))

    async def test_tags_have_any_characters(self, units: UnitOfWorkFactory) -> None:
        await keep(units, tagged(0, *ODD_TAGS))
        tags, _, _ = await facets(units)
        assert dict(tags) == dict.fromkeys(ODD_TAGS, 1)

    async def test_tags_that_no_job_has_any_more_vanish(self, units: UnitOfWorkFactory) -> None:
        changed, deleted = tagged(0, "one", "two"), tagged(1, "two", "three")
        await keep(units, changed, deleted)
        async with units() as uow:
            await uow.jobs.label(changed, Labels(tags=("one",)))
            await uow.jobs.delete(deleted)
            await uow.commit()
        assert (await facets(units))[0] == (("one", 1),)

    async def test_a_language_is_that_which_the_filter_finds(
        self, units: UnitOfWorkFactory
    ) -> None:
        asked = TranscriptionOptions(language="de")
        await keep(
            units,
            aged(0, owner=ADA, options=asked),
            aged(1, owner=ADA, options=asked, detected=DetectedLanguage("nl", 0.9)),
            aged(2, owner=ADA, detected=DetectedLanguage("de", 0.9)),
            aged(3, owner=ADA, options=TranscriptionOptions()),
        )
        assert (await facets(units))[1] == (("de", 2), ("nl", 1))

    async def test_models_are_counted_over_all_languages(self, units: UnitOfWorkFactory) -> None:
        tiny, base = ModelName("tiny"), ModelName("base")
        jobs = [
            aged(0, owner=ADA, model=tiny, detected=DetectedLanguage("de", 0.9)),
            aged(1, owner=ADA, model=tiny, detected=DetectedLanguage("en", 0.9)),
            aged(2, owner=ADA, model=base),
        ]
        await keep(units, *jobs)
        assert (await facets(units))[2] == (("tiny", 2), ("base", 1))
        async with units() as uow:
            found = await uow.jobs.facets(ADA, most=1)
        assert found.models == (FacetValue("tiny", 2),)
