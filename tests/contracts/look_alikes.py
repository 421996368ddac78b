"""What every LookAlikes promises."""

import pytest

from application.ports.look_alikes import LookAlikes


class LookAlikesContract:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("\N{CYRILLIC SMALL LETTER A}dmin", "admin"),
            ("adm\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}n", "admin"),
            ("adm\N{LATIN SMALL LETTER DOTLESS I}n", "admin"),
            ("r\N{GREEK SMALL LETTER OMICRON}ot", "root"),
            ("\u0430\u0441\u0435", "ace"),  # all Cyrillic
            ("\u0430lice", "\u03b1lice"),  # a Cyrillic and a Greek one
            ("zo\N{CYRILLIC SMALL LETTER IO}", "zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"),
        ],
    )
    def test_names_in_letters_that_look_the_same_are_alike(
        self, look_alikes: LookAlikes, one: str, other: str
    ) -> None:
        assert look_alikes.alike(one, other)
        assert look_alikes.alike(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("admin", "admin"),
            ("Admin", "admin"),
            ("adm1n", "admin"),
            ("zoe", "zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"),
            ("\u0430\u043d\u043d\u0430", "anna"),  # Cyrillic, whose n is another
            ("\u674e\u96f7", "\u674e\u6885"),
            ("\N{CYRILLIC SMALL LETTER A}dmin", "admins"),
        ],
    )
    def test_other_names_are_not(self, look_alikes: LookAlikes, one: str, other: str) -> None:
        assert not look_alikes.alike(one, other)
