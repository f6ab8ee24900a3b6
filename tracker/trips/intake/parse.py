"""From the text of a report to a proposal: one way through, whatever the language."""

from tracker.trips.intake import aims, figures, journey, people, topics
from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Confidence, Direction, Draft, Person
from tracker.trips.intake.english.words import ENGLISH
from tracker.trips.intake.findings import Findings, Found, draft_of
from tracker.trips.intake.language import Language, Manner
from tracker.trips.intake.lithuanian.words import LITHUANIAN
from tracker.trips.intake.names import same_perhaps
from tracker.trips.intake.sections import Part, Section, bodies, find_sections, title_of
from tracker.trips.intake.source import Source, Span, normalise

_ENOUGH = 20_000
_LONGEST_NAME = 150
_HEAD = 800
_ANY_YEAR = 2000
# Some sixty pages. Nobody writes a longer report, and what is longer is there to keep us busy.
READ_AT_MOST = 150_000


def read_report(text: str) -> Draft:
    """Read a report and propose what it says; nothing that it does not say.

    Places of the facts are character offsets in `text` as given.
    """
    clean, places = normalise(text[:READ_AT_MOST])
    source = Source(clean)
    language = language_of(source)
    if language is None:
        return Draft()
    return draft_of(language.code, _read(source, language), places)


def language_of(source: Source) -> Language | None:
    """Tell Lithuanian from English by letters and small words; None for neither."""
    sample = source.lower[:_ENOUGH]
    words = {each: len(each.small_words.findall(sample)) for each in (LITHUANIAN, ENGLISH)}
    language = max(words, key=lambda each: words[each])
    return language if words[language] else None


def _read(source: Source, language: Language) -> Findings:
    """Read from top to bottom; nothing from a text that speaks of no journey."""
    found = Findings()
    sections = find_sections(source)
    title = title_of(source, sections)
    if not _is_report(source, language, title):
        return found
    journey.read_journey(source, language, title, sections, found)
    found.event = aims.find_event(
        source,
        language,
        bodies(sections, Part.EVENT),
        incoming=_is_incoming(found),
        promised=bodies(sections, Part.FOLLOW_UPS),
    )
    found.purpose = aims.find_purpose(source, language, bodies(sections, Part.PURPOSE))
    found.conclusions = aims.find_conclusions(source, bodies(sections, Part.CONCLUSIONS))
    _read_people(source, language, title, sections, found)
    _read_organisations(source, language, sections, found)
    _read_outcome(source, language, Span(title.end, len(source.text)), sections, found)
    return found


def _is_report(source: Source, language: Language, title: Span) -> bool:
    """Say whether a text tells of a journey; an invoice for a „kelionė“ and minutes do not."""
    strong = language.report.search(source.lower)
    if source.says(language.other_paper, title):
        return source.says(language.report, title) is not None
    perhaps = source.says(language.perhaps, title)
    if strong or (perhaps and _tells_more(source, language, perhaps.start())):
        return True
    head = Span(0, min(_HEAD, len(source.text)))
    abroad = list(journey.abroad(source, language, head))
    if abroad and source.says(language.account, head) and language.travel.search(source.lower):
        return True
    return any(each.city for each in abroad) and _went(source, language, head)


def _went(source: Source, language: Language, head: Span) -> bool:
    """Say whether a text begins with who went, and when; somebody in it has an office.

    „Buvome Kuresarėje (Estija) spalio 14–16 d., mus priėmė vicemerė …“
    """
    if not find_days(source, head, _ANY_YEAR):
        return False
    near = Span(0, min(_ENOUGH, len(source.text)))
    officials = [each for each in language.people(source, near, Manner.PROSE) if each.is_official]
    if not officials:
        return False
    if source.says(language.first_person, source.whole):
        return bool(language.met.search(source.lower) or language.travel.search(source.lower))
    return any(
        any(each.is_subject and each.span in sentence for each in officials)
        for sentence in source.sentences(head)
        for verbs in (language.been, language.went, language.took_part)
        if source.says(verbs, sentence)
    )


