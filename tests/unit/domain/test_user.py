import pytest

from domain.errors.kinds import InvalidRequestError
from domain.user import OPERATOR, Role
from domain.username import acceptable_username
from tests.samples import a_user


def test_a_new_password_ends_older_tokens() -> None:
    user = a_user()
    changed = user.with_password("other")
    assert changed.password_hash == "other"
    assert changed.token_generation == user.token_generation + 1


def test_disabling_a_user_ends_their_tokens_permanently() -> None:
    user = a_user()
    shut_out = user.shut_out()
    assert shut_out.disabled
    assert shut_out.token_generation == user.token_generation + 1
    assert shut_out.shut_out() == shut_out
    let_in = shut_out.let_in()
    assert not let_in.disabled
    assert let_in.token_generation == shut_out.token_generation


def test_another_role_leaves_the_rest_as_it_is() -> None:
    user = a_user()
    assert user.with_role(Role.ADMIN).with_role(Role.USER) == user
    assert user.with_role(Role.ADMIN).is_active_admin
    assert not user.with_role(Role.ADMIN).shut_out().is_active_admin


def test_the_operator_may_do_what_admins_may() -> None:
    OPERATOR.ensure_admin()


@pytest.mark.parametrize(
    "name", ["a", "ada", "Ada.Lovelace", "ada+test@example.com", "7of9", "Zoë", "李雷", "x" * 64]
)
def test_names_that_people_have_are_acceptable(name: str) -> None:
    assert acceptable_username(name) == name


def test_a_name_is_stored_in_one_spelling() -> None:
    assert (
        acceptable_username("Zoe\N{COMBINING DIAERESIS}")
        == "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"
    )


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        ".ada",
        "\N{FULLWIDTH LATIN SMALL LETTER A}dmin",
        "\N{MATHEMATICAL BOLD SMALL A}dmin",
        "admin\N{HANGUL FILLER}",
        "admin\N{RIGHT-TO-LEFT OVERRIDE}",
        "-rf",
        "x" * 65,
        "a/b",
        "a\\b",
        "a\0",
        "a\n",
        "\N{RIGHT-TO-LEFT OVERRIDE}a",
        "\ud800",
        "<b>",
    ],
)
def test_misleading_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidRequestError, match="letters and digits"):
        acceptable_username(name)
