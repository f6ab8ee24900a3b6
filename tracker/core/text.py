"""How names are found and sorted: one fold for search, one key for Lithuanian order."""

import re
import unicodedata
from functools import lru_cache

CJK = re.compile(
    "[\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)
"""A character of Chinese, Japanese or Korean, which is a word by itself."""
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"  # zero width, direction, halves
)
# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "\u0131": "i", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_BEFORE_A_NAME = re.compile(r"^[\W_]+(?=[^\W_])")

# The Lithuanian alphabet as dictionaries sort it: č after c, š after s, ž after z; ą, ę, ė, į, ų, ū
# with their plain letters and only then apart; y with i.
_LETTERS = "aąbcčdeęėfghiįyjklmnoprsštuųūvzž"
_PRIMARY = {
    letter: chr(0x100 + rank)
    for rank, group in enumerate(
        [
            "aą",
            "b",
            "c",
            "č",
            "d",
            "eęė",
            "f",
            "g",
            "h",
            "iįy",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "q",
            "r",
            "s",
            "š",
            "t",
            "uųū",
            "v",
            "w",
            "x",
            "z",
            "ž",
        ]
    )
    for letter in group
}


def clean(text: str) -> str:
    """Return `text` in NFC without control, direction and zero-width marks; line ends stay."""
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", seen)


def clean_line(text: str) -> str:
    """Return `text` cleaned, on one line, without spaces at its ends or in rows."""
    return " ".join(clean(text).split())


def capitalised(text: str) -> str:
    """Return `text` with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def fold(text: str) -> str:
    """Return `text` as it is searched: no case, no marks, a space round each CJK character."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    bare = unicodedata.normalize("NFKD", plain)
    marked = "".join(sign for sign in bare if not unicodedata.combining(sign))
    spaced = CJK.sub(r" \g<0> ", unicodedata.normalize("NFKC", marked))
    return " ".join(_WORD.findall(spaced))


def order_key(text: str, language: str) -> str:
    """Return a key whose order is that of the reader's alphabet: English knows no marks."""
    return sort_key(text) if language == "lt" else fold(text)


def sort_key(text: str) -> str:
    """Return a key whose byte order is Lithuanian dictionary order, on every database.

    Two ranks, as in a dictionary: first the letters (ą with a, y with i), then their marks. Marks
    before the first letter do not count: 't Hart stands with t, „Ekrano“ gamykla with e.
    """
    begun = _BEFORE_A_NAME.sub("", text)
    lowered = unicodedata.normalize("NFC", begun.casefold().translate(_PLAIN))
    ranks = [_ranks(sign) for sign in lowered]
    return "".join(rank for rank, _ in ranks) + "\u0001" + "".join(mark for _, mark in ranks)


@lru_cache(maxsize=4096)
def _ranks(sign: str) -> tuple[str, str]:
    """Return the rank of a letter, and of its mark."""
    plain = sign if sign in _PRIMARY else _bare(sign)
    rank = "".join(_PRIMARY.get(letter, letter) for letter in plain)
    return rank, chr(0x100 + _LETTERS.find(sign) + 1)


def _bare(sign: str) -> str:
    return "".join(
        part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    )
