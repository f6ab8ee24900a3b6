"""Whom a form offers as the owner of a lead; of who is away it says until when."""

from datetime import date

from tracker.accounts.absences import away_until
from tracker.accounts.queries import possible_owners
from tracker.core.db import Work
from tracker.core.texts import gettext as _


def owners_offered(work: Work) -> list[tuple[int, str]]:
    """Return (id, words) of those who may own a lead, in two statements."""
    away = away_until(work.session, work.today)
    owners = possible_owners(work.session, today=work.today)
    return [(number, _named(name, away.get(number))) for number, name in owners]


def _named(name: str, until: date | None) -> str:
    if until is None:
        return name
    return _("%(name)s (away until %(day)s)", name=name, day=until.isoformat())
