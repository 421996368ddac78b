from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.captions.cutting import Costs, Cutter, Limits, caption_ends
from domain.captions.lines import Room
from domain.captions.pieces import Piece

LIMITS = Limits(Room(2), shortest_seconds=1.0, longest_seconds=7.0, cells_per_second=20.0)
WORDS = st.sampled_from(["a", "the", "house,", "over", "it.", "neighbourhood", "and", "yes?"])


def spoken(words: list[str], pauses: list[float]) -> list[Piece]:
    """Speak the words, each for a third of a second, with these pauses after them."""
    pieces, moment = [], 0.0
    for word, pause in zip(words, pauses, strict=True):
        pieces.append(piece(word, moment, moment + 0.3))
        moment += 0.3 + pause
    return pieces


def piece(text: str, start: float, end: float, voice: int = 0) -> Piece:
    return Piece(text, start, end, spaced=True, language="en", voice=voice, room=20)


def cost(ends: list[int], costs: Costs) -> float:
    if any(stop > costs.reach(start) for start, stop in pairwise((0, *ends))):
        return float("inf")
    return sum(costs.of(start, stop) for start, stop in pairwise((0, *ends)))


@given(st.lists(st.tuples(WORDS, st.sampled_from([0.0, 0.1, 0.9])), min_size=1, max_size=9))
def test_no_other_way_to_cut_costs_less(said: list[tuple[str, float]]) -> None:
    pieces = spoken([word for word, _ in said], [pause for _, pause in said])
    costs = Costs(pieces, LIMITS, None, 60.0)
    all_ways = (
        [*inner, len(pieces)]
        for count in range(len(pieces))
        for inner in combinations(range(1, len(pieces)), count)
    )
    found = cost(caption_ends(pieces, LIMITS, None, 60.0), costs)
    assert abs(found - min(cost(way, costs) for way in all_ways)) < 1e-6


def cut(pieces: list[Piece]) -> list[str]:
    cutter = Cutter(LIMITS, None)
    captions = [caption for each in pieces for caption in cutter.add(each)] + [*cutter.rest()]
    return [" ".join(each.text for each in caption) for caption in captions]


def test_a_caption_ends_at_the_end_of_a_sentence() -> None:
    said = "We saw the house. It was old and had no roof"
    assert cut(spoken(said.split(), [0.2] * 11)) == ["We saw the house.", said[18:]]


def test_a_caption_ends_in_a_pause() -> None:
    pauses = [0.0, 0.0, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0]
    said = "one two three four five six seven eight nine ten"
    assert cut(spoken(said.split(), pauses)) == [said[:23], said[24:]]


def test_no_caption_ends_with_an_article_that_could_be_in_the_next_one() -> None:
    said = "people walked rather slowly over the neighbourhood bridge"
    captions = cut(spoken(said.split(), [0.0] * 8))
    assert captions == ["people walked rather slowly", "over the neighbourhood bridge"]


def test_two_voices_share_a_caption_only_where_there_is_no_time_for_two() -> None:
    fast = [piece("Yes.", 0.0, 0.3), piece("No!", 0.4, 0.6, voice=1), piece("Why?", 3.0, 3.5)]
    assert cut(fast) == ["Yes. No!", "Why?"]
    long = [piece("neighbourhood", 0.0, 0.3), piece("neighbourhoods here", 0.4, 0.6, voice=1)]
    assert cut(long) == ["neighbourhood", "neighbourhoods here"]


def test_two_voices_share_no_caption_otherwise() -> None:
    assert cut([piece("Yes", 0, 1), piece("No", 1, 2, voice=1), piece("Why", 2, 3, voice=1)]) == [
        "Yes",
        "No Why",
    ]


def test_no_more_than_a_minute_of_speech_is_waited_for() -> None:
    cutter = Cutter(LIMITS, None)
    pieces = spoken(["word"] * 2000, [0.0] * 2000)
    waiting = [len(list(cutter.add(each))) for each in pieces]
    held = 0
    for added in waiting:
        held = held + 1 if not added else 0
        assert held <= 160
