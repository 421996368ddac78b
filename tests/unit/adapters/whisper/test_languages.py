from dataclasses import replace

import pytest

from adapters.whisper.recognition.languages import (
    choose,
    language_of_window,
    may_change,
    ranking_of,
)
from domain.options import Multilingual, TranscriptionOptions
from domain.transcript import DetectedLanguage

AUTO = TranscriptionOptions()
ALWAYS = TranscriptionOptions(multilingual=Multilingual.TRUE)
NEVER = TranscriptionOptions(multilingual=Multilingual.FALSE)
CLEARLY_FRENCH = [("fr", 0.9), ("en", 0.05), ("de", 0.03), ("it", 0.02)]
PERHAPS_FRENCH = [("fr", 0.5), ("en", 0.3), ("de", 0.15), ("it", 0.05)]


def test_language_codes_are_read_without_the_marks_of_their_tokens() -> None:
    assert ranking_of([("<|fr|>", 0.75), ("<|haw|>", 0.25)]) == [("fr", 0.75), ("haw", 0.25)]


def test_the_most_probable_language_is_chosen() -> None:
    assert choose(CLEARLY_FRENCH) == DetectedLanguage("fr", 0.9)


def test_among_languages_allowed_the_most_probable_is_chosen_with_its_share_of_them() -> None:
    chosen = choose(PERHAPS_FRENCH, ("de", "en"))
    assert chosen.code == "en"
    assert chosen.probability == pytest.approx(2 / 3)


def test_one_language_allowed_is_certain() -> None:
    assert choose(CLEARLY_FRENCH, ("de",)) == DetectedLanguage("de", 1.0)


def test_languages_without_any_probability_are_equally_likely() -> None:
    assert choose([("fr", 1.0), ("de", 0.0), ("en", 0.0)], ("en", "de")).probability == 0.5


def test_a_language_that_the_model_does_not_know_is_left_to_the_recogniser_to_refuse() -> None:
    assert choose(CLEARLY_FRENCH, ("yue",)) == DetectedLanguage("yue", 0.0)


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (AUTO, True),
        (replace(AUTO, language="en"), False),
        (ALWAYS, True),
        (replace(ALWAYS, language="en"), True),
        (NEVER, False),
    ],
)
def test_auto_keeps_to_a_language_that_was_named(
    options: TranscriptionOptions, *, changes: bool
) -> None:
    assert may_change(options) is changes


@pytest.mark.parametrize(
    ("options", "ranking", "seconds", "language"),
    [
        (AUTO, CLEARLY_FRENCH, 20.0, "fr"),
        (AUTO, CLEARLY_FRENCH, 3.0, "fr"),
        (AUTO, [("fr", 0.8), ("en", 0.1)], 20.0, "fr"),
        (AUTO, [("fr", 0.8), ("en", 0.1)], 3.0, "en"),  # not clear enough for so little
        (AUTO, CLEARLY_FRENCH, 1.0, "en"),  # nothing is decided on a word
        (AUTO, PERHAPS_FRENCH, 20.0, "en"),
        (ALWAYS, PERHAPS_FRENCH, 20.0, "fr"),
        (ALWAYS, PERHAPS_FRENCH, 1.0, "en"),
        (NEVER, CLEARLY_FRENCH, 20.0, "en"),
        (replace(AUTO, language="en"), CLEARLY_FRENCH, 20.0, "en"),
        (replace(AUTO, languages=("en", "de")), CLEARLY_FRENCH, 20.0, "en"),
        (replace(AUTO, languages=("en", "fr")), [("it", 0.6), ("fr", 0.38), ("en", 0.02)],
         20.0, "fr"),
    ],
)  # fmt: skip
def test_a_window_of_an_english_recording_changes_the_language_only_where_that_is_clear(
    options: TranscriptionOptions,
    ranking: list[tuple[str, float]],
    seconds: float,
    language: str,
) -> None:
    assert language_of_window(ranking, "en", options, speech_seconds=seconds) == language
