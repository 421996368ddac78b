import pytest

from entrypoints.cli.transcribe.spelling import hyphenated


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
        ("--prompt True", "--prompt True"),
        ("my_talk.wav -o a_b", "my_talk.wav -o a_b"),
        ("--beam_size 1 -- --my_talk.wav True", "--beam-size 1 -- --my_talk.wav True"),
    ],
)
def test_options_may_be_spelled_as_openai_whisper_does(typed: str, meant: str) -> None:
    assert hyphenated(typed.split()) == meant.split()
