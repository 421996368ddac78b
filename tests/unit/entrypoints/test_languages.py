import pytest

from domain.languages import LANGUAGES
from entrypoints.language_names import NAMES
from entrypoints.languages import language_code, read_language


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("de", "de"), ("DE", "de"), ("German", "de"), (" german ", "de"), ("Deutsch", "de"),
        ("pt-BR", "pt"), ("pt_BR", "pt"), ("zh-TW", "zh"), ("zh-Hant-HK", "zh"), ("en-US", "en"),
        ("es-419", "es"), ("de-CH", "de"), ("zh_CN.UTF-8", "zh"),
        ("eng", "en"), ("ger", "de"), ("deu", "de"), ("fre", "fr"), ("fra", "fr"), ("chi", "zh"),
        ("nb", "no"), ("nob", "no"), ("nn-NO", "nn"), ("iw", "he"), ("in", "id"), ("ji", "yi"),
        ("jv", "jw"), ("jw", "jw"), ("fil", "tl"), ("cmn", "zh"), ("zh-yue", "yue"), ("arz", "ar"),
        ("pes", "fa"), ("gsw", "de"),
        ("Mandarin", "zh"), ("Castilian", "es"), ("Flemish", "nl"), ("HAITIAN creole", "ht"),
        ("Haitian_Creole", "ht"), ("Bokmål", "no"), ("bokmal", "no"), ("Farsi", "fa"),
        ("Français", "fr"), ("francais", "fr"), ("español", "es"), ("日本語", "ja"),
        ("O\u2018zbek", "uz"), ("\u02bbŌlelo Hawai\u02bbi", "haw"),
        ("العربية", "ar"), ("हिन्दी", "hi"), ("Русский", "ru"),
    ],
)  # fmt: skip
def test_a_language_is_known_however_it_is_written(written: str, code: str) -> None:
    assert read_language(written) == code


def test_every_language_is_known_by_its_code_and_its_names() -> None:
    for code, name in LANGUAGES.items():
        assert language_code(code) == language_code(name) == code
    for name, code in NAMES:
        assert language_code(name) == code
    assert {code for _, code in NAMES} == set(LANGUAGES)


@pytest.mark.parametrize(
    "written",
    [
        "klingon",
        "xx",
        "und",
        "mul",
        "Irish",
        "ga",
        "gd",
        "a",
        "",
        " ",
        "x" * 10_000,
        "de;DROP",
        "en\0",
    ],
)
def test_what_whisper_does_not_know_is_refused(written: str) -> None:
    assert language_code(written) is None
    with pytest.raises(ValueError, match="is no language Whisper knows"):
        read_language(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("germn", "German (de)"), ("Spansih", "Spanish (es)"), ("portugese", "Portuguese (pt)")],
)
def test_who_mistypes_is_asked_what_they_meant(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match="Did you mean") as caught:
        read_language(written)
    assert meant in str(caught.value)
