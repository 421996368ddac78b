"""A user's account at an identity provider."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as one provider knows them; `subject` means nothing but with its `issuer`.

    OpenID Connect Core 1.0, 2: the two together are the only thing that may name a person.
    Names and addresses change hands.
    """

    issuer: str
    subject: str
