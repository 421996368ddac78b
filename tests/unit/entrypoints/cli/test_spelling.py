import pytest
import typer

from entrypoints.cli.transcribe.spelling import written_our_way

OFF = {
    "--word-timestamps": "--no-word-timestamps",
    "--condition-on-previous-text": "--no-condition-on-previous-text",
    "--vad": "--no-vad",
    "--vad-filter": "--no-vad",
    "-p": "--no-pretty-json",
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--output_dir out", "--output-dir out"),
        ("--output_format=srt", "--output-format=srt"),
        ("--word_timestamps True a.wav", "--word-timestamps a.wav"),
        ("--word_timestamps False", "--no-word-timestamps"),
        ("--word_timestamps=true", "--word-timestamps"),
        ("--condition_on_previous_text=False", "--no-condition-on-previous-text"),
        ("--word-timestamps a.wav", "--word-timestamps a.wav"),
        ("--vad_filter True a.wav", "--vad-filter a.wav"),
        ("--vad-filter a.wav", "--vad-filter a.wav"),
        ("--vad_filter False", "--no-vad"),
        ("-p True", "-p"),
        ("-p False", "--no-pretty-json"),
        ("-p a.wav", "-p a.wav"),
        ("--prompt True", "--prompt True"),
        ("my_talk.wav -o a_b", "my_talk.wav -o a_b"),
        ("--beam_size 1 -- --my_talk.wav True", "--beam-size 1 -- --my_talk.wav True"),
        ("--beam_size None", "--beam-size 1"),
        ("--threads None a.wav", "a.wav"),
        ("--threads=None a.wav", "a.wav"),
        ("--logprob_threshold None", "--logprob-threshold -100.0"),
        ("--logprob_threshold -2", "--logprob-threshold -2"),
        ("--temperature_increment_on_fallback None", "--temperature-increment-on-fallback 0"),
        ("--prompt None", "--prompt None"),
        ("--device_index 0 a.wav", "a.wav"),
        ("--carry_initial_prompt True a.wav", "a.wav"),
        ("--live_transcribe False a.wav", "a.wav"),
    ],
)
def test_options_may_be_spelled_as_whispers_programs_do(typed: str, meant: str) -> None:
    assert written_our_way(typed.split(), OFF) == meant.split()


def test_an_empty_list_of_tokens_suppresses_none() -> None:
    assert written_our_way(["--suppress_tokens", ""], OFF) == ["--suppress-tokens", "none"]
    assert written_our_way(["--suppress_tokens="], OFF) == ["--suppress-tokens", "none"]


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("--device_index 1", "CUDA_VISIBLE_DEVICES"),
        ("--device_index=1", "CUDA_VISIBLE_DEVICES"),
        ("--prefix Well", "--initial-prompt"),
        ("--version", "transcriber --version"),
        ("--carry_initial_prompt False", "say True"),
        ("--live_transcribe True", "transcriber listen"),
        ("--hallucination_silence_threshold 2", "always found"),
        ("--prefix", "--initial-prompt"),
    ],
)
def test_an_option_that_is_refused_says_what_to_use_instead(typed: str, instead: str) -> None:
    with pytest.raises(typer.BadParameter, match=instead):
        written_our_way(typed.split(), OFF)
