"""In which order users were served."""

import pytest

from application.limits import last_served
from application.limits.last_served import LastServed


def test_who_was_never_served_comes_before_everybody() -> None:
    served = LastServed()
    served.note("ada")
    served.note("bob")
    served.note("ada")
    assert sorted(["ada", "bob", "carol"], key=served.turn) == ["carol", "bob", "ada"]
    assert served.users() == ["bob", "ada"]


def test_only_the_last_users_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_served, "REMEMBERED", 2)
    served = LastServed()
    for user in ("ada", "bob", "carol"):
        served.note(user)
    assert served.turn("ada") == 0
    assert served.users() == ["bob", "carol"]
