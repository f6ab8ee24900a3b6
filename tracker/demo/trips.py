"""The demo world's trips, visits and gifts."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts.models import User
from tracker.demo.world import World, euros
from tracker.trips.models import (
    Delegate,
    Direction,
    Gift,
    Trip,
    TripFigure,
)

PUBLIC = "trip01"
"""The trip that a public report tells of: its days are not moved.

What only the report tells is left out, for whoever looks at the demo to put in.
"""
PLACES = {
    "trip01": ("Taipėjus", "TW"),
    "trip02": ("Vinycia", "UA"),
    "trip03": ("Hanoveris", "DE"),
    "trip04": ("Tainanas", "TW"),
    "trip05": ("Tokijas", "JP"),
    "trip06": ("Barselona", "ES"),
    "visit07": ("Tainanas", "TW"),
}
FIGURES = {
    "mayors": "merai",
    "delegates": "delegatai",
    "cities": "miestai",
    "countries": "šalys",
    "exhibitors": "verslo subjektai",
    "business_meetings": "verslo atstovai iš Taivano",
    "meetings": "susitikimai",
    "business_cards": "vizitinės kortelės",
    "guests": "svečiai",
}


def load_trips(world: World) -> None:
    """Load the trips and the planned visit."""
    for row in (*world.data["trips"], *world.data["planned_visits"]):
        trip_id = world.keep(row["id"], _trip(world, row))
        world.work.session.add_all(_delegates(world, row, trip_id))
        world.work.session.add_all(
            TripFigure(trip_id=trip_id, position=position, label=FIGURES[key], value=value)
            for position, (key, value) in enumerate(row.get("figures", {}).items(), start=1)
            if row["id"] != PUBLIC
        )
    world.work.session.flush()


def _trip(world: World, row: Mapping[str, Any]) -> Trip:
    city, country = PLACES[row["id"]]
    moves = row["id"] != PUBLIC
    start, end = world.day(row["start"], moves=moves), world.day(row["end"], moves=moves)
    if start is None or end is None:
        raise ValueError(f"{row['id']} has no dates")
    return Trip(
        direction=Direction(row["direction"]),
        city=city,
        country=country,
        start_on=start,
        end_on=end,
        event=row["title_lt"],
        event_en=row["title_en"],
        purpose=row.get("purpose_lt"),
        invited_by=row.get("invited_by") if moves else None,
        cost_eur=euros(row.get("cost_eur")),
        host_id=world.ids.get(row.get("host", "")),
        guests_expected=row.get("guests_expected"),
        question=row.get("question"),
        report_due_on=world.day(row.get("report_due"), moves=moves),
        report_submitted_on=world.day(row.get("report_submitted"), moves=moves),
        report_published_on=world.day(row.get("report_published"), moves=moves),
        created_at=world.moment("2024-03-26"),
    )


def _delegates(world: World, row: Mapping[str, Any], trip_id: int) -> list[Delegate]:
    named = [
        Delegate(trip_id=trip_id, position=place, name=one["name"], role=one["role_lt"])
        for place, one in enumerate(row.get("delegates", ()), start=1)
    ]
    ours = [
        _one_of_us(world, key, trip_id, place)
        for place, key in enumerate(row.get("delegation", ()), start=1)
    ]
    return named + ours


def _one_of_us(world: World, key: str, trip_id: int, position: int) -> Delegate:
    user = world.work.session.get_one(User, world.ids[key])
    return Delegate(
        trip_id=trip_id, position=position, name=user.name, role=user.title_lt, user_id=user.id
    )


def load_gifts(world: World) -> None:
    """Load the register of gifts."""
    for row in world.data["gifts"]:
        world.keep(
            row["id"],
            Gift(
                trip_id=world.ids[row["trip"]],
                given_to_id=world.ids[row["given_to"]],
                from_organisation_id=world.ids[row["from_org"]],
                description=row["description_lt"],
                value_eur=euros(row["estimated_value_eur"]),
                basis=row["basis"],
                registered=row["registered"],
                decision=row.get("decision_lt"),
            ),
        )
