import pytest

from adapters.whisper.recognition.capabilities import Capabilities, EnglishCheck
from domain.options import Multilingual, Task, TranscriptionOptions
from domain.transcript import Segment
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel

ENGLISH = Capabilities(frozenset({"en"}), english_only=True)
BASE = Capabilities(frozenset({"en", "de", "zh"}), english_only=False)
AS_ENGLISH = TranscriptionOptions(language="en", multilingual=Multilingual.FALSE)


def codes(capabilities: Capabilities, options: TranscriptionOptions) -> list[str]:
    return [caveat.code for caveat in capabilities.reconcile(options)[1]]


def test_capabilities_are_read_from_the_tokens_of_a_model() -> None:
    device = FakeDevice()
    known = Capabilities.of(FakeWhisperModel(device))
    assert known == Capabilities(frozenset({"en", "de", "fr"}), english_only=False)
    device.is_multilingual = False
    assert Capabilities.of(FakeWhisperModel(device)) == ENGLISH


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (TranscriptionOptions(), []),
        (TranscriptionOptions(language="en"), []),
        (TranscriptionOptions(languages=("de", "en")), []),
        (TranscriptionOptions(language="fr"), ["english_only_model"]),
        (TranscriptionOptions(languages=("de", "fr")), ["english_only_model"]),
        (TranscriptionOptions(task=Task.TRANSLATE), ["no_translation"]),
        (
            TranscriptionOptions(task=Task.TRANSLATE, language="fr"),
            ["english_only_model", "no_translation"],
        ),
    ],
)
def test_an_english_only_model_transcribes_english_and_says_what_it_cannot_do(
    options: TranscriptionOptions, told: list[str]
) -> None:
    assert ENGLISH.reconcile(options)[0] == AS_ENGLISH
    assert codes(ENGLISH, options) == told


def test_a_caveat_names_the_languages_that_the_model_lacks() -> None:
    (told,) = ENGLISH.reconcile(TranscriptionOptions(languages=("de", "fr")))[1]
    assert "not as German or French" in told.message


def test_a_language_that_a_model_does_not_know_is_replaced_by_its_substitute() -> None:
    options, told = BASE.reconcile(TranscriptionOptions(language="yue"))
    assert options == TranscriptionOptions(language="zh")
    assert [(each.code, "Cantonese" in each.message) for each in told] == [
        ("language_not_known", True)
    ]


@pytest.mark.parametrize("language", [None, "de", "fr"])
def test_a_known_language_and_one_without_a_substitute_are_kept(language: str | None) -> None:
    options = TranscriptionOptions(language=language)
    assert BASE.reconcile(options) == (options, ())


def test_languages_to_choose_from_are_those_the_model_knows() -> None:
    assert BASE.reconcile(TranscriptionOptions(languages=("fr", "de")))[0].languages == ("de",)
    nothing_known = TranscriptionOptions(languages=("fr", "es"))
    assert BASE.reconcile(nothing_known) == (nothing_known, ())


@pytest.mark.parametrize(
    ("logprobs", "doubtful"),
    [([], False), ([-0.3, -0.5], False), ([-1.2, -1.1], True), ([-1.2, -0.1, -0.1], False)],
)
def test_improbable_english_gets_a_caveat(logprobs: list[float], *, doubtful: bool) -> None:
    check = EnglishCheck()
    check.add(
        Segment(2.0 * n, 2.0 * n + 2.0, " one", avg_logprob=logprob)
        for n, logprob in enumerate(logprobs)
    )
    assert [caveat.code for caveat in check.caveats()] == ["language_doubtful"] * doubtful
