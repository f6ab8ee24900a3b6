"""People in Lithuanian text as the rules ask for them: in which case, and who invites."""

import re

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.language import Manner, Named
from tracker.trips.intake.lithuanian.cases import Case
from tracker.trips.intake.lithuanian.organisations import described_role
from tracker.trips.intake.lithuanian.persons import PersonReader
from tracker.trips.intake.source import Source, Span

# Which case to expect first where a form leaves a choice.
_CASES = {
    Manner.TITLE: (Case.GENITIVE, Case.NOMINATIVE),
    Manner.LIST: (Case.NOMINATIVE, Case.GENITIVE),
    Manner.PROSE: (Case.NOMINATIVE, Case.GENITIVE, Case.INSTRUMENTAL, Case.ACCUSATIVE),
    Manner.MET: (Case.INSTRUMENTAL, Case.NOMINATIVE, Case.GENITIVE, Case.ACCUSATIVE),
}
_INVITES = re.compile(r"(?:pa)?kvietimu(?!\w)")


def read_people(source: Source, within: Span, manner: Manner) -> list[Named]:
    """Return the people in the order of the text."""
    return PersonReader(source, within, _CASES[manner]).read()


def inviter(source: Source, sentence: Span, office: Named) -> Found[str] | None:
    """Return the office of „… ambasadoriaus, šiuo metu … kvietimu“ with all that is said of it."""
    invites = _INVITES.search(source.lower, office.span.end, sentence.end)
    if office.is_subject or not invites:
        return None
    span = source.trim(Span(office.span.start, invites.start()))
    return Found(described_role(source, span), span, Confidence.LIKELY)
