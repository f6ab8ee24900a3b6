"""The demo world's leads, what happened with them, their finished steps, and the agreements."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from tracker.agreements.models import Agreement, AgreementKind, AgreementStatus
from tracker.contacts.models import Organisation
from tracker.core.clock import to_utc
from tracker.demo.world import World, euros
from tracker.leads.models import (
    ActivityKind,
    Lead,
    LeadState,
    LeadTopic,
    LetterDirection,
    Phase,
    Pipeline,
    Stage,
    StageChange,
)
from tracker.leads.service import NewActivity, add_activity
from tracker.reminders.models import Reminder, ReminderKind, ReminderState

KINDS = {
    "note": ActivityKind.NOTE,
    "call": ActivityKind.CALL,
    "meeting": ActivityKind.MEETING,
    "email": ActivityKind.LETTER,
}
LATE_EVERY = 6
LATE_BY = timedelta(days=1)
"""By when a contact was to be made the file does not say: one of six is made a day late."""


def load_leads(world: World) -> None:
    """Load the leads, their activities, and the steps already done."""
    stages = {
        (pipeline, stage.key): stage
        for pipeline, stage in world.work.session.execute(
            select(Pipeline.key, Stage).join(Stage, Stage.pipeline_id == Pipeline.id)
        )
    }
    for row in world.data["leads"]:
        stage = stages[row["pipeline"], row["stage"]]
        lead = _lead(world, row, stage)
        world.keep(row["id"], lead)
        _say_where_it_stands(world, row, lead, stage)
    _load_activities(world)
    _load_done_steps(world)


def _lead(world: World, row: Mapping[str, Any], stage: Stage) -> Lead:
    asleep = stage.state is LeadState.PARKED
    due = world.day(row.get("next_due"))
    step = row.get("next_step_lt")
    opened = world.moment(row["created"])
    organisation = world.work.session.get_one(Organisation, world.ids[row["organisation"]])
    return Lead(
        title=row["title"]["lt"],
        organisation_id=organisation.id,
        contact_id=world.ids[row["contact"]],
        trip_id=world.ids[row["trip"]],
        country=organisation.country,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        state=stage.state,
        phase=stage.phase,
        owner_id=world.ids[row["owner"]],
        next_step=step,
        next_step_on=due,
        dormant_until=due if asleep else None,
        step_missing_since=opened if stage.state is LeadState.OPEN and not step else None,
        value_eur=euros(row["value_eur"]),
        is_non_monetary=row["value_eur"] is None and stage.needs_value,
        agreed_at=opened if stage.phase is Phase.AGREED else None,
        closed_at=world.work.now if stage.state is LeadState.LOST else None,
        close_reason=row.get("close_reason_lt"),
        opened_at=opened,
    )


def _say_where_it_stands(world: World, row: Mapping[str, Any], lead: Lead, stage: Stage) -> None:
    world.work.session.add_all(
        LeadTopic(lead_id=lead.id, topic_id=world.ids[topic], position=position)
        for position, topic in enumerate(row["topics"])
    )
    world.work.session.add(
        StageChange(
            lead_id=lead.id, to_stage_id=stage.id, at=lead.opened_at, actor_id=lead.owner_id
        )
    )


def _load_activities(world: World) -> None:
    for row in world.data["interactions"]:
        new = NewActivity(
            KINDS[row["kind"]],
            row["text"],
            direction=_direction(row),
            language=row["language"],
        )
        lead = world.work.session.get_one(Lead, world.ids[row["lead"]])
        then = world.at(row["date"], time(16, 0), by=row["author"])
        world.keep(row["id"], add_activity(then, lead, new))


def _direction(row: Mapping[str, Any]) -> LetterDirection | None:
    """Return which way a letter went: sent, where the file does not say."""
    if KINDS[row["kind"]] is not ActivityKind.LETTER:
        return None
    return LetterDirection(row.get("direction", LetterDirection.SENT))


def _load_done_steps(world: World) -> None:
    """Load the steps that the file says are done, and one for each contact made since.

    The living ones follow from the leads' next steps.
    """
    told = [row for row in world.data["reminders"] if row["status"] == "done"]
    for row in told:
        due = _day(world, row["due"])
        step = _done_step(world, row["lead"], row["owner"], row["text_lt"], due=due, done=due)
        world.keep(row["id"], step)
    known = {(row["lead"], row["due"]) for row in told}
    for place, row in enumerate(_contacts_made(world)):
        if (row["lead"], row["date"]) not in known:
            done = _day(world, row["date"])
            due = done - LATE_BY if place % LATE_EVERY == LATE_EVERY // 3 else done
            world.work.session.add(
                _done_step(world, row["lead"], row["author"], row["text"], due=due, done=done)
            )


def _contacts_made(world: World) -> list[Mapping[str, Any]]:
    """Return the calls, meetings and letters of leads that were open by then, the latest first."""
    opened = {row["id"]: row["created"] for row in world.data["leads"]}
    made = [
        row
        for row in world.data["interactions"]
        if row["kind"] != "note" and row["date"] >= opened[row["lead"]]
    ]
    return sorted(made, key=lambda row: (row["date"], row["id"]), reverse=True)


def _done_step(world: World, lead: str, by: str, title: str, *, due: date, done: date) -> Reminder:
    return Reminder(
        kind=ReminderKind.NEXT_STEP,
        lead_id=world.ids[lead],
        owner_id=world.ids[by],
        title=title,
        wall_on=due,
        wall_at=time(7, 0),
        zone=str(world.work.zone),
        due_at=to_utc(due, time(7, 0), world.work.zone),
        state=ReminderState.DONE,
        occurrence=2,
        done_at=to_utc(done, time(10, 30), world.work.zone),
        done_by_id=world.ids[by],
        created_at=to_utc(due, time(8, 0), world.work.zone),
    )


def _day(world: World, written: str) -> date:
    day = world.day(written)
    if day is None:
        raise ValueError("a row of the demo world has no date")
    return day


def load_agreements(world: World) -> None:
    """Load the register of agreements."""
    for row in world.data["agreements"]:
        ended = row["status"] == AgreementStatus.TERMINATED
        world.keep(
            row["id"],
            Agreement(
                organisation_id=world.ids[row["organisation"]],
                kind=AgreementKind(row["kind"]),
                title=row["title_lt"],
                status=AgreementStatus(row["status"]),
                signed_on=world.day(row["signed"]),
                valid_until=world.day(row["valid_until"]),
                council_decision=row["council_decision"],
                terminated_on=world.day(row["valid_until"]) if ended else None,
                terminated_reason=row.get("terminated_reason_lt"),
                created_at=world.moment("2024-03-26"),
            ),
        )
