"""Who went or received, and whom else a report mentions: met, heard, or known by office only."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Confidence, Delegate, Person
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Language, Manner, Named
from tracker.trips.intake.lists import at_semicolons, is_item, lines_as_items
from tracker.trips.intake.source import Source, Span

_ROLE_SAID = re.compile(
    r"\s*(?:,|[–—:(-]|\t)\s*(?P<role>[^\W\d_][^\d\n\t;@]{3,80}?)[).;]*(?:\t[^\n]*)?"
)
_ROLE_SIGN = re.compile(r"\s*(?:[:(,\t]|[–—-]\s)")
_FIRST = 12
_FEW = 4
_NEAR = 600
_SIGNATURE = 300
_SIGNED = 120


def find_delegates(
    source: Source, language: Language, title: Span, lists: list[Span], offices: list[Span]
) -> list[Found[Delegate]]:
    """Return our people on the trip: from the title, the list of participants, or a sentence.

    `offices` stand under headings of their own, in the order of the names without an office.
    """
    named = list(_in_title(source, language, title))
    for body in lists:
        named += _listed(source, language, body, until=language.met)
    rest = Span(title.end if lists else title.start, len(source.text))
    if named and not lists:
        named += _told_of(source, language, Span(title.end, rest.end))
    named = named or _whose_journey(source, language, rest)
    named = named or list(_who_went(source, language, rest))
    if source.says(language.first_person, source.whole):
        named += _signed(source, language)
    lines = (source.without_stop(line) for body in offices for line in source.lines(body))
    held = iter([source.at(line) for line in lines])
    return _delegates(
        [each if each.role else replace(each, role=next(held, None)) for each in named]
    )


def _in_title(source: Source, language: Language, title: Span) -> Iterator[Named]:
    """Read the people whose trip it is; by their case they stand before the word of it."""
    telling = [language.journey] if language.ordered else [language.journey, language.account]
    found = (list(each.finditer(source.lower, title.start, title.end)) for each in telling)
    words = next(filter(None, found), None)
    if words:
        end = title.end if language.ordered else words[-1].end()
        yield from _with_names(source, language, Span(title.start, end), Manner.TITLE)


def _whose_journey(source: Source, language: Language, rest: Span) -> list[Named]:
    """Read the people right before the word of the journey: „vicemerės A. B. komandiruotę …“."""
    for sentence in () if language.ordered else islice(source.sentences(rest), _FIRST):
        words = language.journey.finditer(source.lower, sentence.start, sentence.end)
        for word in islice(words, _FEW):
            before = Span(max(sentence.start, word.start() - _NEAR), word.start())
            named = list(_with_names(source, language, before, Manner.TITLE))
            between = source.at(Span(named[-1].whole.end, word.start())).lower() if named else "-"
            if between in {"", "tarnybinę", "tarnybinės", "tarnybinė"} and named[-1].is_owner:
                return named
    return []


def _signed(source: Source, language: Language) -> list[Named]:
    """Read who signed, at the end of a report in the first person: one of those who went."""
    begin, end = len(source.text), 0
    for line in reversed(list(source.lines(Span(max(0, begin - _SIGNATURE), begin)))):
        dated = find_days(source, line)
        if dated and not end:
            continue
        ends = source.flat[line.end - 1] in ".:;" or line.end - line.start > _SIGNED
        if dated or ends or is_item(source, line):
            break
        begin, end = line.start, end or line.end
    block = Span(begin, max(begin, end))
    return [replace(each, sure=False) for each in _with_names(source, language, block, Manner.LIST)]


def _listed(
    source: Source,
    language: Language,
    body: Span,
    *,
    until: re.Pattern[str] | None = None,
    manners: Sequence[Manner] = (Manner.LIST,),
) -> Iterator[Named]:
    """Read the people of a list, which ends at a line that says `until` after them."""
    begun = False
    for line in _entries(source, body):
        if begun and until and source.says(until, line):
            return
        if source.says(language.author, line):
            continue
        read = (list(_with_names(source, language, line, each)) for each in manners)
        named = next(filter(None, read), [])
        if len(named) == 1 and not named[0].role:
            named = [_as_said(source, named[0], line)]
        begun = begun or bool(named)
        yield from named


def _entries(source: Source, body: Span) -> Iterator[Span]:
    """Yield the lines of a list; one that names several has semicolons between them."""
    for line in lines_as_items(source, body):
        yield from at_semicolons(source, line)


def _as_said(source: Source, person: Named, line: Span) -> Named:
    """Give a person of a list the rest of the line for a role, where no office is known in it."""
    rest = _ROLE_SAID.fullmatch(source.flat, person.span.end, line.end)
    return replace(person, role=source.at(Span(*rest.span("role"))), sure=False) if rest else person


def _with_names(source: Source, language: Language, span: Span, manner: Manner) -> Iterator[Named]:
    return (each for each in language.people(source, span, manner) if each.name)


def _who_went(source: Source, language: Language, rest: Span) -> Iterator[Named]:
    """Read the first sentences in a row that say who went, up to the word of whom they met."""
    begun = False
    for sentence in source.sentences(rest):
        part = source.says(language.took_part, sentence)
        went = source.says(language.went, sentence)
        stop = source.says(language.met, sentence) if went else part
        named: list[Named] = []
        if went or part:
            upto = Span(sentence.start, stop.start() if stop else sentence.end)
            people = _with_names(source, language, upto, Manner.PROSE)
            named = [each for each in people if went or each.is_subject]
        if begun and not named:
            return
        begun = begun or bool(named)
        yield from named


def _told_of(source: Source, language: Language, rest: Span) -> Iterator[Named]:
    """Read whom the sentence names that tells who the delegation was."""
    for sentence in source.sentences(rest):
        if source.says(language.delegation, sentence):
            people = _with_names(source, language, sentence, Manner.PROSE)
            yield from (each for each in people if each.is_subject)
            return


def _delegates(named: list[Named]) -> list[Found[Delegate]]:
    kept: dict[str, Found[Delegate]] = {}
    for each in named:
        name = each.name or ""
        had = kept.get(name.lower())
        if had is None or (had.value.role is None and each.role):
            kept[name.lower()] = Found(Delegate(name, each.role), each.span, each.confidence)
    return list(kept.values())


def find_hosts(source: Source, language: Language, lists: list[Span]) -> list[Found[Delegate]]:
    """Return those of ours who received guests: the subjects of „svečius priėmė meras …“.

    `lists` stand under a heading of hosts.
    """
    named = [each for body in lists for each in _listed(source, language, body)]
    goes_on = False
    for sentence in source.sentences():
        verb = source.says(language.hosted, sentence)
        if not verb and goes_on:
            verb = source.says(language.hosted_too, sentence)
        goes_on = verb is not None
        if verb:
            who = _subjects(language, sentence, Span(*verb.span()), verb.group())
            people = _with_names(source, language, who, Manner.PROSE)
            named += [each for each in people if each.is_subject]
    return _delegates(named)


def _subjects(language: Language, sentence: Span, verb: Span, said: str) -> Span:
    """Return where those stand who do what the verb says."""
    if not language.ordered:
        return sentence
    if said.endswith(" by"):
        return Span(verb.end, sentence.end)
    return Span(sentence.start, verb.start)


def find_people(
    source: Source,
    language: Language,
    within: Span,
    contacts: list[Span],
    ours: list[Found[Delegate]],
    *,
    meetings: Sequence[Span] = (),
) -> list[Found[Person]]:
    """Return the others: named with an office or a description, or known by office only.

    `contacts` stand under a heading of people met, `meetings` under one of meetings.
    """
    ways = (Manner.LIST, Manner.MET)  # „Su kuo susitikta: meru Janiu Ozolu“
    listed = (_listed(source, language, body, manners=ways) for body in contacts)
    found = [_person(each, met=True) for people in listed for each in people]
    found += [each for body in contacts for each in _of_bodies(source, language, body)]
    found += [each for body in meetings for each in _by_office_of(source, language, body)]
    for sentence in source.sentences(within):
        if not any(sentence.touches(body) for body in contacts):
            found += _in_sentence(source, language, sentence)
    home = language.home(source)
    return _each_once(
        each
        for each in found
        if not (_is_one_of(each.value.name, ours) or (home and _is_of(home, each.value)))
    )


def _is_of(home: re.Pattern[str], person: Person) -> bool:
    """Say whether somebody known by office only is from our own house."""
    return person.name is None and home.match(person.role or "") is not None


def _of_bodies(source: Source, language: Language, body: Span) -> Iterator[Found[Person]]:
    """Read those known by office only, after their body: „Tartu universitetas: rektorius“."""
    for line in _entries(source, body):
        theirs = next(iter(language.organisations(source, line)), None)
        if theirs and _ROLE_SIGN.match(source.flat, theirs.span.end, line.end):
            rest = Span(theirs.span.end, line.end)
            people = language.people(source, rest, Manner.LIST)
            for each in () if any(one.name for one in people) else people:
                role = f"{each.role}, {theirs.value}"
                yield Found(Person(None, role, met=True), each.span, Confidence.CHECK)


def _by_office_of(source: Source, language: Language, body: Span) -> Iterator[Found[Person]]:
    """Read those whom an item of a list of meetings gives by office only: „Rygos uosto vadovas“."""
    for line in source.lines(body):
        for each in language.people(source, line, Manner.LIST) if is_item(source, line) else ():
            if each.role and not each.name and " " in each.role and each.role[0].isupper():
                yield from _by_office(each, None, met=not each.is_many)


def _in_sentence(source: Source, language: Language, sentence: Span) -> Iterator[Found[Person]]:
    for match in language.described.finditer(source.flat, sentence.start, sentence.end):
        span = Span(*match.span("name"))
        role = " ".join(match["what"].split())
        yield Found(Person(source.at(span), role, met=False), span, Confidence.LIKELY)
    said = source.says(language.met, sentence)
    met = said is not None and not source.says(language.cancelled, sentence)
    with_them = source.says(language.met_with, sentence)
    came = source.says(language.took_part, Span(said.end(), sentence.end)) if met and said else None
    if language.author.match(source.lower, sentence.start, sentence.end):
        return
    for each in language.people(
        source, sentence, Manner.MET if met and with_them else Manner.PROSE
    ):
        after = with_them is not None and with_them.end() <= each.span.start
        if each.name and (each.role or (met and after)):
            yield _person(each, met=met)
        elif each.role and " " in each.role and not each.name and not each.is_many:
            after = after and not each.is_subject
            invited = language.inviter(source, sentence, each)
            joined = each.is_subject and came is not None and came.end() <= each.span.start
            yield from _by_office(each, invited, met=joined or (met and after))


def _by_office(office: Named, invited: Found[str] | None, *, met: bool) -> Iterator[Found[Person]]:
    """Take an office without a name for a person where it invites, or stands after „su“."""
    if invited:
        unnamed = Person(None, invited.value, met=False)
        yield Found(unnamed, invited.span, invited.confidence)
    elif met:
        yield Found(Person(None, office.role, met=True), office.span, Confidence.LIKELY)


def find_inviters(source: Source, language: Language, body: Span) -> list[Found[str]]:
    """Return the people of a section of inviters, each as its line says: office and name."""
    named = (each for each in _listed(source, language, body) if each.role)
    return [Found(f"{each.role} {each.name}", each.whole, each.confidence) for each in named]


def _person(named: Named, *, met: bool) -> Found[Person]:
    sure = Confidence.CERTAIN if met else Confidence.LIKELY
    if not named.sure or named.role is None:
        sure = Confidence.CHECK
    return Found(Person(named.name, named.role, met=met), named.span, sure)


def _is_one_of(name: str | None, ours: list[Found[Delegate]]) -> bool:
    """Say whether this is one of the delegates, in whatever case the name was read."""
    parts = (name or "").lower().split()
    return any(
        len(parts) == len(other)
        and all(one[:4] == two[:4] for one, two in zip(parts, other, strict=True))
        for other in (each.value.name.lower().split() for each in ours)
    )


def _each_once(found: Iterable[Found[Person]]) -> list[Found[Person]]:
    """Return each person once, in the order of the text; who was met once was met.

    „Meras“ further on is the „Lublino meras“ of before.
    """
    kept: dict[str, Found[Person]] = {}
    for each in sorted(found, key=lambda each: each.span):
        key = (each.value.name or f"? {each.value.role}").lower()
        had = kept.setdefault(key, each)
        if each.value.met and not had.value.met:
            kept[key] = each
        if (had.value.role or "").endswith(f" {each.value.role}"):
            kept[key] = replace(kept[key], value=replace(kept[key].value, role=had.value.role))
    return list(kept.values())
