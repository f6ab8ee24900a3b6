"""Whom a form offers as an owner or a deputy; of who is away, or leaves, it says until when."""

from typing import Any

from sqlalchemy import Row, select

from tracker.accounts.absences import away_until_of
from tracker.accounts.models import User
from tracker.accounts.queries import may_own, officers_first
from tracker.core.db import Work, ask
from tracker.core.i18n import day_and_month
from tracker.core.texts import gettext as _
from tracker.core.texts import language, pgettext


def owners_offered(work: Work, *, chosen: int | None = None) -> list[tuple[int, str]]:
    """Return (id, words) of those who may own a lead, officers first, then by surname.

    Whoever is `chosen` already is among them, whatever has become of the account.
    """
    offered = may_own(work.today) if chosen is None else may_own(work.today) | (User.id == chosen)
    away = away_until_of(User, work.today).label("away")
    question = select(User.id, User.given, User.family, User.role, User.active_until, away)
    found = ask(work.session, question.where(offered).order_by(User.id)).all()
    return [(row.id, _named(row)) for row in sorted(found, key=officers_first)]


def _named(row: Row[*tuple[Any, ...]]) -> str:
    marks = []
    if row.away is not None:
        marks.append(_("away until %(day)s", day=row.away.isoformat()))
    if row.active_until is not None:
        marks.append(
            pgettext("works", "until %(day)s", day=day_and_month(row.active_until, language()))
        )
    name = f"{row.given} {row.family}"
    return f"{name} ({', '.join(marks)})" if marks else name
