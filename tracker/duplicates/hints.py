"""Whoever enters a contact is told who may be here already."""

from collections.abc import Sequence

from tracker.contacts.same import Entered, Same
from tracker.core.db import Work
from tracker.core.i18n import in_language
from tracker.core.text import fold
from tracker.core.texts import language
from tracker.duplicates import queries
from tracker.duplicates.latin import place_key, squeezed
from tracker.duplicates.rules import Known
from tracker.duplicates.words import said

SHOWN = 5


def same_as(work: Work, entered: Entered) -> Sequence[Same]:
    """Return who is likely to be the one that is entered, the likeliest first; three statements."""
    likely = queries.likely(work.session, known_of(entered))[:SHOWN]
    sides = queries.sides(work.session, [each.contact_id for each in likely]) if likely else {}
    return [
        Same(
            each.contact_id,
            side.name,
            in_language(language(), side.organisation_lt, side.organisation),
            said(each.verdict.reasons),
        )
        for each in likely
        if (side := sides.get(each.contact_id))
    ]


def known_of(entered: Entered) -> Known:
    """Return what was typed of a contact, as it is compared."""
    new, place = entered.new, entered.organisation
    return Known(
        given=squeezed(new.given or ""),
        family=squeezed(new.family or ""),
        native=fold(new.native_name or ""),
        alias=squeezed(new.alias or ""),
        emails=frozenset(map(str.casefold, new.emails)),
        phones=frozenset(filter(None, map(queries.figures, new.phones))),
        places=frozenset({place_key(place)} if place else ()),
        country=new.country or "",
        trips=frozenset({entered.trip_id} if entered.trip_id else ()),
    )
