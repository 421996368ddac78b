"""What every Leadership promises."""

import pytest

from application.ports.leadership import Leadership


class LeadershipContract:
    """Subclasses make two that want the same place: `ours` and `theirs`."""

    @pytest.fixture
    async def ours(self) -> Leadership:
        raise NotImplementedError

    @pytest.fixture
    async def theirs(self) -> Leadership:
        raise NotImplementedError

    async def test_who_asks_first_leads_and_goes_on_leading(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        assert await ours.is_mine()
        assert not await theirs.is_mine()
        assert await ours.is_mine()
        assert not await theirs.is_mine()

    async def test_who_resigns_makes_room(self, ours: Leadership, theirs: Leadership) -> None:
        assert await ours.is_mine()
        await ours.resign()
        assert await theirs.is_mine()
        assert not await ours.is_mine()

    async def test_who_does_not_lead_takes_nothing_away_by_resigning(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        assert await ours.is_mine()
        await theirs.resign()
        assert await ours.is_mine()
        assert not await theirs.is_mine()
