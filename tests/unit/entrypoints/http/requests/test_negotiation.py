import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.http.requests.negotiation import preferred

OFFERS = ("application/json", "text/plain", "text/vtt")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/json"),
        ("text/vtt", "text/vtt"),
        ("TEXT/VTT", "text/vtt"),
        ("text/*", "text/plain"),
        ("text/*, text/plain;q=0", "text/vtt"),
        ("text/plain;q=0.2, text/vtt;q=0.3", "text/vtt"),
        ("*/*;q=0.9, text/vtt", "text/vtt"),
        ("text/vtt;q=0.1, */*", "application/json"),
        ("text/vtt; charset=utf-8; q=1, application/json;q=0.9", "text/vtt"),
        ("text/vtt;q=2, application/json;q=1", "application/json"),
        ("text/vtt;q=high, text/plain;q=0.1", "text/plain"),
        ("application/pdf", "application/json"),
        (",,;q=1,/,a/,/b,text", "application/json"),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str, chosen: str) -> None:
    assert preferred(accept, OFFERS) == chosen


@given(st.text())
def test_any_header_leads_to_an_offer(accept: str) -> None:
    assert preferred(accept, OFFERS) in OFFERS


weights = st.integers(1, 1000).map(lambda thousandths: thousandths / 1000)


@given(st.dictionaries(st.sampled_from(OFFERS), weights, min_size=1))
def test_the_highest_weight_wins_in_any_order(liked: dict[str, float]) -> None:
    accept = ", ".join(f"{media_type};q={weight}" for media_type, weight in liked.items())
    assert liked[preferred(accept, OFFERS)] == max(liked.values())
