"""Names in any script as Latin letters that can be compared; organisations without their form."""

import re
from functools import lru_cache

from anyascii import anyascii

from tracker.core.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_FORMS = (
    # Lithuania, the other Baltic and the Nordic countries
    "uab ab vsi mb ii bi sia as ou oy oyj aps a/s asa ek hb kb"
    # Germany, Austria, Switzerland, the Netherlands, Belgium, Poland, Czechia
    " gmbh ag kg ohg ev gbr mbh co bv nv vzw sa spolka zoo sro spol"
    # France, Italy, Spain, Portugal, Türkiye
    " sarl sas srl spa sl slu lda anonim sirketi"
    # English, Ukrainian and Asian forms in Latin letters
    " ltd limited inc incorporated corp corporation company llc llp plc pty pte"
    " tov pp pat prat ooo zao kk kabushiki kaisha yugen gaisha jusik hoesa bhd sdn"
)
_LEGAL = frozenset(_FORMS.split())
"""Legal forms, folded: what kind of body it is before the law, not which (ISO 20275 lists them)."""
_NATIVE_FORMS = re.compile(
    "股份有限公司|有限責任公司|有限责任公司|有限公司|株式会社|株式會社|有限会社|合同会社|주식회사|㈜"
    r"|\bтовариство з обмеженою відповідальністю\b|\bтов\b|\bпп\b|\bооо\b"  # noqa: RUF001 - Cyrillic
)
_PAIRS = (("sp", "z", "o", "o"), ("s", "p", "a"), ("s", "r", "o"), ("s", "a"), ("a", "s"))
"""Forms written with dots, as they fall apart."""


@lru_cache(maxsize=50_000)
def latin(text: str) -> str:
    """Return `text` folded, in Latin letters: «陳雅婷» is "chen ya ting", "Шевчук" "shevchuk"."""
    if text.isascii():
        return fold(text)
    plain = fold(text)
    return plain if plain.isascii() else fold(anyascii(plain))


def squeezed(text: str) -> str:
    """Return `text` in Latin letters without spaces: "Ya-ting" is "yating" as "Yating" is."""
    return latin(text).replace(" ", "")


@lru_cache(maxsize=50_000)
def place_key(name: str) -> str:
    """Return the words of an organisation's name without its legal form, in order of the alphabet.

    A name that is nothing but a form is kept whole.
    """
    words = _WORD.findall(latin(_NATIVE_FORMS.sub(" ", name.casefold())))
    words = _without_dotted(words)
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(sorted(kept or words))


def _without_dotted(words: list[str]) -> list[str]:
    for form in _PAIRS:
        size = len(form)
        if len(words) > size and tuple(words[-size:]) == form:
            return words[:-size]
        if len(words) > size and tuple(words[:size]) == form:
            return words[size:]
    return words


_LOOSE = (("kh", "h"), ("ph", "f"), ("ks", "x"), ("ck", "k"), ("th", "t"), ("dt", "t"))
_ALIKE = str.maketrans("yjwg", "iivh")
_LOOSE_FROM = 7
"""Shorter names, as Chinese ones are, differ by single letters: Jin is not Yin, nor Gao Hao."""


@lru_cache(maxsize=200_000)
def loose(word: str) -> str:
    """Return a Latin word as it sounds, roughly: doubled letters once, letters alike made one."""
    if len(word) < _LOOSE_FROM:
        return word
    for written, sound in _LOOSE:
        word = word.replace(written, sound)
    alike = word.translate(_ALIKE)
    return "".join(sign for place, sign in enumerate(alike) if alike[place - 1 : place] != sign)
