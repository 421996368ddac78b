import pytest
import typer

from domain.options import Channels, Task, TranscriptionOptions
from entrypoints.cli.options import AskedOptions, transcription_options
from entrypoints.cli.transcribe.documents import Form, read_forms


def test_what_was_not_given_takes_the_default() -> None:
    assert (
        transcription_options(AskedOptions(language=None, beam_size=None)) == TranscriptionOptions()
    )


def test_what_was_given_is_taken() -> None:
    options = transcription_options(
        AskedOptions(task=Task.TRANSLATE, beam_size=1, vad_filter=False, vad_threshold=0.3)
    )
    assert (options.task, options.beam_size, options.vad_filter) == (Task.TRANSLATE, 1, False)
    assert options.voice_activity.threshold == 0.3
    assert options.voice_activity.speech_pad_ms == 400


def test_languages_are_named_with_commas_between_them() -> None:
    asked = AskedOptions(languages="German, en,,de", track=2, channels=Channels.SEPARATE)
    options = transcription_options(asked)
    assert (options.languages, options.track) == (("de", "en"), 2)
    assert options.channels is Channels.SEPARATE
    assert asked.given()["languages"] == "de,en"


@pytest.mark.parametrize(
    ("typed", "code"), [("de", "de"), ("German", "de"), ("HAITIAN creole", "ht"), ("auto", None)]
)
def test_a_language_may_be_named_in_words(typed: str, code: str | None) -> None:
    assert transcription_options(AskedOptions(language=typed)).language == code


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (AskedOptions(language="klingon"), "no language Whisper knows"),
        (AskedOptions(languages="en,klingon"), "'klingon' is no language"),
        (AskedOptions(language="en", languages="de"), "not among these"),
        (AskedOptions(track=0), "Choose a track from 1 to 99"),
        (AskedOptions(beam_size=99), "Choose a beam_size from 1 to 20"),
        (AskedOptions(temperature=2.0), "Choose a temperature from 0 to 1"),
        (AskedOptions(vad_threshold=1.5), "Choose a vad_threshold between 0 and 1"),
    ],
)
def test_what_is_out_of_range_is_refused_in_words(asked: AskedOptions, sentence: str) -> None:
    with pytest.raises(typer.BadParameter, match=sentence):
        transcription_options(asked)


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("srt", (Form.SRT,)),
        ("SRT, txt,srt", (Form.SRT, Form.TXT)),
        ("all", (Form.TXT, Form.VTT, Form.SRT, Form.TSV, Form.JSON)),
        ("pdf,all,txt", (Form.PDF, Form.TXT, Form.VTT, Form.SRT, Form.TSV, Form.JSON)),
    ],
)
def test_forms_are_read_with_commas(typed: str, forms: tuple[Form, ...]) -> None:
    assert read_forms(typed) == forms


@pytest.mark.parametrize("typed", ["odt", "txt,odt", "", ","])
def test_an_unknown_form_is_refused_in_words(typed: str) -> None:
    with pytest.raises(typer.BadParameter, match="json, txt, srt, vtt, tsv, md, docx, pdf"):
        read_forms(typed)
