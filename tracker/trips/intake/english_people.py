"""People, offices and organisations in English text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.trips.intake.cases import mixed_case
from tracker.trips.intake.draft import Confidence, Delegate, Person
from tracker.trips.intake.findings import Found
from tracker.trips.intake.given_names import GIVEN_NAMES
from tracker.trips.intake.lists import lines_as_items
from tracker.trips.intake.organisations import LEGAL_AFTER, LEGAL_BEFORE
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.territories import english_country_at
from tracker.trips.intake.vocabulary import table

CAPITAL = r"[A-ZĄČĘĖĮŠŲŪŽÀ-ÖØ-ÞŁŚŻŹĆŃÓŘĎŤŐŰĀĒĪŪĢĶĻŅŠŽČ][\w’'-]*"
_GRADES = (
    r"(?:(?:First|Second|Deputy|Vice|Chief|Senior|Executive|General|Managing|Honorary|"
    r"Former|former|"
    r"Acting|International|Project|Regional|Sales|Marketing|Technical|Commercial|City|Town)[ -])*"
)
_OFFICES = (
    r"(?:Vice-Mayor|Mayor|Councillor|Council Member|Director General|Director|Head|Advis[eo]r|"
    r"Specialist|President|CEO|CTO|Chairman|Chairwoman|Chairperson|Chair|Secretary "
    r"General|Secretary|"
    r"Ambassador|Rector|Vice-Rector|Dean|Professor|Manager|Coordinator|Representative|Minister|"
    r"Governor|Chancellor|Officer|Founder|Co-founder|Owner|Consul|Commissioner|Architect|Engineer|"
    r"Expert|Partner|Member|member|head|director|manager|adviser|mayor|councillor|ambassador)"
)
_OF = (
    rf"(?:,?[ \t]+(?:of|for|to|at|in|on)[ \t]+(?:the[ \t]+|its[ \t]+)?{CAPITAL}"
    rf"(?:[ \t]+(?:(?:of|for|and|&|at|in|the|on)[ \t]+){{0,2}}"
    rf"(?!{_GRADES}{_OFFICES}(?![\w-])){CAPITAL})"
    r"{0,8})?"
)
_ROLE = re.compile(rf"(?<![\w-]){_GRADES}{_OFFICES}(?![\w-])(?:[ \t]+General)?{_OF}")
_NAME = rf"{CAPITAL}(?:[ \t](?:van|von|de|der|den|di|da|al|bin)){{0,2}}(?:[ \t]{CAPITAL}){{1,2}}"
_NAME_BEFORE = re.compile(
    rf"(?P<name>{_NAME})[ \t]*(?:,|\(|[ \t][–—-])[ \t]*(?:the[ \t]+|a[ \t]+|an[ \t]+)?$"
)
_NAME_AFTER = re.compile(rf"(?:[ \t]+|,[ \t]+)(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?[ \t]+)?(?P<name>{_NAME})")
_NAME_ALONE = re.compile(rf"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?[ \t]+)?(?P<name>{_NAME})$")
_NO_NAME = frozenset(
    table(
        "the city council university report mayor office department division municipality of trip "
        "business visit delegation ministry chamber institute agency deputy director head republic "
        "association administration committee international relations district region "
        "county january "
        "february march april may june july august september october november december "
        "monday tuesday "
        "wednesday thursday friday saturday sunday expo summit forum conference congress "
        "school museum "
        "smart europe european union company group park centre center development"
    )
)
_UNITS = re.compile(
    r"(?:Office|Department|Division|Council|University|Agency|Institute|Committee|Unit|Association|"
    r"Administration|Municipality|Ministry|Chamber|Centre|Center|Board|Bureau|Ltd|GmbH|Section)$"
)
_WENT = re.compile(
    r"(?<!\w)(?:travel\w*|visited|took part|participated|delegation (?:consisted|"
    r"included|comprised)|"
    r"led by|headed by|represented|attended|delegates were|members of the delegation)(?!\w)"
)
_MET = re.compile(
    r"(?<!\w)(?:met|meets?|meetings?|discussed|talks|spoke (?:with|to)|received by|welcomed|hosted|"
    r"introduced|signed|negotiat\w+|contact|contacts|received)(?!\w)"
)
_HEARD = re.compile(
    r"(?<!\w)(?:keynote|speech|presentations?|presented by|listened|heard|speakers?|"
    r"lectures?|talk by|"
    r"spoke about|spoke on)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in English text: a name with an office, or one of the two."""

    name: str | None
    role: str | None
    span: Span


