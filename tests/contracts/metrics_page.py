"""What every MetricsPage promises."""

from application.ports.telemetry import MetricsPage


class MetricsPageContract:
    async def test_a_page_has_a_body_and_says_what_kind(self, page: MetricsPage) -> None:
        body, media_type = await page.render()
        assert body
        assert "/" in media_type

    async def test_a_page_can_be_read_again(self, page: MetricsPage) -> None:
        first, kind = await page.render()
        second, same_kind = await page.render()
        assert kind == same_kind
        assert len(first.splitlines()) == len(second.splitlines())
