"""Numbers in figures and in words, Lithuanian and English."""

import re

from tracker.trips.intake.vocabulary import table

_UNITS_LT = {
    "vien": 1, "du": 2, "dvi": 2, "dviej": 2, "dviem": 2, "dvejus": 2, "dvejos": 2, "try": 3,
    "tris": 3, "trij": 3, "trim": 3, "trejus": 3, "keturi": 4, "penki": 5, "šeši": 6,
    "septyni": 7, "aštuoni": 8, "devyni": 9,
}  # fmt: skip
_ENDING = r"(?:[aoei]?s|i|ų|us|ais|omis|ems|oms|uose|ose|u|ys)?"
_TEENS_LT = table(
    "vienuolika dvylika trylika keturiolika penkiolika šešiolika septyniolika aštuoniolika "
    "devyniolika"
)
_TENS_LT = ("dvi", "tris", "keturias", "penkias", "šešias", "septynias", "aštuonias", "devynias")
_UNITS_EN = table("one two three four five six seven eight nine ten")
_TEENS_EN = table("eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS_EN = table("twenty thirty forty fifty sixty seventy eighty ninety")

_WORDS: dict[str, int] = {}
_WORDS |= {name: value for value, name in enumerate(_UNITS_EN, 1)}
_WORDS |= {name: value for value, name in enumerate(_TEENS_EN, 11)}
_WORDS |= {name: 10 * value for value, name in enumerate(_TENS_EN, 2)} | {"dozen": 12}
_LT_STEMS = (
    [(rf"{stem}{_ENDING}", value) for stem, value in _UNITS_LT.items() if value > 1]
    + [(rf"{name[:-1]}(?:a|os|ai|ą|oje)", value) for value, name in enumerate(_TEENS_LT, 11)]
    + [(rf"{name}dešimt(?:ys|ies|is|į)?", 10 * value) for value, name in enumerate(_TENS_LT, 2)]
    + [("dešimt(?:ys|ies|is|į)?", 10), ("šimt(?:as|ai|o|ų|ą|us)", 100),
       ("tūkstan(?:tis|čiai|čio|čių|tį|čius)", 1000)]
)  # fmt: skip
_LT = re.compile("|".join(rf"(?P<n{place}>{stem})" for place, (stem, _) in enumerate(_LT_STEMS)))

# 1697, 1 697, 1.697, 1,697; not a part of a date, a decimal or a code.
NUMERAL = r"(?<![\w.,/:+-])(?<!\d )(?:\d{1,3}(?:[ .,]\d{3})+|\d{1,7})(?![\w/:%]|[.,-]\d|\s?%)"


def word_value(word: str) -> int | None:
    """Return the number a word means: keturias, 4; dvidešimt, 20; None when it means none."""
    if word in _WORDS:
        return _WORDS[word]
    found = _LT.fullmatch(word)
    if found is None or found.lastgroup is None:
        return None
    return _LT_STEMS[int(found.lastgroup[1:])][1]


def words_value(words: list[str]) -> int | None:
    """Return the number that words mean together: trisdešimt penkios, 35; twenty-five, 25."""
    total = current = 0
    for word in (part for each in words for part in each.split("-")):
        value = word_value(word)
        if value is None:
            return None
        if value in {100, 1000}:
            total, current = total + max(current, 1) * value, 0
        elif current and (value >= 10 or current % 10):
            return None
        else:
            current += value
    return total + current or None


def numeral_value(text: str) -> int:
    """Return what a numeral with or without marks between its thousands means."""
    return int(re.sub(r"\D", "", text))
