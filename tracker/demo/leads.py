"""The demo world's leads, what happened with them, their finished steps, and the agreements."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker.agreements.models import Agreement, AgreementKind, AgreementStatus
from tracker.contacts.models import Organisation
from tracker.demo.world import World, euros
from tracker.leads.models import (
    Activity,
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
from tracker.reminders.models import Reminder, ReminderKind, ReminderState

KINDS = {
    "note": ActivityKind.NOTE,
    "call": ActivityKind.CALL,
    "meeting": ActivityKind.MEETING,
    "email": ActivityKind.LETTER,
}


def load_leads(world: World) -> None:
    """Load the leads, their activities, and the steps already done."""
    stages = {
        (pipeline, stage.key): stage
        for pipeline, stage in world.work.session.execute(
            select(Pipeline.key, Stage).join(Stage, Stage.pipeline_id == Pipeline.id)
        )
    }
    contacts = _last_contacts(world)
    for row in world.data["leads"]:
        stage = stages[row["pipeline"], row["stage"]]
        lead = _lead(world, row, stage)
        lead.last_contact_on = contacts.get(row["id"])
        world.keep(row["id"], lead)
        _say_where_it_stands(world, row, lead, stage)
    _load_activities(world)
    _load_done_steps(world)


def _last_contacts(world: World) -> dict[str, date]:
    latest: dict[str, date] = {}
    for row in world.data["interactions"]:
        day = world.day(row["date"])
        if row["kind"] != "note" and day is not None:
            latest[row["lead"]] = max(day, latest.get(row["lead"], day))
    return latest


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
    leads = {row["id"]: row for row in world.data["leads"]}
    for row in world.data["interactions"]:
        lead = leads[row["lead"]]
        kind = KINDS[row["kind"]]
        day = world.day(row["date"])
        if day is None:
            raise ValueError(f"{row['id']} has no date")
        activity = Activity(
            kind=kind,
            direction=LetterDirection.SENT if kind is ActivityKind.LETTER else None,
            lead_id=world.ids[row["lead"]],
            contact_id=world.ids[lead["contact"]],
            organisation_id=world.ids[lead["organisation"]],
            author_id=world.ids[row["author"]],
            happened_on=day,
            entered_at=world.moment(row["date"], time(16, 0)),
            language=row["language"],
            text=row["text"],
        )
        world.keep(row["id"], activity)


def _load_done_steps(world: World) -> None:
    for row in world.data["reminders"]:
        if row["status"] != "done":
            continue  # the living ones follow from the leads' next steps
        due = world.day(row["due"])
        if due is None:
            raise ValueError(f"{row['id']} has no date")
        done_at = datetime.combine(due, time(10, 30), world.work.zone).astimezone(UTC)
        reminder = Reminder(
            kind=ReminderKind.NEXT_STEP,
            lead_id=world.ids[row["lead"]],
            owner_id=world.ids[row["owner"]],
            title=row["text_lt"],
            wall_on=due,
            wall_at=time(7, 0),
            zone=str(world.work.zone),
            due_at=datetime.combine(due, time(7, 0), world.work.zone).astimezone(UTC),
            state=ReminderState.DONE,
            occurrence=2,
            done_at=done_at,
            done_by_id=world.ids[row["owner"]],
            created_at=world.moment(row["due"], time(8, 0)),
        )
        world.keep(row["id"], reminder)


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
