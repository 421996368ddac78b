import pytest

from adapters.whisper.recognition.echo import is_confirmed, is_echo

PROMPT = "The meeting of the board of Lovelace Engines begins."


@pytest.mark.parametrize(
    "text", [" Kubernetes", " Kubernetes, Babbage!", " babbage babbage", "“Babbage”"]
)
def test_text_of_hotwords_only_may_be_an_echo(text: str) -> None:
    assert is_echo(text, prompt=None, hotwords="Babbage, Kubernetes")


@pytest.mark.parametrize("text", [" Babbage wrote.", "", " ...", " It's Kubernetes"])
def test_a_text_with_other_words_or_none_is_no_echo_of_hotwords(text: str) -> None:
    assert not is_echo(text, prompt=None, hotwords="Babbage, Kubernetes")


@pytest.mark.parametrize(
    "text",
    [
        " the meeting of the board of lovelace engines begins",
        " The meeting of the board of Lovelace Engines begins. The meeting of",
        " the board of Lovelace",
    ],
)
def test_text_that_is_a_large_part_of_the_prompt_may_be_an_echo(text: str) -> None:
    assert is_echo(text, prompt=PROMPT, hotwords=None)


@pytest.mark.parametrize(
    "text", [" The meeting", " of the board", " The meeting of the board was long."]
)
def test_a_few_words_of_the_prompt_are_no_echo(text: str) -> None:
    assert not is_echo(text, prompt=PROMPT, hotwords=None)


def test_a_prompt_of_one_word_may_be_an_echo_if_it_is_the_whole_text() -> None:
    assert is_echo(" Hello.", prompt="hello", hotwords=None)


def test_without_prompt_and_hotwords_nothing_is_an_echo() -> None:
    assert not is_echo(" Kubernetes", prompt=None, hotwords=" ")


def test_words_of_other_scripts_are_compared_too() -> None:
    assert is_echo("東京。", prompt=None, hotwords="東京")


@pytest.mark.parametrize(
    ("text", "without", "confirmed"),
    [
        (" Kubernetes", " Cooper Nettys.", True),
        (" Babbage", " Babbage.", True),
        (" Kubernetes", "", False),
        (" Kubernetes", " Thank you.", False),
    ],
)
def test_an_echo_is_confirmed_if_decoding_without_it_gives_similar_text(
    text: str, without: str, *, confirmed: bool
) -> None:
    assert is_confirmed(text, without) is confirmed
