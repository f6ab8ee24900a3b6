from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.make import Make
from tracker.core.db import Work
from tracker.leads.filters import DueIn, LeadFilter, View, conditions
from tracker.leads.listing import list_leads
from tracker.leads.models import Phase
from tracker.search.queries import Kind, ids_found
from tracker.search.service import keep_index


@pytest.fixture
def me(make: Make) -> int:
    return make.user().id


@pytest.fixture
def world(work: Work, make: Make, me: int) -> None:
    """One lead of every kind; its title says which."""
    day = timedelta(days=1)
    make.lead("open", due=30 * day)
    make.lead("mine", due=30 * day, owner_id=me)
    make.lead("late", due=-day)
    make.lead("today", due=0 * day)
    make.lead("sunday", due=6 * day)
    make.lead("next week", due=7 * day)
    make.lead("missing", due=None)
    make.lead("unowned", due=None, owner_id=None)
    make.lead("agreement", stage="agreement", is_non_monetary=True, due=30 * day)
    make.lead("running", stage="running", is_non_monetary=True, due=None)
    make.lead("running late", stage="running", is_non_monetary=True, due=-2 * day)
    make.lead("parked", stage="parked", due=None, dormant_until=work.today + 90 * day)
    make.lead("lost", stage="lost", due=None, closed_at=work.now, close_reason="x")


OPEN = {
    "open",
    "mine",
    "late",
    "today",
    "sunday",
    "next week",
    "missing",
    "unowned",
    "agreement",
}
RUNNING = {"running", "running late"}


def found(work: Work, me: int, asked: LeadFilter) -> set[str]:
    wanted = conditions(asked, me=me, today=work.today)
    return {row.title for row in list_leads(work.session, wanted)}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("view", "titles"),
    [
        (View.OPEN, OPEN),
        (View.MINE, {"mine"}),
        (View.LATE, {"late", "running late"}),
        (View.MISSING, {"missing", "unowned"}),
        (View.UNOWNED, {"unowned"}),
        (View.AGREED, {"agreement"} | RUNNING),
        (View.PARKED, {"parked"}),
        (View.CLOSED, {"lost"}),
        (View.ALL, OPEN | RUNNING | {"parked", "lost"}),
    ],
)
def test_each_view_shows_exactly_its_leads(
    work: Work, me: int, view: View, titles: set[str]
) -> None:
    assert found(work, me, LeadFilter(view)) == titles


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("due", "titles"),
    [
        (DueIn.LATE, {"late", "running late"}),
        (DueIn.TODAY, {"today"}),
        (DueIn.WEEK, {"sunday"}),
    ],
)
def test_the_week_ends_on_sunday_and_begins_tomorrow(
    work: Work, me: int, due: DueIn, titles: set[str]
) -> None:
    assert found(work, me, LeadFilter(View.ALL, due=due)) == titles


def test_filters_hold_together(work: Work, make: Make, me: int) -> None:
    trip, topic = make.trip(), make.topic()
    lead = make.lead("this", trip_id=trip.id, owner_id=me, country="JP", stage="meeting")
    make.lead("another trip", owner_id=me, country="JP", stage="meeting")
    asked = LeadFilter(
        trip=trip.id, owner=me, country="JP", stage=lead.stage_id, phase=Phase.TALKING
    )

    assert found(work, me, asked) == {"this"}
    assert found(work, me, LeadFilter(trip=trip.id, country="TW")) == set()
    assert found(work, me, LeadFilter(topic=topic.id)) == set()
    assert found(work, me, LeadFilter(pipeline="business")) == {"this", "another trip"}
    assert found(work, me, LeadFilter(pipeline="institutional")) == set()


def test_words_are_found_without_their_accents(work: Work, make: Make, me: int) -> None:
    lead = make.lead("Žalieji maršrutai")
    other = make.lead("Sandėlių robotika")
    work.session.flush()
    keep_index(work, (lead, other))

    among = ids_found(work.session, Kind.LEAD, "zalieji")
    wanted = conditions(LeadFilter(q="zalieji"), me=me, today=work.today, among=among)

    assert [row.title for row in list_leads(work.session, wanted)] == ["Žalieji maršrutai"]


def test_words_that_are_none_find_nothing(work: Work, make: Make, me: int) -> None:
    make.lead()

    assert found(work, me, LeadFilter(q="…")) == set()


def test_an_address_is_read_and_written_alike() -> None:
    args = {
        "view": "late",
        "owner": "3",
        "topic": "4",
        "country": "TW",
        "trip": "5",
        "stage": "6",
        "phase": "pilot",
        "pipeline": "business",
        "due": "week",
        "q": "el. parašas",
    }

    assert LeadFilter.from_args(args).args == args
    assert LeadFilter.from_args({"owner": "none"}).args == {"owner": "none"}
    assert LeadFilter.from_args({"country": "tw"}).country == "TW"


@pytest.mark.parametrize(
    "args",
    [
        {"view": "nope"},
        {"owner": "x"},
        {"owner": "-1"},
        {"owner": "99999999999999"},
        {"owner": "٣"},
        {"trip": "0"},
        {"trip": "1e3"},
        {"country": "Taivanas"},
        {"phase": "NEW"},
        {"due": "ever"},
        {"since": "yesterday"},
        {"q": "   "},
    ],
)
def test_what_nobody_knows_is_left_out(args: dict[str, str]) -> None:
    assert LeadFilter.from_args(args) == LeadFilter()


@given(st.dictionaries(st.sampled_from([*LeadFilter().__slots__, "x"]), st.text(max_size=20)))
def test_any_address_is_read_and_what_was_read_stays(args: dict[str, str]) -> None:
    read = LeadFilter.from_args(args)

    assert LeadFilter.from_args(read.args) == read
