"""Leads as lists and boards show them: every word and address ready, no rule in a template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.accounts.words import Owner, owner_shown
from tracker.core.addresses import page_url
from tracker.core.due import Due, due_of
from tracker.core.i18n import country_name, in_language
from tracker.leads.listing import LeadRow
from tracker.leads.models import LeadState, Phase

NUMBERS: Mapping[Phase, int] = {phase: place for place, phase in enumerate(Phase, start=1)}
NOTHING_DUE = Due("–")


@dataclass(frozen=True, slots=True)
class Line:
    """A lead as a row of the list, or a card of the board."""

    id: int
    url: str
    move_url: str
    version: int
    title: str
    beside: str
    org: str
    country: str
    phase: int
    stage: str
    tag: str
    owner: Owner | None
    next: str
    wants_step: bool
    due: str
    due_state: str
    topic: str
    also: str
    """Its own first topic, where `topic` is the one that was asked for."""


def lines(
    rows: Iterable[LeadRow], *, language: str, now: datetime, topic: str | None = None
) -> list[Line]:
    """Return leads as rows of the list; all of them have the `topic` that was asked for."""
    show = _Shower(language, now, page_url("leads.index"), topic)
    return [show.line(row) for row in rows]


def cards(
    rows: Iterable[LeadRow],
    *,
    language: str,
    now: datetime,
    can_move: bool = True,
    topic: str | None = None,
) -> list[Line]:
    """Return leads as cards: `stage` is then the column's key, and a `tag` what runs already."""
    show = _Shower(language, now, page_url("leads.index"), topic)
    return [show.card(row, can_move=can_move) for row in rows]


class _Shower:
    """Shows many leads alike; what repeats is made once."""

    def __init__(self, language: str, now: datetime, base: str, topic: str | None) -> None:
        self.language = language
        self.now = now
        self.base = base
        self.topic = topic or ""
        self.dues: dict[object, Due] = {}

    def line(self, row: LeadRow) -> Line:
        due = self._due(row)
        organisation = in_language(self.language, row.organisation_lt, row.organisation)
        first = in_language(self.language, row.topic_lt, row.topic_en)
        url = f"{self.base}/{row.id}"
        return Line(
            id=row.id,
            url=url,
            move_url="",
            version=row.version,
            title=row.title,
            beside=", ".join(name for name in (row.contact, organisation) if name),
            org=organisation,
            country=country_name(row.country, self.language),
            phase=NUMBERS[row.phase],
            stage=in_language(self.language, row.stage_lt, row.stage_en),
            tag="",
            owner=owner_shown(row.owner_given, row.owner_family),
            next=row.next_step or "",
            wants_step=row.state is LeadState.OPEN and not row.next_step and not row.dormant_until,
            due=due.text,
            due_state=due.state,
            topic=self.topic or first,
            also=first if self.topic and first != self.topic else "",
        )

    def card(self, row: LeadRow, *, can_move: bool) -> Line:
        line = self.line(row)
        move_url = f"{line.url}/stage?at=board" if can_move else ""
        running = line.stage if row.state is LeadState.WON else ""
        due = line.due if line.due != NOTHING_DUE.text else ""
        return replace(line, stage=row.phase.value, tag=running, due=due, move_url=move_url)

    def _due(self, row: LeadRow) -> Due:
        if row.next_step_on is None and row.dormant_until is None:
            return NOTHING_DUE
        key = (row.next_step_on, row.next_step_at, row.dormant_until)
        if key not in self.dues:
            self.dues[key] = due_of(row, now=self.now, language=self.language) or NOTHING_DUE
        return self.dues[key]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a lead now stands, beside what somebody else typed."""

    stage: str
    owner: str
    step: str
    due: str


def standing(row: LeadRow, language: str, now: datetime) -> Standing:
    """Return how a lead now stands."""
    line = lines([row], language=language, now=now)[0]
    return Standing(line.stage, line.owner.name if line.owner else "–", line.next or "–", line.due)
