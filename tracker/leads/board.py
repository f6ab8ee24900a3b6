"""The board: open leads by phase, twenty cards a column.

Five columns are the phases of open leads. The last, "agreed", shows open leads whose agreement is
being made and, marked as running, those already agreed: its number is that of the view "agreed",
and the five numbers less the running ones are that of the view "open". Views that ask for closed
or sleeping leads give a sixth column, "closed", the newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from tracker.core.db import ask, at_most
from tracker.leads.filters import LeadFilter, View
from tracker.leads.listing import Asking, LeadRow, Place, rows_of
from tracker.leads.models import IS_LIVING, NEVER, Lead, Phase

CARDS = 20
OPEN_PHASES = (Phase.NEW, Phase.CONTACTED, Phase.TALKING, Phase.PILOT, Phase.AGREED)
_CLOSED_VIEWS = (View.PARKED, View.CLOSED, View.ALL)


def columns_of(asked: LeadFilter) -> tuple[Phase, ...]:
    """Return the columns a board has for what is asked."""
    return (*OPEN_PHASES, Phase.CLOSED) if asked.view in _CLOSED_VIEWS else OPEN_PHASES


def cards(
    session: Session, asking: Asking, *, among: Select[int] | None = None
) -> Mapping[Phase, Sequence[LeadRow]]:
    """Return the first cards of every column, those due first on top, in one statement."""
    statement = _statement(asking, among) if asking.asked.q else _known(asking)
    by_phase: dict[Phase, list[LeadRow]] = {phase: [] for phase in columns_of(asking.asked)}
    for row in ask(session, statement):
        card = LeadRow(*row)
        by_phase[card.phase].append(card)
    for phase, found in by_phase.items():
        found.sort(key=_closed_order if phase is Phase.CLOSED else _due_order)
    return by_phase


@lru_cache(maxsize=64)
def _known(asking: Asking) -> Select[*tuple[Any, ...]]:
    """Return the statement; building it costs as much as running it, and most are asked again."""
    return _statement(asking, None)


def _statement(asking: Asking, among: Select[int] | None) -> Select[*tuple[Any, ...]]:
    wanted = replace(asking, with_running=True).conditions(among)
    parts = [_top(phase, wanted).subquery() for phase in columns_of(asking.asked)]
    return rows_of(union_all(*(select(part.c.id) for part in parts)).subquery("picked"))


def _top(phase: Phase, wanted: Sequence[ColumnElement[bool]]) -> Select[int]:
    query = select(Lead.id).where(*wanted, Lead.phase == phase).limit(at_most(CARDS))
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
