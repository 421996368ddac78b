"""Words that belong to the word after them, so that no line or caption should end with one.

Broadcasters do not part an article from its noun, a preposition from what it governs, or a pronoun
from its verb (Netflix, Timed Text Style Guide, "Line treatment"; BBC, Subtitle Guidelines, 3.4).
"""

from collections.abc import Mapping
from typing import Final

_ARTICLES_AND_THE_LIKE: Final = """
en: a an the this that these those my your his her its our their some any no every each very too
    so I you he she it we they who is are was were be been am has have had do does did will would
    can could shall should may might must not don't didn't isn't I'm you're we're they're it's mr
    mrs dr
de: der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine dein
    sein seine ihr ihre unser unsere dieser diese dieses diesen sehr zu ich du er sie es wir man
    ist sind war waren hat haben hatte wird werden wurde kann nicht herr frau dr
fr: le la les l' un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos
    votre vos leur leurs très je tu il elle on nous vous ils elles ne se me te est sont était a
    ont avait m. mme
es: el la los las un una unos unas lo al del este esta estos estas ese esa mi mis tu tus su sus
    muy yo él ella se me te le les nos no es son era ha han había
pt: o a os as um uma uns umas ao à aos às do da dos das no na nos nas este esta esse essa meu
    minha seu sua muito eu ele ela se me te não é são era foi
it: il lo la i gli le l' un uno una un' del della dei delle al alla ai alle nel nella questo
    questa mio mia suo sua molto io tu lui lei si mi ti ci non è sono era ha hanno
nl: de het een dit dat deze die mijn jouw zijn haar ons onze hun zeer ik je jij hij zij ze we wij
    is was waren heeft hebben had wordt niet
sv: en ett den det de denna detta min mitt din ditt sin sitt vår ett mycket jag du han hon vi är
    var har hade inte
"""
_JOINING: Final = """
en: and or but nor because although while when where which who that if unless until since as than
    of in on at to for from with by about into over under after before between through during
    without
de: und oder aber denn weil dass obwohl während wenn wo als ob sondern von in im an am auf zu zum
    zur für mit bei aus nach über unter vor zwischen durch ohne gegen um bis seit
fr: et ou mais car parce que qui dont où quand si comme de à en dans sur sous pour par avec sans
    chez entre vers après avant depuis pendant
es: y e o u pero porque que quien donde cuando si como de a en con por para sin sobre entre hasta
    desde hacia
pt: e ou mas porque que quem onde quando se como de em com por para sem sobre entre até desde
it: e ed o ma perché che chi dove quando se come di a da in con su per tra fra senza
nl: en of maar want omdat dat die waar wanneer als van in op aan te voor met bij uit naar over
    onder tussen door zonder tegen om tot
sv: och eller men för att som där när om än av i på till från med vid ur efter över under mellan
    utan
"""


def _read(table: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    code = ""
    for word in table.casefold().split():
        if word.endswith(":"):
            code = word[:-1]
        else:
            found.setdefault(code, set()).add(word)
    return {code: frozenset(words) for code, words in found.items()}


_BOUND: Final = _read(_ARTICLES_AND_THE_LIKE)
_JOINS: Final = _read(_JOINING)
_NONE: Final[frozenset[str]] = frozenset()
_AROUND: Final = "\"'“”‘’«»„([{¿¡.,;:!?…"  # noqa: RUF001  # with typographic quotes


def binds(text: str, language: str | None) -> bool:
    """Say whether a word belongs to the one after it: an article, a preposition, a conjunction."""
    word = text.strip(_AROUND).casefold()
    code = language or ""
    return word in _BOUND.get(code, _NONE) or word in _JOINS.get(code, _NONE)


def joins(text: str, language: str | None) -> bool:
    """Say whether a line may well begin with this word: a conjunction or a preposition."""
    return text.strip(_AROUND).casefold() in _JOINS.get(language or "", _NONE)
