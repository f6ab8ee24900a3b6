"""Which leads: what an address asks for, and the conditions it comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, select

from tracker.core.asked import country_in, day_in, one_of, words_in
from tracker.core.ids import read_id
from tracker.core.text import clean_line
from tracker.core.weeks import sunday_of
from tracker.leads.models import IS_LIVING, IS_LOST, IS_OPEN, IS_PARKED, Lead, LeadTopic, Phase
from tracker.leads.models import Pipeline as PipelineRow

NOBODY = "none"


class View(StrEnum):
    """The ready-made questions; each is a tab."""

    OPEN = "open"
    MINE = "mine"
    LATE = "late"
    MISSING = "missing"
    UNOWNED = "unowned"
    AGREED = "agreed"
    PARKED = "parked"
    CLOSED = "closed"
    ALL = "all"


class DueIn(StrEnum):
    """When the next step is due: before today, today, or later this week (until Sunday)."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """What the address of a list or a board asks for; all that is given must hold."""

    view: View = View.OPEN
    owner: int | None = None
    unowned: bool = False
    topic: int | None = None
    country: str | None = None
    trip: int | None = None
    stage: int | None = None
    phase: Phase | None = None
    pipeline: str | None = None
    due: DueIn | None = None
    on: date | None = None
    """The day on which the next step is due; with `until`, the first of several."""
    until: date | None = None
    since: date | None = None
    """The first day of the period in which it was opened, in UTC."""
    q: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "LeadFilter":
        """Read an address; a value nobody knows is left out rather than refused."""
        return cls(
            view=one_of(View, args.get("view")) or View.OPEN,
            owner=read_id(args.get("owner")),
            unowned=args.get("owner") == NOBODY,
            topic=read_id(args.get("topic")),
            country=country_in(args.get("country")),
            trip=read_id(args.get("trip")),
            stage=read_id(args.get("stage")),
            phase=one_of(Phase, args.get("phase")),
            pipeline=clean_line(args.get("pipeline", "")) or None,
            due=one_of(DueIn, args.get("due")),
            on=day_in(args.get("on")),
            until=day_in(args.get("until")),
            since=day_in(args.get("since")),
            q=words_in(args.get("q")),
        )

    @property
    def args(self) -> dict[str, str]:
        """Return what an address says of this filter; nothing for what asks nothing."""
        said = {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if field.name != "unowned" and getattr(self, field.name)
        }
        if self.view is View.OPEN:
            del said["view"]
        return said | ({"owner": NOBODY} if self.unowned else {})

    def without(self, name: str) -> "LeadFilter":
        """Return the same without what an address says under `name`; `until` goes with `on`."""
        gone = {name, "until"} if name == "on" else {name}
        return self.from_args({key: said for key, said in self.args.items() if key not in gone})

    @property
    def narrows(self) -> bool:
        """Tell whether it asks for more than a view does."""
        return bool(self.args.keys() - {"view"})


def conditions(
    asked: LeadFilter,
    *,
    me: int,
    today: date,
    among: Select[int] | None = None,
    with_running: bool = False,
) -> list[ColumnElement[bool]]:
    """Return what must hold of a lead, for the person `me` on the local day `today`.

    `among` are the ids that the search index finds for `q`; nothing where `q` holds no word.
    `with_running` lets the agreed leads that are already running stand beside the open ones, as
    the board's last column shows them.
    """
    found = [
        *_VIEWS[asked.view](IS_LIVING if with_running else IS_OPEN, me, today),
        *([Lead.owner_id == asked.owner] if asked.owner else []),
        *([Lead.owner_id.is_(None)] if asked.unowned else []),
        *([Lead.country == asked.country] if asked.country else []),
        *([Lead.trip_id == asked.trip] if asked.trip else []),
        *([Lead.stage_id == asked.stage] if asked.stage else []),
        *([Lead.phase == asked.phase] if asked.phase else []),
    ]
    if asked.topic:
        found.append(
            Lead.id.in_(select(LeadTopic.lead_id).where(LeadTopic.topic_id == asked.topic))
        )
    if asked.pipeline:
        key = select(PipelineRow.id).where(PipelineRow.key == asked.pipeline).scalar_subquery()
        found.append(Lead.pipeline_id == key)
    if asked.due:
        found += due_in(asked.due, today)
    if asked.on:
        found += (IS_LIVING, Lead.next_step_on.between(asked.on, asked.until or asked.on))
    if asked.since:
        found.append(opened_since(asked.since))
    if asked.q:
        found.append(false() if among is None else Lead.id.in_(among))
    return found


_Asks = Callable[[ColumnElement[bool], int, date], tuple[ColumnElement[bool], ...]]
_VIEWS: Mapping[View, _Asks] = {
    View.OPEN: lambda under_way, _me, _today: (under_way,),
    View.MINE: lambda under_way, me, _today: (under_way, Lead.owner_id == me),
    View.LATE: lambda _under_way, _me, today: due_in(DueIn.LATE, today),
    View.MISSING: lambda *_: (Lead.step_missing_since.is_not(None),),  # only open ones do
    View.UNOWNED: lambda under_way, _me, _today: (under_way, Lead.owner_id.is_(None)),
    View.AGREED: lambda *_: (IS_LIVING, Lead.phase == Phase.AGREED),
    View.PARKED: lambda *_: (IS_PARKED,),
    View.CLOSED: lambda *_: (IS_LOST,),
    View.ALL: lambda *_: (),
}


def due_in(when: DueIn, today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for steps due then: of open leads, and of agreed ones still running."""
    if when is DueIn.LATE:
        return IS_LIVING, Lead.due_order < today
    if when is DueIn.TODAY:
        return IS_LIVING, Lead.due_order == today
    return IS_LIVING, Lead.due_order.between(today + timedelta(days=1), sunday_of(today))


def opened_since(day: date) -> ColumnElement[bool]:
    """Return the condition for leads opened on `day` or later."""
    return Lead.opened_at >= datetime.combine(day, time(), UTC)
