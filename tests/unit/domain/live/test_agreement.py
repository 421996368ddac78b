"""Words on which two hypotheses in a row agree are committed, and stay."""

from hypothesis import given
from hypothesis import strategies as st

from domain.live.agreement import Agreement
from domain.live.words import LiveWord


def words(text: str) -> list[LiveWord]:
    return [LiveWord(f" {word}") for word in text.split()]


def after(*hypotheses: str, held_back: int = 0) -> Agreement:
    agreement = Agreement(held_back=held_back)
    for hypothesis in hypotheses:
        agreement = agreement.heard(words(hypothesis))
    return agreement


def test_one_hypothesis_commits_nothing() -> None:
    assert after("it rains").text == ""


def test_what_two_hypotheses_share_is_committed() -> None:
    assert after("it rains cats", "it rains catfish today").text == " it rains"


def test_only_hypotheses_in_a_row_count() -> None:
    assert after("it rains", "it snows", "it rains").text == " it"


def test_case_and_punctuation_do_not_matter() -> None:
    assert after("It rains, again", "it rains. Again and").text == " it rains. Again"


def test_the_punctuation_after_the_last_word_waits_for_what_follows() -> None:
    agreement = after("it rains.", "it rains.")
    assert agreement.text == " it rains"
    agreement = agreement.heard(words("it rains, as ever"))
    assert agreement.heard(words("it rains, as ever and")).text == " it rains, as ever"


def test_the_last_words_are_held_back() -> None:
    assert after("it rains cats", "it rains cats", held_back=1).text == " it rains"


def test_a_committed_word_is_never_taken_back() -> None:
    agreement = after("it rains", "it rains")
    assert agreement.heard(words("it snows")) == agreement
    assert agreement.heard([]) == agreement


def unsure(*ends: float) -> list[LiveWord]:
    """Make words of which the second is improbable."""
    return [
        LiveWord(f" w{number}", end, 0.3 if number == 1 else 0.9) for number, end in enumerate(ends)
    ]


def test_a_word_of_which_the_model_is_not_sure_waits_with_those_after_it() -> None:
    said = unsure(0.5, 1.0, 1.5, 2.9)
    assert Agreement().heard(said).heard(said).text == " w0"


def test_after_more_speech_it_waits_no_longer() -> None:
    said = unsure(0.5, 1.0, 1.5, 3.0)
    assert Agreement().heard(said).heard(said).text == " w0 w1 w2"


def test_a_word_with_much_speech_after_it_needs_no_second_hypothesis() -> None:
    said = [LiveWord(f" w{number}", end) for number, end in enumerate((0.5, 1.1, 4.5))]
    assert Agreement().heard(said).text == " w0"
    assert Agreement().heard([LiveWord(" x", 0.5)]).heard(said).text == " w0"


def test_a_sure_word_waits_for_a_little_speech_after_it() -> None:
    said = [LiveWord(f" w{number}", end) for number, end in enumerate((0.5, 1.0, 1.2))]
    assert Agreement().heard(said).heard(said).text == " w0"


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=6), max_size=8), st.integers(0, 2))
def test_committed_text_only_grows(hypotheses: list[list[str]], held_back: int) -> None:
    agreement, before = Agreement(held_back=held_back), ""
    for hypothesis in hypotheses:
        agreement = agreement.heard([LiveWord(f" {word}") for word in hypothesis])
        assert agreement.text.startswith(before)
        before = agreement.text
