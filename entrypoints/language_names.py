"""Other names of the languages that Whisper knows."""

from typing import Final

# Each in its own language and script, as menus of browsers write it, without apostrophes.
_NATIVE: Final = """
af Afrikaans|am አማርኛ|ar العربية|as অসমীয়া|az azərbaycan|ba башҡорт теле|be беларуская|bg български
bn বাংলা|bo བོད་སྐད་|br brezhoneg|bs bosanski|ca català|cs čeština|cy Cymraeg|da dansk|de Deutsch
el Ελληνικά|en English|es español|et eesti|eu euskara|fa فارسی|fi suomi|fo føroyskt|fr français
gl galego|gu ગુજરાતી|ha Hausa|haw Ōlelo Hawaii|he עברית|hi हिन्दी|hr hrvatski|ht Kreyòl ayisyen
hu magyar|hy հայերեն|id Bahasa Indonesia|is íslenska|it italiano|ja 日本語|jw Basa Jawa|ka ქართული
kk қазақ тілі|km ខ្មែរ|kn ಕನ್ನಡ|ko 한국어|la Latina|lb Lëtzebuergesch|ln lingála|lo ລາວ|lt lietuvių
lv latviešu|mg Malagasy|mi te reo Māori|mk македонски|ml മലയാളം|mn монгол|mr मराठी|ms Bahasa Melayu
mt Malti|my မြန်မာ|ne नेपाली|nl Nederlands|nn nynorsk|no norsk|oc occitan|pa ਪੰਜਾਬੀ|pl polski|ps پښتو
pt português|ro română|ru русский|sa संस्कृतम्|sd سنڌي|si සිංහල|sk slovenčina|sl slovenščina
sn chiShona|so Soomaali|sq shqip|sr српски|su Basa Sunda|sv svenska|sw Kiswahili|ta தமிழ்|te తెలుగు
tg тоҷикӣ|th ไทย|tk Türkmençe|tl Tagalog|tr Türkçe|tt татар теле|uk українська|ur اردو|uz ozbek
vi Tiếng Việt|yi ייִדיש|yo Yorùbá|yue 粵語|zh 中文
"""

# Other names and spellings, openai-whisper's among them; what has no diacritics is found without.
_OTHER: Final = """
ar Modern Standard Arabic|bn Bangla|ca Valencian|es Castilian|es castellano|el Modern Greek
eu Euskera|fa Farsi|fa Dari|gl Gallego|he Ivrit|ht Haitian|id Indonesia|jw Jawa|ka Kartuli
km Cambodian|lb Letzeburgesch|mi Māori|ms Bahasa Malaysia|my Burmese|nl Flemish|nl Vlaams
nn Norwegian Nynorsk|no Norwegian Bokmål|no Bokmål|no Norwegian Bokmal|pa Panjabi|ps Pushto
pt Brazilian Portuguese|pt português brasileiro|ro Moldavian|ro Moldovan|sd Sindi|si Sinhalese
sq Shqiptar|sr srpski|sr Serbian Latin|sw Swahili language|tl Filipino|tl Pilipino|uz Uzbek Latin
yue 粤语|yue 廣東話|yue 广东话|zh Mandarin|zh Mandarin Chinese|zh Putonghua|zh Standard Chinese
zh Simplified Chinese|zh Traditional Chinese|zh 普通话|zh 普通話|zh 汉语|zh 漢語|zh 國語|zh 国语
"""


def _entries(table: str) -> list[tuple[str, str]]:
    pairs = [
        entry.split(" ", 1) for line in table.strip().splitlines() for entry in line.split("|")
    ]
    return [(name, code) for code, name in pairs]


NAMES: Final = (*_entries(_NATIVE), *_entries(_OTHER))
"""Names, each with the code of its language."""
