"""Counts that a report gives, and the people it counts without naming them."""

from tracker.trips.intake.dates import find_days
from tracker.trips.intake.draft import Confidence, Figure, Person, Placeholder
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Count, Language
from tracker.trips.intake.source import Source, Span

_CROWD = 60
_ANY_YEAR = 2000  # a leap year: „balandžio 1 dieną“ is a day in whatever year


def find_figures(source: Source, language: Language, within: Span) -> list[Found[Figure]]:
    """Return the counts of people, bodies and things, in the order of the text."""
    return [
        Found(Figure(each.label, each.value), each.span, _sure(each))
        for each in language.counts(source, within)
        if not _ends_date(source, each.span)
    ]


def _ends_date(source: Source, span: Span) -> bool:
    """Say whether a count is the end of a date: „gegužės 17–20 dienomis“."""
    line = Span(max(0, span.start - 40), span.end)
    return any(days.span.touches(span) for days in find_days(source, line, _ANY_YEAR))


def find_placeholders(
    source: Source,
    language: Language,
    within: Span,
    named: list[Found[Person]],
    *,
    incoming: bool,
    contacts: list[Span],
) -> list[Found[Placeholder]]:
    """Return counted people to whom a thread may lead: who wished to meet, were met or came to us.

    Those whom the same sentence goes on to name are no longer counted.
    """
    made = []
    for sentence in source.sentences(within):
        came = incoming and source.says(language.guests, sentence) is not None
        came = came or any(sentence in body for body in contacts)
        if not (came or source.says(language.wish, sentence)) or source.says(
            language.cancelled, sentence
        ):
            continue
        if source.says(language.crowd, sentence):
            continue
        names = [each.span for each in named if each.value.name and each.span in sentence]
        for each in language.counts(source, sentence):
            after = sum(1 for name in names if name.start > each.span.end)
            if came and language.everybody.match(each.label):
                continue
            if each.of_people and after < each.value <= _CROWD:
                unnamed = Placeholder(each.value - after, each.label)
                made.append(Found(unnamed, each.span, _sure(each)))
    return made


def _sure(count: Count) -> Confidence:
    return Confidence.LIKELY if count.in_words else Confidence.CERTAIN
