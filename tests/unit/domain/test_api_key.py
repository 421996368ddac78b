from dataclasses import replace
from datetime import timedelta

import pytest

from domain.api_key import Scope, digest_of
from domain.errors.accounts import InvalidApiKeyError, LoginRequiredError, MissingScopeError
from domain.principal import Principal
from domain.user import Role
from tests.samples import a_user, an_api_key

ADA = a_user("ada")
KEY = an_api_key(ADA.id)


def test_a_key_without_an_end_is_live() -> None:
    KEY.ensure_live(at=KEY.created_at + timedelta(days=36_500))


def test_an_expired_key_says_so_from_that_moment_on() -> None:
    key = replace(KEY, expires_at=KEY.created_at + timedelta(days=1))
    key.ensure_live(at=KEY.created_at + timedelta(hours=23))
    with pytest.raises(InvalidApiKeyError, match="has expired"):
        key.ensure_live(at=KEY.created_at + timedelta(days=1))


def test_a_revoked_key_says_so() -> None:
    key = replace(KEY, revoked_at=KEY.created_at)
    with pytest.raises(InvalidApiKeyError, match="was revoked"):
        key.ensure_live(at=KEY.created_at)


@pytest.mark.parametrize("secret", ["", "wt_a", "wt_\0", "wt_\udc80", "x" * 10_000])
def test_any_text_sent_as_a_key_can_be_hashed(secret: str) -> None:
    assert len(digest_of(secret)) == 64
    assert digest_of(secret) != digest_of(f"{secret}x")


def test_a_key_does_what_its_scopes_say_and_names_what_it_lacks() -> None:
    reader = Principal(ADA, replace(KEY, scopes=frozenset({Scope.READ})))
    reader.ensure_may(Scope.READ)
    with pytest.raises(MissingScopeError, match="'transcribe'"):
        reader.ensure_may(Scope.TRANSCRIBE)


def test_a_logged_in_user_needs_no_scope() -> None:
    for scope in Scope:
        Principal(ADA).ensure_may(scope)
    Principal(ADA).ensure_logged_in()


def test_no_key_counts_as_a_login() -> None:
    with pytest.raises(LoginRequiredError):
        Principal(ADA, replace(KEY, scopes=frozenset(Scope))).ensure_logged_in()


def test_only_an_admins_key_has_the_scope_of_admins() -> None:
    everything = replace(KEY, scopes=frozenset(Scope))
    assert Principal(ADA, everything).scopes == {Scope.READ, Scope.TRANSCRIBE}
    assert Principal(replace(ADA, role=Role.ADMIN), everything).scopes == set(Scope)
    assert Principal(replace(ADA, role=Role.ADMIN), KEY).scopes == {Scope.READ}
    assert Principal(ADA).scopes == {Scope.READ, Scope.TRANSCRIBE}