def _tells_more(source: Source, language: Language, word: int) -> bool:
    """Say whether a „vizitas“ in the title is one: somebody was met, or its line names a place."""
    line = Span(source.flat.rfind("\n", 0, word) + 1, source.flat.find("\n", word))
    return bool(language.met.search(source.lower) or language.place(source, line))


def _is_incoming(found: Findings) -> bool:
    return found.direction is not None and found.direction.value is Direction.INCOMING


def _read_people(
    source: Source, language: Language, title: Span, sections: list[Section], found: Findings
) -> None:
    """Read who is ours and who the others are; every guest of ours was met."""
    lists, contacts = bodies(sections, Part.DELEGATES), bodies(sections, Part.CONTACTS)
    if _is_incoming(found):
        hosts = bodies(sections, Part.INVITERS)
        found.delegates = people.find_hosts(source, language, hosts)
        guests = people.find_people(
            source, language, source.whole, lists + contacts, found.delegates
        )
        found.people = [_met(each) if each.value.name else each for each in guests]
        return
    found.delegates = people.find_delegates(
        source, language, title, lists, bodies(sections, Part.OFFICE)
    )
    below = Span(title.end, len(source.text))
    meetings = bodies(sections, Part.MEETINGS)
    others = people.find_people(
        source, language, below, contacts, found.delegates, meetings=meetings
    )
    found.people = [
        _met(each) if any(each.span in body for body in meetings) else each for each in others
    ]


def _met(found: Found[Person]) -> Found[Person]:
    person = Person(found.value.name, found.value.role, met=True)
    return Found(person, found.span, found.confidence)


def _read_organisations(
    source: Source, language: Language, sections: list[Section], found: Findings
) -> None:
    inviters = language.inviters(source)
    for body in [] if _is_incoming(found) else bodies(sections, Part.INVITERS):
        inviters += (
            language.organisations(source, body)
            or people.find_inviters(source, language, body)
            or _whole_line(source, body)
        )
    found.inviters, _ = same_perhaps(inviters)
    every, home = language.organisations(source, source.whole), language.home(source)
    spans = [each.span for each in found.delegates]
    spans += [each.span for each in found.people if each.value.name]
    of_names = {place for span in spans for place in range(span.start, span.end)}
    others = [
        each
        for each in every
        if not (home and home.match(each.value))
        and of_names.isdisjoint(range(each.span.start, each.span.end))
    ]
    found.organisations, found.aliases = same_perhaps(others)


def _whole_line(source: Source, body: Span) -> list[Found[str]]:
    """Return the first line of a section that is there to name one thing."""
    line = source.without_stop(next(source.lines(body), body))
    told = source.sentence_at(line.start).end > line.end  # the stop of a sentence, not of a name
    is_name = line.start < line.end <= line.start + _LONGEST_NAME and not told
    return [Found(source.at(line), line, Confidence.LIKELY)] if is_name else []


def _read_outcome(
    source: Source, language: Language, below: Span, sections: list[Section], found: Findings
) -> None:
    contacts = bodies(sections, Part.CONTACTS)
    found.placeholders = figures.find_placeholders(
        source, language, below, found.people, incoming=_is_incoming(found), contacts=contacts
    )
    found.topics = topics.find_topics(source, language, below, bodies(sections, Part.TOPICS))
    found.follow_ups = aims.find_follow_ups(
        source,
        language,
        bodies(sections, Part.FOLLOW_UPS),
        elsewhere=[
            each
            for each in source.sentences(below)
            if not any(each.touches(topic.span) for topic in found.topics)
        ],
        after=found.end.value if found.end else None,
    )
    planned = [each.span for each in found.follow_ups]
    found.figures = [
        each
        for each in figures.find_figures(source, language, below)
        if not any(each.span in plan for plan in planned)  # „priimti 6 gydytojus“ counts nobody yet
        and not source.says(language.planned, source.before(each.span.start))
    ]
