"""Models of what jobs can be chosen by."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from application.jobs.list_facets import FacetListing


class FacetsQuery(BaseModel, extra="forbid"):
    """How many values of each kind to return."""

    limit: Annotated[int, Field(ge=1, le=1_000)] = 100


class FacetValueAnswer(BaseModel, from_attributes=True):
    """A value, and how many of your jobs have it."""

    value: str
    jobs: int


class FacetsAnswer(
    BaseModel,
    json_schema_extra={
        "examples": [
            {
                "tags": [{"value": "interviews", "jobs": 12}],
                "languages": [{"value": "de", "jobs": 9}, {"value": "en", "jobs": 4}],
                "models": [{"value": "base", "jobs": 13}],
                "truncated": [],
            }
        ]
    },
):
    """The tags, languages and models of your jobs, those of most jobs first.

    The language is the detected one, or the one that was asked for until it is known. `truncated`
    names the lists of which there are more values than `limit`.
    """

    tags: list[FacetValueAnswer]
    languages: list[FacetValueAnswer]
    models: list[FacetValueAnswer]
    truncated: list[str]

    @classmethod
    def of(cls, found: FacetListing) -> Self:
        """Convert what was found."""
        kinds = {
            name: [FacetValueAnswer.model_validate(each) for each in getattr(found.facets, name)]
            for name in ("tags", "languages", "models")
        }
        return cls(**kinds, truncated=list(found.truncated))
