"""Who went, and whom else a Lithuanian report mentions: met, heard, or known by office only."""

import re
from collections.abc import Iterable

from tracker.trips.intake.cases import Case
from tracker.trips.intake.draft import Confidence, Delegate, Person
from tracker.trips.intake.findings import Found
from tracker.trips.intake.lists import lines_as_items
from tracker.trips.intake.organisations import described_role
from tracker.trips.intake.persons import Named, PersonReader
from tracker.trips.intake.source import DASH, WORD, Source, Span

TITLE = (Case.GENITIVE, Case.NOMINATIVE)
LIST = (Case.NOMINATIVE, Case.GENITIVE)
PROSE = (Case.NOMINATIVE, Case.GENITIVE, Case.INSTRUMENTAL, Case.ACCUSATIVE)
_MET_WITH = (Case.INSTRUMENTAL, Case.NOMINATIVE, Case.GENITIVE, Case.ACCUSATIVE)

JOURNEY = re.compile(r"(?<!\w)(?:komandiruot|vizit|kelion|išvyk|stažuot|viešnag|delegacij)\w*")
_WENT = re.compile(
    r"(?<!\w)(?:delegaciją sudar\w+|delegacijoje|delegacijos (?:nariai|sudėtis)|vadovauja\w*|"
    r"komandiruotėje dalyvavo|į komandiruotę|(?:iš|nu)?vyko|lankėsi|viešėjo|vizite dalyvavo|"
    r"kelionėje dalyvavo|atstovavo|(?:buvau|buvo|buvome) komandiruot\w*|(?:iš|nu)?vykau|"
    r"lankiausi|viešėjau)(?!\w)"
)
_MET = re.compile(
    r"(?<!\w)(?:susitik\w*|pokalb\w*|derėt\w*|deryb\w*|bendrau\w*|bendrav\w*|priėmė|sutiko|"
    r"kontaktinis|kontakt\w*|užmegzt\w*|pasirašė|aptarė|aptarta su|kalbėtasi|supažindino|"
    r"palydėjo|sveikino|pasveikino|kalb(?:ėj|ėt|ėta)\w*si|kalbėta|susipažin\w+)(?!\w)"
)
_HEARD = re.compile(
    r"(?<!\w)(?:praneš\w*|išklaus\w*|skaitė|paskait\w*|kalbėjo|pasisakė|diskusij\w*|kalbą)(?!\w)"
)
_WITH = re.compile(r"(?<!\w)su(?!\w)")
# „Langdon Morris- vienas geriausių …“: a name, a dash, and what the person is.
_DESCRIBED = re.compile(
    rf"(?<![\w-])(?P<name>[^\W\d_a-ząčęėįšųūž][\w’']+(?: "
    rf"[^\W\d_a-ząčęėįšųūž][\w.’'-]*[^\W_-]){{1,2}})"
    rf"\s?(?:{DASH}\s|\s{DASH}\s)(?P<what>vien[ao]s? {WORD}[^()\n;]{{3,200}}?|žinom\w+ "
    rf"[^()\n;,]{{3,80}})"
    r"(?=[).;\n]|$)"
)


def find_delegates(
    source: Source, title: Span, sections: list[Span], elsewhere: Span
) -> list[Found[Delegate]]:
    """Return our people on the trip: from the title, the list of participants, or a sentence."""
    named = _in_title(source, title)
    for body in sections:
        named += [each for line in _list_parts(source, body) for each in line]
    if not named:
        named = _in_sentences(source, elsewhere)
    return _distinct(named)


def _in_title(source: Source, title: Span) -> list[Named]:
    """Read the people whose trip it is; those after the word «vizitas» are hosts, not ours."""
    words = list(JOURNEY.finditer(source.lower, title.start, title.end))
    if not words:
        return []
    found = PersonReader(source, Span(title.start, words[-1].end()), TITLE).read()
    return [each for each in found if each.name]


def _list_parts(source: Source, body: Span) -> Iterable[list[Named]]:
    for line in lines_as_items(source, body):
        yield [each for each in PersonReader(source, line, LIST).read() if each.name]


def _in_sentences(source: Source, elsewhere: Span) -> list[Named]:
    """Read the first sentences in a row that say who went."""
    named: list[Named] = []
    for sentence in source.sentences(elsewhere):
        if not _WENT.search(source.lower, sentence.start, sentence.end):
            if named:
                break
            continue
        met = _MET.search(source.lower, sentence.start, sentence.end)
        upto = Span(sentence.start, met.start() if met else sentence.end)
        named += [each for each in PersonReader(source, upto, PROSE).read() if each.name]
    return named


