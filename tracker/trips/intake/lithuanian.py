"""A Lithuanian report read from top to bottom."""

import re
from collections.abc import Iterator

from tracker.trips.intake import aims, figures, organisations, people, topics
from tracker.trips.intake.cases import Case, city
from tracker.trips.intake.draft import Confidence, Direction, Person, Placeholder
from tracker.trips.intake.findings import Findings, Found
from tracker.trips.intake.journey import met_in, set_days, set_place, whole_line, without_dates
from tracker.trips.intake.places import Place, find_place
from tracker.trips.intake.sections import Part, Section, bodies, find_sections, title_of
from tracker.trips.intake.source import WORD, Source, Span
from tracker.trips.intake.towns import TOWNS

# A text without any of these words is no report on a journey, and nothing is read from it.
_JOURNEY = re.compile(
    r"(?<!\w)(?:komandiruot|delegacij|kelionės (?:tiksl|ataskait|trukm)|lankėsi|lankytasi|viešėjo|"
    r"viešnag|stažuot)\w*"
)
# These speak of other things too, so they count only where a report says what it is.
_PERHAPS = re.compile(r"(?<!\w)(?:vizit|išvyk|kelion)\w*")
_OPENING = 400
_OUTGOING = re.compile(r"(?<!\w)komandiruot\w*")
_GUESTS = re.compile(
    r"(?<!\w)(?P<who>delegacij\w*|svečia\w*|svečių|atvyko)\s(?:[^.\n]{0,60}?\s)?(?=iš\s)"
)
_THEIR = re.compile(
    rf"(?P<city>(?<!\w)[^\W\d_a-ząčęėįšųūž]{WORD})\s+(?:\([^)\n]+\)\s+)?(?:miesto\s+|rajono\s+)?"
    r"(?:savivaldybės\s+)?(?P<who>[Dd]elegacij|DELEGACIJ)\w*"
)
_MUNICIPALITY = re.compile(r"(?<!\w)(?P<city>[^\W\d_]{4,20}) (?:miesto|rajono)(?!\w)")
_HOSTS = re.compile(r"(?<!\w)(?:priėmė|sutiko|pasitiko|pasveikino)(?!\w)")
_TRAVEL = re.compile(
    r"(?<!\w)(?:lankėsi|lankytasi|viešėjo|viešėta|(?:iš|nu|at)?vyko|(?:iš|nu)?vykta|dalyvavo|"
    r"dalyvauta|vyks\w+|komandiruot\w*|vizit\w*|kelion\w*|stažuot\w*)(?!\w)"
)


def read_lithuanian(source: Source) -> Findings:
    """Return what the rules find; nothing from a text that speaks of no journey."""
    found = Findings()
    if not _journey(source):
        return found
    sections = find_sections(source)
    title = title_of(source, sections)
    _read_journey(source, title, sections, found)
    found.event = aims.find_event(source, bodies(sections, Part.EVENT))
    found.purpose = aims.find_purpose(source, bodies(sections, Part.PURPOSE), source.whole)
    found.conclusions = aims.find_conclusions(source, bodies(sections, Part.CONCLUSIONS))
    _read_people(source, title, sections, found)
    _read_organisations(source, sections, found)
    _read_outcome(source, sections, found)
    return found


def _journey(source: Source) -> re.Match[str] | None:
    """Return the word by which the text says that it speaks of a journey."""
    return _PERHAPS.search(source.lower, 0, _OPENING) or _JOURNEY.search(source.lower)


# The journey: which way, when, where.


def _read_journey(source: Source, title: Span, sections: list[Section], found: Findings) -> None:
    origin = _origin(source)
    places = list(_visited(source, title, sections))
    found.direction = _direction(source, origin, places)
    set_days(source, title, sections, _TRAVEL, found)
    if found.direction and found.direction.value is Direction.INCOMING:
        places = [origin] if origin else []
    set_place(source, places, found)


def _direction(
    source: Source, origin: Place | None, visited: list[Place]
) -> Found[Direction] | None:
    sent = _OUTGOING.search(source.lower)
    if sent:
        return Found(Direction.OUTGOING, Span(*sent.span()), Confidence.CERTAIN)
    ours = next((each for each in visited if each.city in TOWNS), None)
    foreign = origin is not None and origin.city not in TOWNS
    if foreign and origin and (ours or not visited or visited[0] == origin):
        sure = Confidence.CERTAIN if ours else Confidence.LIKELY
        return Found(Direction.INCOMING, origin.span, sure)
    if ours and visited[0] == ours:
        return Found(Direction.INCOMING, ours.span, Confidence.LIKELY)
    word = _journey(source)
    return Found(Direction.OUTGOING, Span(*word.span()), Confidence.LIKELY) if word else None


