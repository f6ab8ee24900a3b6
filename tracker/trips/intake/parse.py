"""From the text of a report to a proposal, in whichever of the two languages it is written."""

import re

from tracker.trips.intake.draft import Draft
from tracker.trips.intake.english import read_english
from tracker.trips.intake.findings import draft_of
from tracker.trips.intake.lithuanian import read_lithuanian
from tracker.trips.intake.source import Source, normalise

_LITHUANIAN = re.compile(
    r"[ąčęėįšųūž]|(?<!\w)(?:ir|su|apie|kad|buvo|miesto|bei|iki|nuo|metu|mero|vizito)(?!\w)"
)
_ENGLISH = re.compile(
    r"(?<!\w)(?:the|and|of|with|was|were|for|from|on|to|visit|mayor|city|report|trip|by)(?!\w)"
)
_ENOUGH = 20_000
# Some sixty pages. Nobody writes a longer report, and what is longer is there to keep us busy.
READ_AT_MOST = 150_000


def read_report(text: str) -> Draft:
    """Read a report and propose what it says; nothing that it does not say.

    Places of the facts are character offsets in `text` as given.
    """
    clean, places = normalise(text[:READ_AT_MOST])
    source = Source(clean)
    language = language_of(clean)
    if language is None:
        return Draft()
    found = read_english(source) if language == "en" else read_lithuanian(source)
    return draft_of(language, found, places)


def language_of(text: str) -> str | None:
    """Tell Lithuanian from English by letters and small words; None for neither."""
    sample = text[:_ENOUGH].lower()
    lithuanian = len(_LITHUANIAN.findall(sample))
    english = len(_ENGLISH.findall(sample))
    if not lithuanian and not english:
        return None
    return "en" if english > lithuanian else "lt"
