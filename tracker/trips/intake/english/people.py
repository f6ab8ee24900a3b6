"""People and their offices in English text: „Anna Kowalska, Head of …“, „Mayor Rimas Rudžionis“."""

import re
from collections.abc import Iterator

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.english.countries import country_at
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Manner, Named
from tracker.trips.intake.source import Source, Span, mixed_case
from tracker.trips.intake.vocabulary import GIVEN_NAMES, table

CAPITAL = r"[^\W\d_a-ząčęėįšųūžà-öø-ÿ][\w’'-]{0,40}"
_TITLE = r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\b\.?[ \t]+)"
_NO_GRADE = r"(?!(?:The|An?|On|In|At|By|With|From|Our|We|He|She|And|Mr|Ms|Mrs|Dr|Prof)\b)"
_GRADES = (
    r"(?:(?i:first|second|deputy|vice|chief|senior|executive|general|managing|honorary|former|"
    r"acting|international|project|regional|sales|marketing|technical|commercial)[ -]|"
    rf"{_NO_GRADE}{CAPITAL}[ ]){{0,3}}"
)
_OFFICES = (
    r"(?i:vice-mayor|mayor|councillor|council member|director general|director|head|advis[eo]r|"
    r"specialist|president|chair(?:man|woman|person)?|secretary(?: general)?|ambassador|rector|"
    r"vice-rector|dean|professor|manager|coordinator|representative|minister|governor|chancellor|"
    r"officer|(?:co-)?founder|owner|consul|commissioner|architect|engineer|expert|partner|member|"
    r"lecturer|scientist|teacher|curator|librarian|editor|consultant|leader|principal|deputy|"
    r"interpreter|translator|lawyer|journalist|analyst|researcher|planner|assistant|inspector|"
    r"executive|alderman|producer|designer|treasurer|spokesperson|c[et]o)(?![\w-])"
)
_OF = (
    rf"(?:,?[ ]+(?:of|for|to|at|in|on)[ ]+(?:the[ ]+|its[ ]+)?{CAPITAL}"
    rf"(?:[ ]+(?:(?:of|for|and|&|at|in|the|on)[ ]+){{0,2}}(?!{_GRADES}{_OFFICES})"
    rf"{CAPITAL}){{0,8}}"
    r"(?:\.?,?[ ]Ltd\b\.?)?)?"
)
_ROLE = re.compile(rf"(?<![\w-]){_GRADES}{_OFFICES}{_OF}")
_PARTICLES = r"(?:[ ](?:van|von|de|der|den|di|da|al|bin)){0,2}"
_NAME = rf"(?!{_TITLE}){CAPITAL}{_PARTICLES}(?:[ ]{CAPITAL}){{1,2}}"
# „Ann Plas, senior policy adviser“: what may stand between, and what may not.
_NO_LEAD = (
    r"(?:and|or|who|whom|which|where|when|that|with|as|to|from|for|of|in|on|at|by|also|then|our|"
    r"the|an?|its|is|was|were|met|told|gave|\w+ed)\b"
)
_NAME_BEFORE = re.compile(
    rf"(?P<name>{_NAME})[ \t]*(?:,|\(|\n|\t|[ \t][–—-])[ \t]*"
    r"(?:(?:the|an?|its|his|her|our|their)[ \t]+)?"
    rf"(?P<lead>(?:(?!{_NO_LEAD})[a-z][a-z-]+[ ]){{0,2}}|{CAPITAL} (?:and|&) )$"
)
# „deputy for social affairs“, up to the sign that ends it
_MORE = re.compile(rf"[ ](?:of|for|in)(?: [a-z][a-z-]+){{1,4}}(?: {CAPITAL})?(?=[,.;)\n]|$)")
_NAME_FROM = re.compile(
    rf"(?:with|met|and|to|,)[ ]+{_TITLE}?(?P<name>{_NAME})[ ]+"
    rf"(?:from(?: the)?|of the)[ ]{CAPITAL}"
)
_OF_BODY = re.compile(rf"(?=[ \t]of){_OF}")
_NAME_AFTER = re.compile(
    rf"(?P<of> of the [a-z][a-z-]+(?: [a-z][a-z-]+)?(?=,))?,?[ \t]+{_TITLE}?(?P<name>{_NAME})"
)
_NAME_ALONE = re.compile(rf"{_TITLE}?(?P<name>{_NAME})(?=$|\t|[ \t]*[,(–—-])")
_NO_NAME = frozenset(
    table(
        "the city town council university report mayor office department division municipality of "
        "trip business visit delegation ministry chamber institute agency deputy director head "
        "republic association administration committee international relations district region "
        "january february march april may june july august september october november december "
        "monday tuesday wednesday thursday friday saturday sunday expo summit forum conference "
        "congress school museum smart europe european union company group park centre center "
        "board unit development strategic planning county chief senior specialist"
    )
)
_UNITS = re.compile(
    r"(?:Office|Department|Division|Council|University|Agency|Institute|Committee|Unit|Association|"
    r"Administration|Municipality|Ministry|Chamber|Centre|Center|Board|Bureau|Ltd|GmbH|Section)$"
)
_NEAR = 80
_INVITATION = re.compile(r"invit(?:ation of|ed by) (?:the )?$")


