"""What an English report counts: „Eight Taiwanese business representatives“."""

import re
from collections.abc import Iterator

from tracker.trips.intake.english.people import CAPITAL
from tracker.trips.intake.language import Count
from tracker.trips.intake.numbers import NUMERAL, numeral_value, words_value
from tracker.trips.intake.source import Source, Span

_PEOPLE = (
    "mayors|delegates|participants|representatives|exhibitors|visitors|experts|investors|"
    "entrepreneurs|speakers|students|officials|managers|people|guests|researchers|partners|artists|"
    "teachers|founders|directors|members|employees|residents|inhabitants|pupils|children|journalists|"
    "councillors|engineers|farmers|volunteers|musicians|athletes|doctors|nurses"
)
_OTHERS = (
    "cities|countries|companies|organi[sz]ations|meetings|universities|businesses|days|"
    "municipalities|projects|start-?ups|firms|delegations|events|sessions|institutions|contacts|"
    "agreements|entities|stands|workshops|schools|visits|sites|memorand(?:a|ums?)|contracts|"
    "jobs|labs|homes|places|lamps|buildings|buses|vehicles|bicycles|beds|hospitals|museums|libraries|clinics|"
    "laptops|computers|kindergartens|districts|generators|ambulances|trips|towns|villages|families|households|products|exhibits|seminars|presentations|lectures"
)
_COUNT = re.compile(
    rf"(?<![\w-])(?P<number>{NUMERAL}|[A-Za-z]{{2,12}}(?:-[a-z]{{3,6}})?)\s+"
    rf"(?!of\s)(?P<label>(?:[^\W\d_][\w-]{{0,30}}\s+){{0,3}}?(?:(?P<people>{_PEOPLE})|{_OTHERS})"
    rf"(?:\s+(?:from|of)\s+{CAPITAL}(?:\s{CAPITAL})?)?)(?![\w-])"
)
_YEARS = range(1900, 2101)


def find_counts(source: Source, within: Span) -> Iterator[Count]:
    """Yield the numbers that count people, bodies or things, in the order of the text."""
    place = within.start
    while match := _COUNT.search(source.flat, place, within.end):
        number, label = match["number"].lower(), " ".join(match["label"].split())
        in_words = not number[0].isdigit()
        value = words_value([number]) if in_words else numeral_value(number)
        if value and (in_words or not (len(number) == 4 and value in _YEARS)):
            people = match["people"] is not None
            yield Count(value, label, Span(*match.span()), of_people=people, in_words=in_words)
            place = match.end()
        else:
            place = match.end("number")
