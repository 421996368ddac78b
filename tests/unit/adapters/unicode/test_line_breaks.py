from itertools import pairwise

import pytest

from adapters.unicode.line_breaks import IcuLineBreaker
from domain import subtitles
from domain.subtitles import TextFormat
from domain.transcript import Segment
from tests.cue_rules import faults, read_srt

BREAKS = IcuLineBreaker()


def parts(text: str, language: str | None) -> list[str]:
    ends = [0, *BREAKS(text, language)]
    return [text[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "a well-known 3.5", ["a ", "well-", "known ", "3.5"]),
        ("th", "ภาษาไทยไม่มีช่องว่าง", ["ภาษา", "ไทย", "ไม่มี", "ช่อง", "ว่าง"]),
        ("ja", "今日は良い天気ですね。", ["今日は", "良い", "天気ですね。"]),
        ("zh", "你好，世界。", ["你", "好，", "世", "界。"]),  # noqa: RUF001  # a full-width comma
        ("ar", "مرحبا، كيف حالك؟", ["مرحبا، ", "كيف ", "حالك؟"]),
        (None, "a 😀b c", ["a ", "😀", "b ", "c"]),
        ("xx", "a b", ["a ", "b"]),
        ("en", "", []),
    ],
)
def test_lines_break_by_the_rules_of_the_script(
    language: str | None, text: str, expected: list[str]
) -> None:
    assert parts(text, language) == expected


def test_a_japanese_word_of_chinese_characters_stays_whole() -> None:
    said = "お電話をいただいている方は、契約者のご本人さまでいらっしゃいますか?"
    segment = Segment(0.0, 6.0, said, language="ja")
    written = "".join(subtitles.render(TextFormat.SRT, [segment], 8.0, breaks=BREAKS))
    assert "契約者の" in written


# Texts of the Universal Declaration of Human Rights, article 1.
ARTICLE = {
    "ja": "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。"
    "人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。",
    "zh": "人人生而自由，在尊严和权利上一律平等。"  # noqa: RUF001  # a full-width comma
    "他们赋有理性和良心，并应以兄弟关系的精神相对待。",  # noqa: RUF001  # the same
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. "
    "인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ "
    "ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا "
    "وعليهم أن يعامل بعضهم بعضا بروح الإخاء.",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, "
    "לפיכך חובה עליהם לנהוג איש ברעהו ברוח של אחוה.",
}


@pytest.mark.parametrize("language", ARTICLE)
def test_subtitles_of_every_script_keep_to_the_rules(language: str) -> None:
    said = [Segment(0.0, 20.0, ARTICLE[language], language=language)]
    written = "".join(subtitles.render(TextFormat.SRT, said, 22.0, breaks=BREAKS))
    read = read_srt(written)
    assert len(read) > 1
    assert list(faults(read, said, 22.0)) == []
