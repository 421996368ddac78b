from tests.samples import a_user


def test_a_new_password_ends_older_tokens() -> None:
    user = a_user()
    changed = user.with_password("other")
    assert changed.password_hash == "other"
    assert changed.token_generation == user.token_generation + 1
