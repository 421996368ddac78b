from types import SimpleNamespace
from typing import Any

from adapters.whisper.recognition.decoding_rules import library_options, search_arguments
from domain.decoding_options import DecodingOptions
from domain.options import TranscriptionOptions

VOCABULARY = 100


def tokenizer() -> Any:
    """A tokenizer with its special tokens at the end of a vocabulary of 100."""
    special = ("transcribe", "translate", "sot", "sot_prev", "sot_lm", "no_speech")
    ids = {name: 90 + number for number, name in enumerate(special)}
    inner = SimpleNamespace(get_vocab_size=lambda: VOCABULARY)
    return SimpleNamespace(tokenizer=inner, non_speech_tokens=(1, 2), **ids)


def arguments(**given: Any) -> dict[str, Any]:
    temperature = given.pop("temperature", None)
    options = TranscriptionOptions(temperature=temperature, decoding=DecodingOptions(**given))
    return search_arguments(library_options(options, tokenizer()))


def test_the_search_is_told_what_was_asked() -> None:
    told = arguments(
        patience=2.0, length_penalty=0.5, repetition_penalty=1.5, no_repeat_ngram_size=3
    )
    assert (told["patience"], told["length_penalty"]) == (2.0, 0.5)
    assert (told["repetition_penalty"], told["no_repeat_ngram_size"]) == (1.5, 3)


def test_candidates_are_counted_where_the_temperature_is_above_zero() -> None:
    assert arguments(temperature=0.5, best_of=3)["num_hypotheses"] == 3
    assert "num_hypotheses" not in arguments(best_of=3)


def test_whispers_list_of_symbols_is_suppressed_unless_others_are_named() -> None:
    special = [90, 91, 92, 93, 94, 95]
    assert arguments()["suppress_tokens"] == [1, 2, *special]
    assert arguments(suppress_tokens="7")["suppress_tokens"] == [7, *special]
    assert arguments(suppress_tokens="none")["suppress_tokens"] == special


def test_tokens_that_the_model_does_not_have_are_left_out() -> None:
    assert 100 not in arguments(suppress_tokens="99,100,5000")["suppress_tokens"]
    assert 99 in arguments(suppress_tokens="99,100,5000")["suppress_tokens"]


def test_thresholds_are_those_asked_for() -> None:
    decoding = DecodingOptions(
        compression_ratio_threshold=3.0, logprob_threshold=-2.0, no_speech_threshold=0.9
    )
    rules = library_options(TranscriptionOptions(decoding=decoding), tokenizer())
    assert (rules.compression_ratio_threshold, rules.log_prob_threshold) == (3.0, -2.0)
    assert rules.no_speech_threshold == 0.9