def _distinct(named: list[Named]) -> list[Found[Delegate]]:
    kept: dict[str, Found[Delegate]] = {}
    for each in named:
        name = each.name or ""
        had = kept.get(name.lower())
        if had is None or (had.value.role is None and each.role):
            delegate = Delegate(name, each.role)
            kept[name.lower()] = Found(delegate, each.span, each.confidence)
    return list(kept.values())


def find_hosts(source: Source, sentences: list[Span]) -> list[Found[Delegate]]:
    """Return those of ours who received guests: the subjects of „svečius priėmė meras …“."""
    named = [
        each
        for sentence in sentences
        for each in PersonReader(source, sentence, PROSE).read()
        if each.name and each.case is Case.NOMINATIVE
    ]
    return _distinct(named)


def find_people(
    source: Source, within: Span, contacts: list[Span], known: set[str]
) -> list[Found[Person]]:
    """Return the others: named with an office or a description, or known by office only.

    `known` are the delegates' names; `contacts` stand under a heading of people met.
    """
    found: list[Found[Person]] = []
    for body in contacts:
        for line in _list_parts(source, body):
            found += [_person(each, met=True) for each in line]
    for sentence in source.sentences(within):
        if not any(sentence.touches(body) for body in contacts):
            found += _in_sentence(source, sentence)
    return _others(found, known)


def _in_sentence(source: Source, sentence: Span) -> list[Found[Person]]:
    text = source.lower[sentence.start : sentence.end]
    met, heard = _MET.search(text), _HEARD.search(text)
    found = list(_described(source, sentence))
    prefer = _MET_WITH if met and _WITH.search(text) else PROSE
    for each in PersonReader(source, sentence, prefer).read():
        spoken = heard is not None and met is None
        if each.name and each.role:
            found.append(_person(each, met=met is not None and not spoken))
        elif not each.name and _speaks_of_one(source, sentence, each, met):
            found.append(_unnamed(source, sentence, each))
    return found


def _described(source: Source, sentence: Span) -> Iterable[Found[Person]]:
    for match in _DESCRIBED.finditer(source.flat, sentence.start, sentence.end):
        span = Span(*match.span("name"))
        role = " ".join(match["what"].split())
        yield Found(Person(source.at(span), role, met=False), span, Confidence.LIKELY)


def _person(named: Named, *, met: bool) -> Found[Person]:
    sure = Confidence.CERTAIN if met and named.sure else Confidence.LIKELY
    if not named.sure or named.role is None:
        sure = Confidence.CHECK
    return Found(Person(named.name, named.role, met=met), named.span, sure)


_INVITES = re.compile(r"(?:pa)?kvietimu(?!\w)")


def _speaks_of_one(source: Source, sentence: Span, named: Named, met: re.Match[str] | None) -> bool:
    """Say whether an office without a name is one person: „Liublino meru“, „… kvietimu“."""
    if named.plural_role or len((named.role or "").split()) < 2:
        return False
    if named.case is Case.INSTRUMENTAL:
        return met is not None and _with_before(source, sentence, named)
    invites = _INVITES.search(source.lower, named.span.end, sentence.end)
    return named.case is Case.GENITIVE and invites is not None


def _with_before(source: Source, sentence: Span, named: Named) -> bool:
    before = source.lower[sentence.start : named.span.start]
    return _WITH.search(before) is not None


def _unnamed(source: Source, sentence: Span, named: Named) -> Found[Person]:
    invites = _INVITES.search(source.lower, named.span.end, sentence.end)
    if named.case is Case.GENITIVE and invites:
        span = source.trim(Span(named.span.start, invites.start()))
        role = described_role(source, span)
        return Found(Person(None, role, met=False), span, Confidence.LIKELY)
    return Found(Person(None, named.role, met=True), named.span, Confidence.LIKELY)


def _others(found: list[Found[Person]], known: set[str]) -> list[Found[Person]]:
    """Return each person once, without the delegates; who was met once was met."""
    kept: dict[str, Found[Person]] = {}
    for each in sorted(found, key=lambda each: each.span):
        name, role = each.value.name, each.value.role
        key = (name or f"? {role}").lower()
        if name and _is_known(name, known):
            continue
        had = kept.get(key)
        if had is None or (each.value.met and not had.value.met):
            kept[key] = each
    return list(kept.values())


def _is_known(name: str, known: set[str]) -> bool:
    """Say whether this is one of the delegates, in whatever case the name was read."""
    parts = name.lower().split()
    return any(
        len(other) == len(parts)
        and all(one[:4] == two[:4] for one, two in zip(other, parts, strict=True))
        for other in (each.split() for each in known)
    )