def _visited(source: Source, title: Span, sections: list[Section]) -> Iterator[Place]:
    """Yield the places in the order of trust: the line «Vieta», the title, sentences of travel."""
    for body in bodies(sections, Part.PLACE):
        line = next(source.lines(body), None)
        place = find_place(source, line, stated=True) if line else None
        if place:
            yield place
    for word in people.JOURNEY.finditer(source.lower, title.start, title.end):
        place = find_place(source, Span(word.end(), min(title.end, word.end() + 200)), stated=False)
        if place:
            yield place
    for sentence in source.sentences():
        travels = _TRAVEL.search(source.lower, sentence.start, sentence.end)
        place = find_place(source, sentence, stated=False) if travels else None
        if place and place.city:
            yield place


def _origin(source: Source) -> Place | None:
    """Return where a delegation came from: „delegacija iš X“, „X miesto delegacija“."""
    match = _GUESTS.search(source.lower)
    if match:
        end = min(match.end() + 80, len(source.flat))
        stop = source.flat.find("\n", match.end(), end)
        return find_place(source, Span(match.end(), stop if stop > 0 else end), stated=False)
    for match in _THEIR.finditer(source.flat):
        guess = city(_cased(match["city"]), Case.GENITIVE)
        if guess.sure and guess.text not in TOWNS:
            span = Span(*match.span("city"))
            whole = find_place(source, Span(span.start, match.start("who")), stated=True)
            country, land = (whole.country, whole.country_span) if whole else (None, None)
            span_all = Span(span.start, max(span.end, land.end if land else 0))
            return Place(guess.text, country, span_all, span, land, Confidence.LIKELY)
    return None


def _cased(word: str) -> str:
    return word.capitalize() if word.isupper() else word


# Who went or received, and whom else the text names.


def _read_people(source: Source, title: Span, sections: list[Section], found: Findings) -> None:
    listed = bodies(sections, Part.DELEGATES)
    contacts = bodies(sections, Part.CONTACTS)
    meetings = bodies(sections, Part.MEETINGS)
    if found.direction and found.direction.value is Direction.INCOMING:
        _read_visit(source, listed + contacts, found)
        return
    rest = Span(title.start if not listed else title.end, len(source.text))
    found.delegates = people.find_delegates(source, title, listed, rest)
    known = {each.value.name.lower() for each in found.delegates}
    spans = {each.span for each in found.delegates}
    others = people.find_people(source, _body(source, title), contacts, known)
    found.people = met_in(meetings, [each for each in others if each.span not in spans])


def _read_visit(source: Source, lists: list[Span], found: Findings) -> None:
    """Read a visit to us: whoever received the guests is ours, the others are guests."""
    hosts = [
        sentence
        for sentence in source.sentences()
        if _HOSTS.search(source.lower, sentence.start, sentence.end)
    ]
    found.delegates = people.find_hosts(source, hosts)
    known = {each.value.name.lower() for each in found.delegates}
    guests = people.find_people(source, source.whole, lists, known)
    found.people = [
        Found(Person(each.value.name, each.value.role, met=True), each.span, each.confidence)
        if each.value.name
        else each
        for each in guests
    ]


def _read_organisations(source: Source, sections: list[Section], found: Findings) -> None:
    inviters = organisations.find_inviters(source, source.whole)
    for body in bodies(sections, Part.INVITERS):
        inviters += organisations.find_organisations(source, body) or whole_line(source, body)
    found.inviters, _ = organisations.same_perhaps(inviters)
    every = organisations.find_organisations(source, source.whole)
    home = _home(source)
    others = [each for each in every if not home or not each.value.lower().startswith(home)]
    found.organisations, found.aliases = organisations.same_perhaps(others)


def _home(source: Source) -> str | None:
    """Return how the names of our own offices begin: the first Lithuanian „Panevėžio miesto“."""
    for match in _MUNICIPALITY.finditer(source.lower):
        if city(match["city"].capitalize(), Case.GENITIVE).text in TOWNS:
            return match.group()
    return None


# What came of it.


def _read_outcome(source: Source, sections: list[Section], found: Findings) -> None:
    title = title_of(source, sections)
    body = _body(source, title)
    found.figures = without_dates(source, figures.find_figures(source, body))
    counted = figures.find_placeholders(source, body)
    found.placeholders = _still_unnamed(source, counted, found.people)
    found.topics = topics.find_topics(source, body, bodies(sections, Part.TOPICS))
    last = found.end.value if found.end else None
    steps = bodies(sections, Part.FOLLOW_UPS)
    found.follow_ups = aims.find_follow_ups(
        source, steps, last, aims.Elsewhere(body, [each.span for each in found.topics])
    )


def _still_unnamed(
    source: Source, counted: list[Found[Placeholder]], named: list[Found[Person]]
) -> list[Found[Placeholder]]:
    """Return the counted people less those whom the same sentence goes on to name."""
    left = []
    for each in counted:
        sentence = source.sentence_at(each.span.start)
        here = sum(1 for other in named if other.value.name and other.span in sentence)
        count = each.value.count - here
        if count > 0:
            left.append(Found(Placeholder(count, each.value.label), each.span, each.confidence))
    return left


def _body(source: Source, title: Span) -> Span:
    """Return the text below the title."""
    return Span(title.end, len(source.text))