def read_people(source: Source, within: Span) -> list[Named]:
    """Return the people with an office, in the order of the text; and offices without a name."""
    found: list[Named] = []
    floor = within.start
    while match := _ROLE.search(source.flat, floor, within.end):
        inside = _inside(source, match)
        named = (
            (_before(source, match, floor) if not inside else None)
            or inside
            or _after(source, match, within.end)
        )
        found.append(named or Named(None, _said(match.group()), _of(source, match)))
        floor = found[-1].span.end if inside else max(match.end(), found[-1].span.end)
    return found


def _of(source: Source, match: re.Match[str]) -> Span:
    return source.trim(Span(*match.span()), also=",")


def _before(source: Source, match: re.Match[str], floor: int) -> Named | None:
    begin = max(floor, match.start() - 80)
    before = _NAME_BEFORE.search(source.flat[begin : match.start()])
    if before is None:
        return None
    start = begin + before.start("name")
    span = _proper(source, Span(start, start + len(before["name"])))
    return Named(source.at(span), _said(match.group()), span) if span else None


def _inside(source: Source, match: re.Match[str]) -> Named | None:
    """Find the name in what the pattern took for the office's place."""
    words = list(re.finditer(r"[^\s,]+", match.group()))
    cut = _name_starts([each.group() for each in words])
    if cut is None:
        return None
    first, last = cut
    span = Span(match.start() + words[first].start(), match.start() + words[last].end())
    role = source.flat[match.start() : span.start]
    return Named(_named(source.at(span)), _said(role), span)


def _after(source: Source, match: re.Match[str], end: int) -> Named | None:
    after = _NAME_AFTER.match(source.flat, match.end(), end)
    span = _proper(source, Span(*after.span("name"))) if after else None
    if after is None or span is None or _is_listed_with_role(source, after.end(), after.group()):
        return None
    return Named(_named(source.at(span)), _said(match.group()), span)


def _is_listed_with_role(source: Source, end: int, text: str) -> bool:
    """Say whether the name after a comma has its own office after it."""
    return text.startswith(",") and _ROLE.match(source.flat, end + 2) is not None


def _name_starts(words: list[str]) -> tuple[int, int] | None:
    """Return the first and last word of the name in „Mayor of Panevėžys Rytis Račkauskas“."""
    for place in range(2, len(words) - 1):
        name = words[place : place + 2]
        if not all(each[0].isupper() for each in name):
            continue
        if any(each.lower() in _NO_NAME for each in name):
            continue
        ends = place + 2 == len(words) or words[place + 2] == "and"
        after_unit = ends and _UNITS.search(words[place - 1]) is not None
        after_city = ends and words[place - 2] == "of" and place >= 3
        if name[0].lower() in GIVEN_NAMES or after_unit or after_city:
            return place, place + 1
    return None


def _proper(source: Source, span: Span) -> Span | None:
    """Return the span if a person can be called so."""
    words = source.at(span).split()
    if any(each.lower() in _NO_NAME for each in words) or english_country_at(words):
        return None
    return span


def _named(text: str) -> str:
    return " ".join(mixed_case(each) for each in text.split())


def _said(text: str) -> str:
    return " ".join(text.split()).rstrip(",")


def find_delegates(
    source: Source, title: Span, sections: list[Span], elsewhere: Span
) -> list[Found[Delegate]]:
    """Return our people on the trip: from the title, the participants, or a sentence of travel."""
    named = [each for each in read_people(source, title) if each.name]
    for body in sections:
        named += _listed(source, body)
    if not named:
        named = _in_sentences(source, elsewhere)
    kept: dict[str, Found[Delegate]] = {}
    for each in named:
        name = each.name or ""
        sure = Confidence.CERTAIN if each.role else Confidence.CHECK
        kept.setdefault(name.lower(), Found(Delegate(name, each.role), each.span, sure))
    return list(kept.values())


def _listed(source: Source, body: Span) -> Iterator[Named]:
    for line in lines_as_items(source, body):
        people = [each for each in read_people(source, line) if each.name]
        yield from people
        alone = None if people else _NAME_ALONE.fullmatch(source.flat, line.start, line.end)
        span = _proper(source, Span(*alone.span("name"))) if alone else None
        if span:
            yield Named(_named(source.at(span)), None, span)


def _in_sentences(source: Source, elsewhere: Span) -> list[Named]:
    named: list[Named] = []
    for sentence in source.sentences(elsewhere):
        if not _WENT.search(source.lower, sentence.start, sentence.end):
            if named:
                break
            continue
        met = _MET.search(source.lower, sentence.start, sentence.end)
        upto = Span(sentence.start, met.start() if met else sentence.end)
        named += [each for each in read_people(source, upto) if each.name]
    return named


