"""A user's account at an identity provider."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as one provider knows them; `subject` is only unique within its `issuer`.

    OpenID Connect Core 1.0, section 2: only these two together identify a person. Names and
    addresses can pass to another person.
    """

    issuer: str
    subject: str
