"""The board: open leads by phase, twenty cards a column.

Five columns are the phases of open leads. The last, "agreed", shows open leads whose agreement is
being made and, marked as running, those already agreed: its number is that of the view "agreed",
and the five numbers less the running ones are that of the view "open". Views that ask for closed
or sleeping leads give a sixth column, "closed", the newest first.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from tracker.leads.filters import LeadFilter, View, conditions
from tracker.leads.listing import LeadRow, Place, rows_of
from tracker.leads.models import IS_LIVING, NEVER, Lead, Phase

CARDS = 20
OPEN_PHASES = (Phase.NEW, Phase.CONTACTED, Phase.TALKING, Phase.PILOT, Phase.AGREED)
_CLOSED_VIEWS = (View.PARKED, View.CLOSED, View.ALL)


def columns_of(asked: LeadFilter) -> tuple[Phase, ...]:
    """Return the columns a board has for what is asked."""
    return (*OPEN_PHASES, Phase.CLOSED) if asked.view in _CLOSED_VIEWS else OPEN_PHASES


def cards(
    session: Session,
    asked: LeadFilter,
    *,
    me: int,
    today: date,
    among: Select[int] | None = None,
) -> Mapping[Phase, Sequence[LeadRow]]:
    """Return the first cards of every column, those due first on top, in one statement."""
    columns = columns_of(asked)
    wanted = conditions(asked, me=me, today=today, among=among, with_running=True)
    parts = [_top(phase, wanted).subquery() for phase in columns]
    picked = union_all(*(select(part.c.id) for part in parts)).subquery("picked")
    by_phase: dict[Phase, list[LeadRow]] = {phase: [] for phase in columns}
    for row in session.execute(rows_of(picked)):
        card = LeadRow(*row)
        by_phase[card.phase].append(card)
    for phase, found in by_phase.items():
        found.sort(key=_closed_order if phase is Phase.CLOSED else _due_order)
    return by_phase


def _top(phase: Phase, wanted: Sequence[ColumnElement[bool]]) -> Select[int]:
    query = select(Lead.id).where(*wanted, Lead.phase == phase).limit(CARDS)
    if phase is Phase.CLOSED:
        return query.order_by(Lead.id.desc())
    return query.where(IS_LIVING).order_by(Lead.due_order, Lead.id)


def _due_order(card: LeadRow) -> tuple[date, int]:
    return card.next_step_on or NEVER, card.id


def _closed_order(card: LeadRow) -> tuple[date, int]:
    return NEVER, -card.id


def next_place(shown: Sequence[LeadRow]) -> Place:
    """Return where the cards after `shown` begin."""
    last = shown[-1]
    return Place(last.next_step_on or NEVER, last.id)
