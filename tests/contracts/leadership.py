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

    async def test_the_first_to_ask_leads_and_stays_leader(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        assert await ours.is_mine()
        assert not await theirs.is_mine()
        assert await ours.is_mine()
        assert not await theirs.is_mine()

    async def test_another_process_can_lead_after_a_resignation(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        assert await ours.is_mine()
        await ours.resign()
        assert await theirs.is_mine()
        assert not await ours.is_mine()

    async def test_the_resignation_of_a_follower_changes_nothing(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        assert await ours.is_mine()
        await theirs.resign()
        assert await ours.is_mine()
        assert not await theirs.is_mine()
