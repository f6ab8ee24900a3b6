"""Which days the steps of a plan would fall on, before anything is laid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.accounts.absences import Rest, rest_of
from tracker.contacts.hours import OUR_CLOSES
from tracker.core.db import Work
from tracker.core.workdays import HOME, knows
from tracker.plans.models import Plan
from tracker.plans.queries import Candidate, days_taken
from tracker.plans.spreading import Case, Given, Taken, Window, spread


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be laid: which plan, counted from which day, on which leads.

    `owner_id` takes those that have no owner.
    """

    plan: Plan
    start: date
    lead_ids: Collection[int]
    owner_id: int | None = None

    def owner_of(self, lead: Candidate) -> int | None:
        """Return who would take the steps of a lead."""
        return lead.owner_id or self.owner_id

    def takes(self, lead: Candidate) -> bool:
        """Tell whether the plan would be laid on a lead; one without an owner is left out."""
        chosen = lead.id in self.lead_ids and lead.is_followed
        return chosen and self.owner_of(lead) is not None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The days each lead would get, by lead, and what its owners had before."""

    days: Mapping[int, Sequence[Given]]
    taken: Taken
    unknown: Sequence[str]
    """Countries of whose public holidays there is no data."""
    last_days: Mapping[int, date]
    """The last days at work of those owners who leave, of leads that are not ticked too."""
    goes_to: date
    """The first day on which the last step is wanted."""

    def goes_past(self, lead_id: int, owner_id: int | None) -> date | None:
        """Return the owner's last day, where a step of this lead falls after it, or would."""
        last = self.last_days.get(owner_id or 0)
        days = [given.on for given in self.days.get(lead_id, ())] or [self.goes_to]
        return last if last and max(days) > last else None


def propose(work: Work, asked: Asked, leads: Sequence[Candidate]) -> Proposal:
    """Spread the steps over the days, next to what their owners have to do already."""
    mine = [lead for lead in leads if asked.takes(lead)]
    owners = {owner for lead in mine if (owner := asked.owner_of(lead)) is not None}
    others = {owner for lead in leads if (owner := asked.owner_of(lead)) is not None}
    numbers = [lead.id for lead in mine]
    taken = days_taken(work.session, owners, since=work.today, but=numbers) if owners else {}
    windows = windows_of(asked.plan, asked.start)
    rests = rest_of(work.session, others, since=work.today) if others else {}
    cases = [
        _case(lead, owner, windows, rests[owner], _first_day(work, lead))
        for lead in mine
        if (owner := asked.owner_of(lead))
    ]
    days = spread(cases, taken, today=work.today)
    years = {given.on.year for each in days.values() for given in each}
    countries = {lead.country for lead in mine if lead.country and lead.country != HOME}
    unknown = sorted(c for c in countries if not all(knows(c, year) for year in years))
    last_days = {owner: rest.last_day for owner, rest in rests.items() if rest.last_day}
    return Proposal(days, taken, unknown, last_days, windows[-1].from_on)


def windows_of(plan: Plan, start: date) -> list[Window]:
    """Return the days in which each step of the plan is wanted, counted from `start`."""
    return [
        Window(start + timedelta(days=step.from_day), start + timedelta(days=step.by_day))
        for step in plan.steps
    ]


def rank_of(lead: Candidate) -> tuple[float, ...]:
    """Return which leads choose their days first: nobody says what a lead's priority is.

    Those further along come first, and among them those that are worth more; a lead whose value is
    not known comes after those whose is.
    """
    return lead.phase.number, -1.0 if lead.value_eur is None else float(lead.value_eur)


def _first_day(work: Work, lead: Candidate) -> date:
    """Return today where a lead's owner is, or tomorrow once the working day is over there.

    Whoever takes a lead that has no owner is taken to be where the reader is.
    """
    zone = ZoneInfo(lead.owner_zone) if lead.owner_zone else work.zone
    here = work.now.astimezone(zone)
    return here.date() + timedelta(days=here.time() >= OUR_CLOSES)


def _case(
    lead: Candidate, owner_id: int, windows: Sequence[Window], rest: Rest, not_before: date
) -> Case:
    return Case(
        lead.id,
        owner_id,
        lead.country,
        windows,
        rank=rank_of(lead),
        after=lead.next_step_on,
        rest=rest,
        not_before=not_before,
    )
