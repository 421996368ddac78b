from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from adapters.whisper.lanes.decoding_context import PROMPT_TOKENS, DecodingContext
from domain.options import Task, TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer

ENGLISH = DetectedLanguage("en", 1.0)
CONDITIONED = TranscriptionOptions(condition_on_previous_text=True, prompt="ab")


class Letters:
    """A tokenizer to which every letter is a token."""

    def encode(self, text: str) -> list[int]:
        return [ord(letter) for letter in text]


LETTERS = cast("Tokenizer", Letters())


def segment(*tokens: int, temperature: float = 0.0) -> Segment:
    return Segment(0.0, 1.0, "text", tokens=tokens, temperature=temperature)


def decoding_context(options: TranscriptionOptions = CONDITIONED, **more: Any) -> DecodingContext:
    return DecodingContext(options, detected=ENGLISH, **more)


def test_every_window_gets_the_prompt() -> None:
    task = decoding_context(TranscriptionOptions(prompt=" ab "))
    task.remember([segment(1, 2)])
    assert task.previous_tokens(LETTERS) == [ord(" "), ord("a"), ord("b")]


def test_a_blank_prompt_is_none() -> None:
    assert decoding_context(TranscriptionOptions(prompt="  ")).previous_tokens(LETTERS) == []


def test_earlier_text_is_added_to_the_prompt_if_the_options_ask_for_it() -> None:
    task = decoding_context()
    task.remember([segment(1, 2), segment(3)])
    assert task.previous_tokens(LETTERS) == [ord(" "), ord("a"), ord("b"), 1, 2, 3]


def test_uncertain_text_and_all_text_before_it_is_not_added_to_the_prompt() -> None:
    task = decoding_context()
    task.remember([segment(1), segment(2, temperature=0.6), segment(3)])
    assert task.previous_tokens(LETTERS) == [3]


def test_only_as_many_tokens_are_kept_as_fit_into_a_prompt() -> None:
    task = decoding_context()
    task.remember([segment(*range(150)), segment(*range(150, 400))])
    assert task.previous_tokens(LETTERS) == list(range(400 - PROMPT_TOKENS, 400))


def test_a_resumed_recording_has_the_same_prompt() -> None:
    said = [segment(n, n + 1, temperature=0.8 if n == 7 else 0.0) for n in range(300)]
    undisturbed = decoding_context()
    for each in said:
        undisturbed.remember([each])
    resumed = decoding_context(said_before=said[-PROMPT_TOKENS:])
    assert resumed.previous_tokens(LETTERS) == undisturbed.previous_tokens(LETTERS)


def test_windows_wait_for_each_other_until_the_language_is_known() -> None:
    task = DecodingContext(TranscriptionOptions())
    assert task.sequential
    task.detected = ENGLISH
    assert not task.sequential


def test_conditioned_windows_always_wait_for_each_other() -> None:
    assert decoding_context().sequential


def test_windows_of_two_recordings_with_the_same_options_share_a_batch() -> None:
    one, other = decoding_context(TranscriptionOptions()), decoding_context(TranscriptionOptions())
    other.detected = DetectedLanguage("de", 0.8)
    assert one.batch_key(3000) == other.batch_key(3000)


def test_windows_that_cannot_be_decoded_together_do_not_share_a_batch() -> None:
    plain = TranscriptionOptions()
    keys = {
        decoding_context(options).batch_key(3000)
        for options in (
            plain,
            replace(plain, beam_size=1),
            replace(plain, temperature=0.5),
            replace(plain, prompt="long words"),
            replace(plain, hotwords="long words"),
            replace(plain, word_timestamps=True),
            replace(plain, task=Task.TRANSLATE, word_timestamps=True),
        )
    }
    assert len(keys | {decoding_context(plain).batch_key(500)}) == 8


def test_hotwords_take_their_space_from_the_prompt() -> None:
    wishes = TranscriptionOptions(prompt="a" * 500, hotwords="b" * 100)
    assert len(decoding_context(wishes).previous_tokens(LETTERS)) == PROMPT_TOKENS - 101
    wishes = TranscriptionOptions(prompt="a", hotwords="b" * 500)
    assert decoding_context(wishes).previous_tokens(LETTERS) == []
