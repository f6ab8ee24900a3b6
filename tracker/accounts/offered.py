"""Whom a form offers as the owner of a lead; of who is away it says until when."""

from typing import Any

from sqlalchemy import Row, select

from tracker.accounts.absences import away_until_of
from tracker.accounts.models import User
from tracker.accounts.queries import may_own, officers_first
from tracker.core.db import Work, ask
from tracker.core.texts import gettext as _


def owners_offered(work: Work) -> list[tuple[int, str]]:
    """Return (id, words) of those who may own a lead, officers first, then by surname."""
    away = away_until_of(User, work.today).label("away")
    question = select(User.id, User.given, User.family, User.role, away)
    found = ask(work.session, question.where(may_own(work.today)).order_by(User.id)).all()
    return [(row.id, _named(row)) for row in sorted(found, key=officers_first)]


def _named(row: Row[*tuple[Any, ...]]) -> str:
    name, until = f"{row.given} {row.family}", row.away
    if until is None:
        return name
    return _("%(name)s (away until %(day)s)", name=name, day=until.isoformat())
