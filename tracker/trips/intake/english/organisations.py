"""Organisations in English text, and who invited."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.english.people import CAPITAL, read_people
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Manner
from tracker.trips.intake.names import apart, by_legal_form
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.vocabulary import TOWNS

_HEADS = (
    r"(?:University|Chamber|Ministry|Agency|Association|Institute|Municipality|Embassy|Council|"
    r"Foundation|Cluster|Federation|Union|Academy|College|School|Museum|Library|Centre|Center|"
    r"(?:Representative|Trade|Cultural|Economic|Information|Liaison) Office|(?:City|Town) Hall|"
    r"Authority|Government|Prefecture|Corporation|Representation|Hospital|"
    r"(?:Permanent|Diplomatic) Mission|Fund|Park|Network|Society|Bank|Port|"
    r"Administration|Lyceum|Gymnasium|Theatre)"
)
_BODY = re.compile(
    rf"(?<![\w-])(?:(?:The|At|In|From|With|By)[ ]+)?(?P<name>"
    r"(?:[A-Z]\.[ ]){0,2}"
    rf"(?:(?!{_HEADS}[ ]+and\b){CAPITAL}[ ]+(?:and[ ]+(?={CAPITAL}\s))?){{0,5}}"
    rf"{_HEADS}(?![\w-])"
    rf"(?:[ ]+(?:of|for|in)[ ]+(?:the[ ]+)?{CAPITAL}"
    rf"(?:[ ]+(?:(?:and|of|&|in)[ ]+)?{CAPITAL}){{0,5}})?)"
)
_BODY_OF = re.compile(
    rf"(?<![\w-])(?:Town|City|Province|County) of (?P<town>{CAPITAL}(?:-{CAPITAL})?)"
)
_OFFICE_OF = re.compile(r"(?<!invitation )\bof (?:the )?$")  # „Mayor of the City of Riga“
_INVITED = re.compile(
    r"(?<!\w)(?:(?:at|on|upon) the (?:kind )?invitation of|invited by|our hosts? (?:was|were)|"
    r"(?:visit|trip|mission|delegation|group|we|conference|forum|meeting|event)"
    r"(?: [\w-]+){0,4}? hosted by)(?!\w)"
)
_INVITING = re.compile(r" (?:had |has )?(?:kindly )?invited (?!by)")
_BETWEEN = frozenset({"the", "and", ",", "of", "by"})
_NOBODY = frozenset(
    {"city council", "town council", "district council", "municipal council", "european union"}
)
_NEAR = 200
_BEFORE = 20


def find_organisations(source: Source, within: Span) -> list[Found[str]]:
    """Return the organisations named, in the order of the text; „City Council“ alone is no name."""
    found = [*by_legal_form(source, within), *_of_towns(source, within)]
    ends = (place for each in found for place in (each.span.start, each.span.end))
    for start, end in pairwise(sorted([within.start, *ends, within.end])):
        for match in _BODY.finditer(source.flat, start, end):
            span = Span(*match.span("name"))
            name = source.at(span)
            if " " in name and name.lower() not in _NOBODY:
                found.append(Found(name, span, Confidence.LIKELY))
    return apart(found)


def _of_towns(source: Source, within: Span) -> Iterator[Found[str]]:
    """Yield „City of Ghent“, where it is not ours and does not only tell whose mayor one is."""
    for match in _BODY_OF.finditer(source.flat, within.start, within.end):
        before = source.flat[max(0, match.start() - _BEFORE) : match.start()]
        if match["town"] not in TOWNS and not _OFFICE_OF.search(before):
            yield Found(source.at(Span(*match.span())), Span(*match.span()), Confidence.LIKELY)


def find_home(source: Source) -> re.Pattern[str] | None:
    """Return how the names of our own offices begin: with the first of our towns named."""
    words = (each.group() for each in re.finditer(CAPITAL, source.flat))
    town = next((each for each in words if each in TOWNS), None)
    return (
        re.compile(rf"{town} (?:City|District|Town|Municipal|Council|Administ)") if town else None
    )


def find_inviters(source: Source) -> list[Found[str]]:
    """Return who is said to have invited, as long as the names follow one another."""
    found = list(_who_had(source))
    for match in _INVITED.finditer(source.lower):
        sentence = source.sentence_at(match.start())
        end = min(sentence.end, match.end() + _NEAR)
        place = match.end()
        found += _who(source, Span(place, end))
        for each in find_organisations(source, Span(place, end)):
            if set(source.lower[place : each.span.start].split()) - _BETWEEN:
                break
            found.append(each)
            place = each.span.end
    return found


def _who_had(source: Source) -> Iterator[Found[str]]:
    """Yield the body abroad of „Sibiu County Council had invited us“."""
    home = find_home(source)
    for match in _INVITING.finditer(source.lower):
        for each in find_organisations(source, source.before(match.start()))[-1:]:
            if each.span.end == match.start() and not (home and home.match(each.value)):
                yield each


def _who(source: Source, after: Span) -> Iterator[Found[str]]:
    """Yield the official who comes right after: „the Mayor of Riga, Linda Ozola“."""
    for each in read_people(source, after, Manner.PROSE)[:1]:
        between = source.lower[after.start : each.whole.start].split()
        if each.is_official and not set(between) - _BETWEEN:
            yield Found(f"{each.role} {each.name}", each.whole, Confidence.LIKELY)
