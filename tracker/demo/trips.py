"""The demo world's trips, visits and gifts."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts.models import User
from tracker.demo.world import World, euros
from tracker.trips.models import Direction, Gift
from tracker.trips.service import NewDelegate, TripFacts, add_figures, add_trip

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
        then = world.at("2024-03-26")
        trip = add_trip(then, _facts(world, row), delegates=_delegates(world, row))
        world.keep(row["id"], trip)
        if row["id"] != PUBLIC:
            figures = row.get("figures", {}).items()
            add_figures(then, trip, [(FIGURES[key], value) for key, value in figures])


def _facts(world: World, row: Mapping[str, Any]) -> TripFacts:
    city, country = PLACES[row["id"]]
    moves = row["id"] != PUBLIC
    start, end = world.day(row["start"], moves=moves), world.day(row["end"], moves=moves)
    if start is None or end is None:
        raise ValueError(f"{row['id']} has no dates")
    return TripFacts(
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
    )


def _delegates(world: World, row: Mapping[str, Any]) -> list[NewDelegate]:
    named = [NewDelegate(one["name"], one["role_lt"]) for one in row.get("delegates", ())]
    users = [world.work.session.get_one(User, world.ids[key]) for key in row.get("delegation", ())]
    return named + [NewDelegate(user.name, user.title_lt, user.id) for user in users]


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
