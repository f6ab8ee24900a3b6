"""Countries by their English names, from Babel."""

from collections.abc import Sequence
from functools import cache

from tracker.trips.intake.territories import Country, codes_by_name, longest

# What people write beside the names in Babel's list.
_ALSO = {
    "USA": "US", "UK": "GB", "Great Britain": "GB", "Britain": "GB", "Czech Republic": "CZ",
    "South Korea": "KR", "Republic of Korea": "KR", "Holland": "NL", "The Netherlands": "NL",
    "Turkey": "TR", "Hong Kong": "HK", "United States of America": "US", "Macedonia": "MK",
}  # fmt: skip


def country_at(words: Sequence[str]) -> Country | None:
    """Return the country whose name `words` begin with; the longest name wins."""
    return longest(_known(), words)


@cache
def _known() -> dict[str, Country]:
    names = codes_by_name("en") | _ALSO
    return {name.lower(): Country(code, len(name.split())) for name, code in names.items()}