def read_people(source: Source, within: Span, manner: Manner) -> list[Named]:
    """Return the people with an office, in the order of the text; and offices of one body.

    A line of a list may be a name alone.
    """
    found: list[Named] = []
    floor = within.start
    while match := _ROLE.search(source.flat, floor, within.end):
        named = (
            _before(source, match, floor)
            or _inside(source, match)
            or _after(source, match, within.end)
            or _unnamed(source, match, alone=manner is Manner.LIST)
        )
        found += [named] if named else []
        floor = named.whole.end if named else match.end()
    if manner is Manner.LIST and not any(each.name for each in found):
        alone = _NAME_ALONE.match(source.flat, within.start, within.end)
        span = _proper(source, Span(*alone.span("name"))) if alone else None
        found += [Named(_named(source, span), None, span, span)] if span else []
    if manner is not Manner.TITLE:
        found += _from_somewhere(source, within, found)
    return found


def _from_somewhere(source: Source, within: Span, found: list[Named]) -> Iterator[Named]:
    """Yield those who are met without an office: „with Bram de Vries from Damen Shipyards“."""
    for match in _NAME_FROM.finditer(source.flat, within.start, within.end):
        span = _proper(source, Span(*match.span("name")))
        if span and not any(span.touches(each.whole) for each in found):
            yield Named(_named(source, span), None, span, span)


def _inside(source: Source, office: re.Match[str]) -> Named | None:
    """Find the name in what was taken for the office's place: „Mayor of Panevėžys Rytis …“."""
    words = list(re.finditer(r"[^\s,]+", office.group()))
    first = _name_starts([each.group() for each in words])
    if first is None:
        return None
    start, end = (
        office.start() + place for place in (words[first].start(), words[first + 1].end())
    )
    role = source.at(Span(office.start(), start)).rstrip(" ,")
    span = Span(start, end)
    return Named(_named(source, span), role, span, Span(office.start(), end))


def _name_starts(words: list[str]) -> int | None:
    """Return the first word of a name that ends an office: a given name, or two words too many."""
    for place in range(2, len(words) - 1):
        name = words[place : place + 2]
        if not all(each[0].isupper() and each.lower() not in _NO_NAME for each in name):
            continue
        ends = place + 2 == len(words) or words[place + 2] == "and"
        after_unit = ends and _UNITS.search(words[place - 1]) is not None
        after_city = ends and place > 2 and words[place - 2] == "of"
        if name[0].lower() in GIVEN_NAMES or after_unit or after_city:
            return place
    return None


def _before(source: Source, office: re.Match[str], floor: int) -> Named | None:
    begin = max(floor, office.start() - _NEAR)
    before = _NAME_BEFORE.search(source.flat[begin : office.start()])
    span = (
        _proper(source, Span(*(begin + place for place in before.span("name")))) if before else None
    )
    if before is None or span is None:
        return None
    more = _MORE.match(source.flat, office.end()) if office.end() <= source.whole.end else None
    whole = Span(span.start, more.end() if more else office.end())
    said = source.at(Span(begin + before.start("lead"), whole.end)).rstrip(",")
    return Named(source.at(span), said, span, whole)


def _after(source: Source, office: re.Match[str], end: int) -> Named | None:
    after = _NAME_AFTER.match(source.flat, office.end(), end)
    span = _proper(source, Span(*after.span("name"))) if after else None
    if after is None or span is None:
        return None
    if (
        after.group().startswith(",")
        and not after["of"]
        and _ROLE.match(source.flat, after.end() + 2)
    ):
        return None  # the name after the comma has its own office
    said = _said(office) + (after["of"] or "")
    whole = Span(office.start(), span.end)
    theirs = _OF_BODY.match(source.flat, span.end, end)
    if (
        theirs and " of " not in said and not after.group().startswith(",")
    ):  # „Professor Frank Witlox of Ghent University“
        said, whole = f"{said} {source.at(Span(*theirs.span()))}", Span(whole.start, theirs.end())
    return Named(_named(source, span), said, span, whole)


def _unnamed(source: Source, office: re.Match[str], *, alone: bool) -> Named | None:
    """Return an office that stands for one person because its body is said: „Mayor of Riga“.

    In a list it may stand `alone`.
    """
    role, span = _said(office), source.trim(Span(*office.span()), also=",")
    return Named(None, role, span, span, is_subject=False) if alone or " of " in role else None


def _proper(source: Source, span: Span) -> Span | None:
    """Return the span if a person can be called so."""
    words = source.at(span).split()
    is_other = any(each.lower() in _NO_NAME for each in words) or country_at(words)
    return None if is_other else span


def _named(source: Source, span: Span) -> str:
    return " ".join(mixed_case(each) for each in source.at(span).split())


def _said(office: re.Match[str]) -> str:
    return " ".join(office.group().split()).rstrip(",")


def inviter(source: Source, sentence: Span, office: Named) -> Found[str] | None:
    """Return the office in „at the invitation of the Mayor of Lublin“."""
    begin = max(sentence.start, office.span.start - _NEAR)
    invited = _INVITATION.search(source.lower[begin : office.span.start])
    return Found(office.role or "", office.span, Confidence.LIKELY) if invited else None
