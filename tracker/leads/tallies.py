"""How many leads there are, and of what worth: totals kept in rows, so that no page counts leads.

Each change of a lead adds rows that say what it changed (one lead less at this stage, one more at
that one); a total is their sum. Nobody waits for a row that somebody else is changing, as they
would for one row a total, and nobody can wait for one another. The database's own triggers add
the rows (`tally_triggers`), so that no way of writing can forget them. `add_up` keeps them few.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    FromClause,
    Integer,
    String,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.db import Base, Work, table_of
from tracker.leads.filters import opened_since
from tracker.leads.models import Lead, LeadTopic

LOOSE = 500
"""So many rows beyond the totals themselves may be there before they are added up."""


class LeadTally(Base):
    """Leads and their worth (cents) that came to a stage, of a country, or went (below 0).

    With `topic_id` it tells of that topic's leads instead, of every country and without worth.
    It refers to stages and topics without a foreign key: what came to nothing must not keep a
    topic from being removed.
    """

    __tablename__ = "lead_tallies"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    stage_id: Mapped[int]
    country: Mapped[str | None]
    topic_id: Mapped[int | None]
    leads: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger())


TALLIES = table_of(LeadTally)


def tallies(since: date | None = None) -> FromClause:
    """Return what totals are summed from: all leads, or only those opened on `since` or later.

    The columns are those of `LeadTally`; of the latter the leads themselves are counted.
    """
    if since is None:
        return TALLIES
    begun = opened_since(since)
    cents = func.coalesce(type_coerce(Lead.value_eur, BigInteger), 0).label("cents")
    one = literal(1).label("leads")
    topic, nowhere = cast(null(), Integer).label("topic_id"), cast(null(), String)
    return union_all(
        select(Lead.stage_id, Lead.country, topic, one, cents).where(begun),
        select(Lead.stage_id, nowhere, LeadTopic.topic_id, one, literal(0).label("cents"))
        .join(LeadTopic, LeadTopic.lead_id == Lead.id)
        .where(begun),
    ).subquery("begun")


def are_loose(work: Work) -> bool:
    """Tell whether there are many more rows than totals."""
    totals = select(TALLIES.c.stage_id).group_by(*_OF).subquery()
    rows, needed = (
        select(func.count()).select_from(each).scalar_subquery() for each in (TALLIES, totals)
    )
    return bool(work.session.scalar(select(rows - needed > LOOSE)))


def add_up(work: Work) -> int:
    """Put one row a total in the place of many, and return how many there were.

    Safe beside writers and beside itself: what is taken out goes back summed, and what others add
    meanwhile stays.
    """
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    taken = work.session.execute(delete(TALLIES).returning(*_OF, *_SUMMED)).all()
    for *of, leads, cents in taken:
        total = sums[tuple(of)]
        total[0] += leads
        total[1] += cents
    names = [column.name for column in (*_OF, *_SUMMED)]
    rows = [
        dict(zip(names, (*of, *total), strict=True)) for of, total in sums.items() if any(total)
    ]
    if rows:
        work.session.execute(insert(TALLIES), rows)
    return len(taken)


_OF = (TALLIES.c.stage_id, TALLIES.c.country, TALLIES.c.topic_id)
_SUMMED = (TALLIES.c.leads, TALLIES.c.cents)
