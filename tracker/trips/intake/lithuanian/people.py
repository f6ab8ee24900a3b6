"""People in Lithuanian text as the rules ask for them: in which case."""

import re

from tracker.trips.intake.language import Manner, Named
from tracker.trips.intake.lithuanian.cases import Case
from tracker.trips.intake.lithuanian.persons import PersonReader
from tracker.trips.intake.source import Source, Span

# Which case to expect first where a form leaves a choice.
_CASES = {
    Manner.TITLE: (Case.GENITIVE, Case.NOMINATIVE),
    Manner.LIST: (Case.NOMINATIVE, Case.GENITIVE),
    Manner.PROSE: (Case.NOMINATIVE, Case.GENITIVE, Case.INSTRUMENTAL, Case.ACCUSATIVE, Case.DATIVE),
    Manner.MET: (Case.INSTRUMENTAL, Case.NOMINATIVE, Case.GENITIVE, Case.ACCUSATIVE),
}
_ORDERED = re.compile(r"[^;\n]{0,40}?\s(?:potvark|įsakym|pavedim|sprendim|rezoliucij)")


def read_people(source: Source, within: Span, manner: Manner) -> list[Named]:
    """Return the people in the order of the text, but not whose decree sent them."""
    people = PersonReader(source, within, _CASES[manner]).read()
    return [
        each
        for each in people
        if not (each.is_owner and _ORDERED.match(source.lower, each.span.end))
    ]
