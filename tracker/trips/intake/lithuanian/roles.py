"""The offices people hold, in every Lithuanian case, and their nominative by gender."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tracker.core.text import fold
from tracker.trips.intake.lithuanian.cases import Case, Gender, decline, looks_genitive
from tracker.trips.intake.lithuanian.countries import country_words
from tracker.trips.intake.vocabulary import CITIES, table

# Masculine and feminine form of each office or standing a person is introduced by.
_OFFICES = (
    "meras merė|vicemeras vicemerė|burmistras burmistrė|viceburmistras viceburmistrė|"
    "pavaduotojas pavaduotoja|narys narė|direktorius direktorė|vedėjas vedėja|patarėjas patarėja|"
    "specialistas specialistė|vadovas vadovė|pirmininkas pirmininkė|"
    "vicepirmininkas vicepirmininkė|sekretorius sekretorė|ambasadorius ambasadorė|"
    "konsulas konsulė|atstovas atstovė|prezidentas prezidentė|viceprezidentas viceprezidentė|"
    "ministras ministrė|viceministras viceministrė|kancleris kanclerė|rektorius rektorė|"
    "prorektorius prorektorė|dekanas dekanė|prodekanas prodekanė|profesorius profesorė|"
    "koordinatorius koordinatorė|seniūnas seniūnė|architektas architektė|inžinierius inžinierė|"
    "ekspertas ekspertė|konsultantas konsultantė|savininkas savininkė|steigėjas steigėja|"
    "įkūrėjas įkūrėja|bendraįkūrėjas bendraįkūrėja|deputatas deputatė|senatorius senatorė|"
    "gubernatorius gubernatorė|vicegubernatorius vicegubernatorė|viršininkas viršininkė|"
    "padėjėjas padėjėja|vadybininkas vadybininkė|administratorius administratorė|"
    "kuratorius kuratorė|vertėjas vertėja|referentas referentė|mokytojas mokytoja|"
    "valdytojas valdytoja|tarybininkas tarybininkė|analitikas analitikė|tyrėjas tyrėja|"
    "partneris partnerė|prefektas prefektė|maršalka maršalka|maršalas maršalė|generolas generolė|"
    "kontrolierius kontrolierė|vyskupas vyskupė|lektorius lektorė|pranešėjas pranešėja|"
    "gydytojas gydytoja|slaugytojas slaugytoja|finansininkas finansininkė|teisininkas teisininkė|"
    "auditorius auditorė|inspektorius inspektorė|redaktorius redaktorė|žurnalistas žurnalistė|"
    "verslininkas verslininkė|dizaineris dizainerė|psichologas psichologė|treneris trenerė|"
    "ekologas ekologė|urbanistas urbanistė|komisaras komisarė|pareigūnas pareigūnė|"
    "asistentas asistentė|moderatorius moderatorė|docentas docentė|mokslininkas mokslininkė|"
    "bibliotekininkas bibliotekininkė|inovatorius inovatorė|gidas gidė|buhalteris buhalterė|"
    "energetikas energetikė|edukatorius edukatorė|pedagogas pedagogė|ekonomistas ekonomistė|"
    "istorikas istorikė|archeologas archeologė|dirigentas dirigentė|režisierius režisierė|"
    "programuotojas programuotoja|metodininkas metodininkė|muziejininkas muziejininkė|"
    "kraštotvarkininkas kraštotvarkininkė|vicerektorius vicerektorė|agronomas agronomė|"
    "atašė atašė|pasiuntinys pasiuntinė|komendantas komendantė|darbuotojas darbuotoja|"
    "galva galva|organizatorius organizatorė|operatorius operatorė"
)


@dataclass(frozen=True, slots=True)
class Office:
    """One form of an office: which case, and whether it covers several people."""

    male: str
    female: str
    gender: Gender
    case: Case
    plural: bool

    def named(self, gender: Gender) -> str:
        """Return the nominative for a man or a woman."""
        return self.male if gender is Gender.MALE else self.female


@cache
def _forms() -> dict[str, tuple[Office, ...]]:
    forms: dict[str, list[Office]] = {}
    for pair in _OFFICES.split("|"):
        male, female = pair.split()
        for gender, word in ((Gender.MALE, male), (Gender.FEMALE, female)):
            for form in decline(word):
                office = Office(male, female, gender, form.case, form.plural)
                forms.setdefault(form.text, []).append(office)
    plain: dict[str, list[Office]] = {}  # some write „vedeja“, without the marks of the letters
    for text, named in forms.items():
        plain.setdefault(fold(text), []).extend(named)
    return {text: tuple(offices) for text, offices in (plain | forms).items()}


def offices(word: str) -> tuple[Office, ...]:
    """Return what office a word can be a form of; nothing when it is none."""
    return _forms().get(word.lower(), ())


# Words beside the office that agree with it, from the ending of a case to the nominative.
_AGREEING: dict[Case, tuple[tuple[str, str, str], ...]] = {
    Case.GENITIVE: (
        ("vyresniojo", "vyresniosios", "vyresnysis vyresnioji"),
        ("buvusio", "buvusios", "buvęs buvusi"),
        ("ančio", "ančios", "antis anti"), ("inčio", "inčios", "intis inti"),
        ("iojo", "iosios", "iasis ioji"), ("ojo", "osios", "asis oji"),
        ("inio", "inės", "inis inė"), ("amo", "amos", "amas ama"),
    ),
    Case.INSTRUMENTAL: (
        ("vyresniuoju", "vyresniąja", "vyresnysis vyresnioji"),
        ("buvusiu", "buvusia", "buvęs buvusi"),
        ("ančiu", "ančia", "antis anti"), ("inčiu", "inčia", "intis inti"),
        ("iuoju", "iąja", "iasis ioji"), ("uoju", "ąja", "asis oji"),
        ("iniu", "ine", "inis inė"),
    ),
    Case.DATIVE: (
        ("buvusiam", "buvusiai", "buvęs buvusi"), ("vyresniajam", "vyresniajai",
         "vyresnysis vyresnioji"), ("iajam", "iajai", "iasis ioji"), ("ajam", "ajai", "asis oji"),
        ("iniam", "inei", "inis inė"),
    ),
    Case.ACCUSATIVE: (
        ("buvusį", "buvusią", "buvęs buvusi"), ("ųjį", "ąją", "asis oji"),
        ("inį", "inę", "inis inė"),
    ),
    Case.LOCATIVE: (
        ("iniame", "inėje", "inis inė"), ("ajame", "ojoje", "asis oji"),
    ),
    Case.NOMINATIVE: (
        ("buvęs", "buvusi", "buvęs buvusi"), ("asis", "oji", "asis oji"),
        ("ysis", "oji", "ysis oji"), ("inis", "inė", "inis inė"), ("antis", "anti", "antis anti"),
    ),
}  # fmt: skip


def agreed(word: str, case: Case, gender: Gender, *, strictly: bool = False) -> str | None:
    """Return the nominative of an adjective or participle that agrees with a noun, or None.

    `strictly` asks for an ending of that gender: „valstybinio“ is of no „ligoninė“.
    """
    low = word.lower()
    for *endings, nominative in _AGREEING.get(case, ()):
        own = gender is Gender.FEMALE
        for ending in endings[own : own + 1] if strictly else endings:
            if low.endswith(ending):
                bare = nominative.split()[own]
                made = low[: -len(ending)] + bare
                return made.capitalize() if word[0].isupper() and not word.isupper() else made
    return None


def agrees(word: str, case: Case) -> bool:
    """Say whether a word can be an adjective of an office in this case."""
    return not _VERB.match(word) and any(agreed(word, case, gender) for gender in Gender)


_VERB = re.compile(
    r"^(?:(?:iš|at|nu|par|ap)?vyko|(?:susi|su|pasi|už|iš)?tiko|liko|buvo|tapo|kalbėjo|turėjo|globojo|(?:pa)*sakojo|(?:pa)?kvies|norėjo|lydėjo|prisijungė|"
    r"pradėjo|dėkojo|padėkojo|\w+avo|[a-ząčęėįšųūž]{3,}ino|\w+osi|\w+ėsi)$"
)
_BEFORE_A_CASE = frozenset(
    table(
        "iš po nuo iki prie dėl apie su per be ant pas už į tarp ties kurio kurios kurių "
        "šio šios to tos jo jos jų"
    )
)


def may_modify(word: str) -> bool:
    """Say whether a word can belong to an office that follows it: „miesto“, „Liublino“, „UAB“."""
    low = word.lower()
    if low in _BEFORE_A_CASE or (word.islower() and _VERB.match(low)):
        return False
    return (
        looks_genitive(word)
        or word.endswith(".")
        or word in {"UAB", "AB", "VšĮ", "ES", "EU", "JAV", "LR", "JT"}
    )


_INSTITUTION = re.compile(
    r"(?:universitet|institut|gimnazij|kolegij|akademij|miest|uost|teatr|region)"
)
_MAYOR = re.compile(r"(?:vice)?mer(?:[aouą]s?|e|ės?|ui|ei)$")


def may_name(word: str, follows: str) -> bool:
    """Say whether a name without endings can stand before what it names: „Turku universiteto“."""
    if not (word[0].isupper() and word.replace("-", "").isalpha()):
        return False
    undeclined = word.endswith("u")  # „Oulu meras“, „Turku taikomųjų mokslų universitetas“
    is_theirs = undeclined and (_MAYOR.match(follows.lower()) or word.lower() in CITIES)
    return bool(is_theirs or _INSTITUTION.match(follows.lower()))


AREAS = frozenset(table("miesto rajono savivaldybės apskrities regiono krašto vaivadijos srities"))
_ABBREVIATIONS = {"UAB": "UAB", "AB": "AB", "VŠĮ": "VšĮ", "ES": "ES", "JAV": "JAV", "LEZ": "LEZ"}
# Words whose capital is a sentence's and not a name's.
_COMMON = frozenset(
    table(
        "tarybos mero merės vicemero vicemerės administracijos skyriaus vyriausiasis vyriausioji "
        "vyresnysis vyresnioji generalinis generalinė buvęs buvusi laikinasis laikinoji"
    )
)
_STANDING = re.compile(r"(?:buvus|laikin|nauj|esam|dabartin)", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:i?ojo|i?uoju|inio|iniu|i?osios|inės|ine|i?ąja|i?aj[ao][mi]|iniam|inei|"
    r"us(?:io|iu|ios|ia|iam|iai))$"
)


def role_text(words: Sequence[str], form: Office, gender: Gender, *, capitals: bool) -> str:
    """Return an office in the nominative, with what agrees with it and what belongs to it."""
    *before, _ = _uncapitalised(words) if capitals else words
    texts = [*before, form.named(gender)]
    for place in _agreeing_places(before):
        texts[place] = agreed(texts[place], form.case, gender) or texts[place]
    first = texts[0].lower()
    if first in _COMMON or len(texts) == 1:
        texts[0] = first
    return spaced(texts)


def _agreeing_places(before: Sequence[str]) -> Iterator[int]:
    """Yield where adjectives of the office stand: right before it, or „buvęs“ at the start."""
    if before and _STANDING.match(before[0]):
        yield 0
    for place in range(len(before) - 1, -1, -1):
        if not _ADJECTIVE.search(before[place].lower()):
            return
        yield place


def spaced(words: Sequence[str]) -> str:
    """Return words and signs on one line, with no space before a comma or inside brackets."""
    return re.sub(r"\(\s+", "(", re.sub(r"\s+([,)])", r"\1", " ".join(words)))


def _uncapitalised(words: Sequence[str]) -> list[str]:
    """Return an office written in capitals as it is written in a sentence.

    „PANEVĖŽIO MIESTO MERO“: what stands before "miesto" is a name, and so are countries.
    """
    made: list[str] = []
    for place, word in enumerate(words):
        low = word.lower()
        follows = words[place + 1].lower() if place + 1 < len(words) else ""
        of_area = follows in AREAS and low not in AREAS and (place == 0 or follows != "srities")
        is_name = of_area or low in country_words()
        made.append(_ABBREVIATIONS.get(word) or (low.capitalize() if is_name else low))
    return made
