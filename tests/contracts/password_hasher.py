"""What every PasswordHasher promises."""

import pytest

from application.ports.passwords import PasswordHasher


class PasswordHasherContract:
    async def test_the_right_password_fits_its_hash(self, hasher: PasswordHasher) -> None:
        assert await hasher.verify("correct horse", await hasher.hash("correct horse"))

    @pytest.mark.parametrize("wrong", ["", "correct hors", "Correct horse", "correct horse "])
    async def test_a_wrong_password_does_not(self, hasher: PasswordHasher, wrong: str) -> None:
        assert not await hasher.verify(wrong, await hasher.hash("correct horse"))

    async def test_a_hash_does_not_contain_the_password(self, hasher: PasswordHasher) -> None:
        assert "correct horse" not in await hasher.hash("correct horse")

    async def test_the_same_password_is_hashed_differently_each_time(
        self, hasher: PasswordHasher
    ) -> None:
        assert await hasher.hash("correct horse") != await hasher.hash("correct horse")

    @pytest.mark.parametrize("password", ["", "correct horse", "\x00" * 32])
    async def test_no_password_fits_a_user_who_does_not_exist(
        self, hasher: PasswordHasher, password: str
    ) -> None:
        assert not await hasher.verify(password, None)

    @pytest.mark.parametrize("password", ["pässwörd", "\ud800", "\x00", "x" * 10_000])
    async def test_any_text_may_be_a_password(self, hasher: PasswordHasher, password: str) -> None:
        hashed = await hasher.hash(password)
        assert await hasher.verify(password, hashed)
        assert not await hasher.verify(password + "x", hashed)

    @pytest.mark.parametrize("garbage", ["", "plain", "$argon2id$v=19$m=8", "$2b$12$abc", "ä"])
    async def test_nothing_fits_what_is_no_hash(self, hasher: PasswordHasher, garbage: str) -> None:
        assert not await hasher.verify("correct horse", garbage)