def find_hosts(source: Source, hosted: re.Pattern[str]) -> list[Found[Delegate]]:
    """Return those of ours who received guests: who stands by „received“ or „welcomed by“."""
    found: list[Found[Delegate]] = []
    for sentence in source.sentences():
        by = hosted.search(source.lower, sentence.start, sentence.end)
        if by is None:
            continue
        passive = by.group().endswith("by")
        part = Span(by.end(), sentence.end) if passive else Span(sentence.start, by.start())
        for each in read_people(source, part):
            if each.name:
                delegate = Delegate(each.name, each.role)
                found.append(Found(delegate, each.span, Confidence.LIKELY))
    return found


def find_people(
    source: Source, within: Span, contacts: list[Span], known: set[str], *, visit: bool = False
) -> list[Found[Person]]:
    """Return the others; in a visit to us every guest was met."""
    found: list[Found[Person]] = []
    for body in contacts:
        for each in _listed(source, body):
            sure = Confidence.CERTAIN if each.role else Confidence.CHECK
            found.append(Found(Person(each.name, each.role, met=True), each.span, sure))
    for sentence in source.sentences(within):
        if not any(sentence.touches(body) for body in contacts):
            found += _in_sentence(source, sentence, visit=visit)
    kept: dict[str, Found[Person]] = {}
    for person in sorted(found, key=lambda each: each.span):
        value = person.value
        if value.name is None or value.name.lower() not in known:
            kept.setdefault((value.name or f"? {value.role}").lower(), person)
    return list(kept.values())


def _in_sentence(source: Source, sentence: Span, *, visit: bool) -> Iterator[Found[Person]]:
    met = _MET.search(source.lower, sentence.start, sentence.end)
    heard = _HEARD.search(source.lower, sentence.start, sentence.end)
    for each in read_people(source, sentence):
        if each.name:
            is_met = (met is not None or visit) and (heard is None or met is not None)
            yield Found(Person(each.name, each.role, met=is_met), each.span, Confidence.LIKELY)
        elif met and met.end() <= each.span.start and " of " in (each.role or ""):
            person = Person(None, each.role, met=True)
            yield Found(person, each.span, Confidence.CHECK)


_HEADS = (
    r"(?:University|Chamber|Ministry|Agency|Association|Institute|Municipality|Embassy|Council|"
    r"Foundation|Cluster|Federation|Union|Academy|College|School|Museum|Library|Centre|Center|"
    r"(?:Representative|Trade|Cultural|Economic|Information|Liaison) Office|"
    r"Authority|Corporation|Representation|Mission|Hospital|Fund|Network|Society|Bank|Port)"
)
_BODY = re.compile(
    rf"(?<![\w-])(?:{CAPITAL}[ \t]+(?:and[ \t]+(?={CAPITAL}\s))?){{0,5}}{_HEADS}(?![\w-])"
    rf"(?:[ \t]+(?:of|for|in)[ \t]+(?:the[ \t]+)?{CAPITAL}"
    rf"(?:[ \t]+(?:(?:and|of|&|in)[ \t]+)?{CAPITAL}){{0,5}})?"
)
_INVITED = re.compile(r"(?<!\w)(?:at|on|upon) the (?:kind )?invitation of|(?<!\w)invited by")


def find_organisations(source: Source, within: Span) -> list[Found[str]]:
    """Return the organisations named, in the order of the text, each once."""
    found: list[Found[str]] = []
    for pattern in (LEGAL_BEFORE, LEGAL_AFTER, _BODY):
        for match in pattern.finditer(source.flat, within.start, within.end):
            span = _without_article(source, Span(*match.span()))
            words = source.at(span).split()
            if len(words) > 1 and not any(span.touches(each.span) for each in found):
                sure = Confidence.LIKELY if pattern is _BODY else Confidence.CERTAIN
                found.append(Found(" ".join(words), span, sure))
    kept: dict[str, Found[str]] = {}
    for each in sorted(found, key=lambda each: each.span):
        kept.setdefault(each.value.lower(), each)
    return list(kept.values())


def _without_article(source: Source, span: Span) -> Span:
    article = re.match(r"(?:The|At|In|From|With|By)[ \t]+", source.flat[span.start : span.end])
    return Span(span.start + article.end(), span.end) if article else span


def find_inviters(source: Source, within: Span) -> list[Found[str]]:
    """Return who is said to have invited."""
    found: list[Found[str]] = []
    for match in _INVITED.finditer(source.lower, within.start, within.end):
        stop = re.search(r"[.;)\n]", source.flat[match.end() :])
        end = min(match.end() + (stop.start() if stop else 200), match.end() + 200)
        place = match.end()
        for each in find_organisations(source, Span(match.end(), end)):
            between = source.lower[place : each.span.start].split()
            if set(between) - {"the", "and", ",", "of", "by"}:
                break
            found.append(each)
            place = each.span.end
    return found
