"""How the bench of quality counts word errors."""

from benchmarks.quality.scoring import (
    WordCounts,
    count_errors,
    normalise,
    pooled,
    pooled_by,
)


def test_case_and_punctuation_are_no_errors() -> None:
    assert count_errors("Hello, World!", "hello world", "en") == WordCounts(hits=2)


def test_english_numbers_and_contractions_have_one_spelling() -> None:
    assert normalise("I'm twenty-two", "en") == normalise("I am 22", "en")


def test_accents_count_outside_english() -> None:
    assert count_errors("Été, n'est?", "été n'est", "fr") == WordCounts(hits=3)
    assert count_errors("été", "ete", "fr") == WordCounts(substitutions=1)


def test_each_kind_of_error_is_counted() -> None:
    counts = count_errors("a b c d e f g h", "a x c e f g y h", "de")
    assert counts == WordCounts(hits=6, substitutions=1, deletions=1, insertions=1)
    assert counts.errors == 3
    assert counts.reference_words == 8
    assert counts.error_rate == 3 / 8


def test_japanese_and_chinese_are_compared_by_character() -> None:
    assert count_errors("復興努力", "復興労力", "ja") == WordCounts(hits=3, substitutions=1)
    assert count_errors("桥下 垂直", "桥下垂直", "zh") == WordCounts(hits=4)


def test_words_where_nothing_was_said_are_insertions() -> None:
    counts = count_errors("", "thank you", "en")
    assert counts == WordCounts(insertions=2)
    assert counts.error_rate == 0.0


def test_an_empty_transcript_misses_every_word() -> None:
    assert count_errors("hello world", "", "en") == WordCounts(deletions=2)


def test_a_pool_weighs_by_words() -> None:
    long, short = WordCounts(hits=99, deletions=1), WordCounts(substitutions=1)
    assert pooled([long, short]).error_rate == 2 / 101


def test_each_group_has_its_own_pool() -> None:
    counts = [("de", WordCounts(hits=1)), ("fr", WordCounts(hits=2)), ("de", WordCounts(hits=3))]
    assert pooled_by(counts) == {"de": WordCounts(hits=4), "fr": WordCounts(hits=2)}
