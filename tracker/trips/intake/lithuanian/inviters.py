"""Who invited, in Lithuanian text: „Taivano atstovybės ir asociacijos kvietimu“."""

import re
from itertools import islice

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Named
from tracker.trips.intake.lithuanian.cases import Case
from tracker.trips.intake.lithuanian.organisations import find_organisations, is_in_genitive
from tracker.trips.intake.lithuanian.persons import PersonReader
from tracker.trips.intake.lithuanian.roles import agreed, offices, spaced
from tracker.trips.intake.lithuanian.tokens import tokens
from tracker.trips.intake.source import Source, Span

_INVITING = re.compile(r"(?<!\w)(?:pa)?kvie(?:tim(?:u|as|ą)|st(?:a|i|as|os))(?!\w)")
_INVITED = re.compile(r"(?<!\w)(?:pakvietė|kvietė)(?: mus)?(?=\s)")
_NEAR = 400
_MOST = 20
_KIND = 4
_AFAR = re.compile(r"(?:buvus|laikin)|\w+nči(?:o|os)$")
_STANDING = re.compile(r"Buv|Laikin|Nauj|Esam")


def find_inviters(source: Source) -> list[Found[str]]:
    """Return who is said to have invited; a person is described by the office held."""
    made: list[Found[str]] = []
    for match in islice(_INVITING.finditer(source.lower), _MOST):
        made += _inviting(source, source.before(match.start(), _NEAR))
    for match in islice(_INVITED.finditer(source.lower), _MOST):
        sentence = source.sentence_at(match.start())
        made += _who_invited(source, Span(match.end(), min(sentence.end, match.end() + _NEAR)))
    return made


def _who_invited(source: Source, after: Span) -> list[Found[str]]:
    """Read who comes right after „pakvietė“; what comes later was invited, or invited to."""
    bodies = find_organisations(source, after)[:1]
    people = PersonReader(source, after, (Case.NOMINATIVE,)).read()[:1]
    starts = source.trim(after).start
    by_person = [_person(source, each, after.end) for each in people if each.whole.start == starts]
    return by_person or [each for each in bodies if _begins(source, each.span, starts)]


def _begins(source: Source, body: Span, start: int) -> bool:
    """Say whether an organisation begins there, with a word for its kind before its name."""
    before = source.flat[start : max(start, body.start)]
    return "," not in before and before == before.lower() and len(before.split()) < _KIND


def _inviting(source: Source, before: Span) -> list[Found[str]]:
    begin = max(source.flat.rfind(sign, before.start, before.end) for sign in "(;:")
    before = source.trim(Span(max(begin + 1, before.start), before.end))
    row = _row_up_to(source, find_organisations(source, before), before.end)
    if row:
        return row
    people = PersonReader(source, before, (Case.GENITIVE,)).read()
    people = [each for each in people if each.name or not each.is_many]
    return [_person(source, people[-1], before.end)] if people else []


def _row_up_to(source: Source, bodies: list[Found[str]], end: int) -> list[Found[str]]:
    """Return the organisations of „X, Y ir Z kvietimu“, not those named earlier."""
    row: list[Found[str]] = []
    for each in reversed(bodies):
        joined = source.flat[each.span.end : end].strip(" ,") in {"", "ir", "bei"}
        if not joined or not is_in_genitive(source, each.span):
            break
        row.insert(0, each)
        end = each.span.start
    return row


def _person(source: Source, person: Named, end: int) -> Found[str]:
    if person.name:
        said = " ".join(each for each in (person.role, person.name) if each)
        return Found(said, person.whole, Confidence.LIKELY)
    span = source.trim(Span(person.span.start, end))
    return Found(described_office(source, span), span, Confidence.LIKELY)


def inviter(source: Source, sentence: Span, office: Named) -> Found[str] | None:
    """Return the office of „… ambasadoriaus, šiuo metu … kvietimu“ with all that is said of it."""
    near = min(sentence.end, office.span.end + _NEAR)
    invites = _INVITING.search(source.lower, office.span.end, near)
    if not office.is_owner or not invites:
        return None
    return _person(source, office, invites.start())


def described_office(source: Source, span: Span) -> str:
    """Return an office in the genitive with what is said about it, in the nominative.

    „Buvusio … ambasadoriaus, šiuo metu kuruojančio ES reikalus …“ gives „buvęs … ambasadorius,
    šiuo metu kuruojantis ES reikalus …“.
    """
    texts = [each.text for each in tokens(source, span)]
    forms = (
        (place, form)
        for place, text in enumerate(texts)
        for form in offices(text)
        if form.case is Case.GENITIVE and not form.plural
    )
    head, office = next(forms, (None, None))
    if head is None or office is None:
        return source.at(span)
    for place, text in enumerate(texts):
        if place == head:
            texts[place] = office.named(office.gender)
        elif _AFAR.match(text.lower()):
            texts[place] = agreed(text, Case.GENITIVE, office.gender) or text
    said = spaced(texts)
    return said[0].lower() + said[1:] if _STANDING.match(said) else said
