from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.support.make import Make
from tests.support.statements import gather
from tracker.core.db import Database, Work
from tracker.leads.bar import bar
from tracker.leads.board import CARDS, OPEN_PHASES, cards, columns_of, next_place
from tracker.leads.filters import LeadFilter, View
from tracker.leads.listing import Asking, Place, Sort, page_of, sorts_of
from tracker.leads.models import Lead, LeadTopic, Phase

DAY = timedelta(days=1)


def asking(work: Work, view: View = View.OPEN, **asked: object) -> Asking:
    return Asking(LeadFilter(view, **asked), me=1, today=work.today)  # type: ignore[arg-type]  # filters


def walk(work: Work, what: Asking, *, limit: int, sort: Sort = Sort.DUE) -> list[str]:
    """Read every page forwards, then back again, and return the titles in their order."""
    titles: list[str] = []
    pages: list[Sequence[str]] = []
    place: Place | None = None
    while True:
        found = page_of(work.session, what, sort=sort, place=place, limit=limit)
        pages.append([row.title for row in found.rows])
        titles += pages[-1]
        if found.on is None:
            break
        place = Place.read(str(found.on), sort)
    for before in reversed(pages[:-1]):
        assert found.back is not None
        place = Place.read(str(found.back), sort, backwards=True)
        found = page_of(work.session, what, sort=sort, place=place, limit=limit)
        assert [row.title for row in found.rows] == before
    assert found.back is None
    return titles


def test_leads_due_first_stand_on_top_and_those_without_a_step_last(work: Work, make: Make) -> None:
    make.lead("none", due=None)
    make.lead("later", due=9 * DAY)
    make.lead("late", due=-9 * DAY)
    make.lead("today", due=0 * DAY)

    assert walk(work, asking(work), limit=50) == ["late", "today", "later", "none"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_by_key_lose_and_repeat_nothing_forwards_or_back(
    work: Work, make: Make, limit: int
) -> None:
    for number in range(9):
        due = None if number % 3 == 0 else (number % 2) * DAY
        make.lead(f"{number}", due=due)

    titles = walk(work, asking(work), limit=limit)

    assert titles == ["2", "4", "8", "1", "5", "7", "0", "3", "6"]


def test_the_newest_first_goes_on_the_same_way(work: Work, make: Make) -> None:
    for number in range(5):
        make.lead(f"{number}", opened_at=work.now + number * DAY)

    assert walk(work, asking(work), limit=2, sort=Sort.NEWEST) == ["4", "3", "2", "1", "0"]


def test_each_view_is_sorted_by_what_matters_in_it(work: Work, make: Make) -> None:
    for number, day in enumerate((30, 10, 20)):
        make.lead(f"sleeps {day}", stage="parked", due=None, dormant_until=work.today + day * DAY)
        make.lead(
            f"closed {day}",
            stage="lost",
            due=None,
            close_reason="x",
            closed_at=work.now - day * DAY,
        )
        make.lead(f"missing {number}", due=None, step_missing_since=work.now - day * DAY)

    def titles(view: View) -> list[str]:
        return walk(work, asking(work, view), limit=2, sort=sorts_of(view)[0])

    assert titles(View.PARKED) == ["sleeps 10", "sleeps 20", "sleeps 30"]
    assert titles(View.CLOSED) == ["closed 10", "closed 20", "closed 30"]
    assert titles(View.MISSING) == ["missing 0", "missing 2", "missing 1"]


@pytest.mark.parametrize(
    "place", [None, "", "~", "x~1", "2026-11-23~", "2026-11-23~x", "2026-13-01~1", "~1", "🙂"]
)
def test_a_place_that_is_none_is_the_beginning(place: str | None) -> None:
    assert Place.read(place, Sort.DUE) is None


def test_a_moment_without_its_zone_is_no_place() -> None:
    assert Place.read("2026-11-23T08:00:00~1", Sort.NEWEST) is None


def test_a_row_shows_the_first_topic_and_both_names_of_the_organisation(
    work: Work, make: Make
) -> None:
    organisation = make.organisation("Lublin City", name_lt="Liublino miestas")
    contact = make.contact("Anna", "Nowak")
    first, second = make.topic("Energetika", name_en="Energy"), make.topic("Automatizavimas")
    lead = make.lead(organisation_id=organisation.id, contact_id=contact.id)
    for place, topic in enumerate((first, second)):
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id, position=place))
    work.session.flush()

    row = page_of(work.session, asking(work)).rows[0]

    assert (row.topic_lt, row.topic_en) == ("Energetika", "Energy")
    assert (row.organisation, row.organisation_lt) == ("Lublin City", "Liublino miestas")
    assert (row.contact, row.stage_lt, row.stage_en) == ("Anna Nowak", "Susisiekta", "Contacted")


def test_a_page_of_rows_is_one_statement(database: Database, work: Work, make: Make) -> None:
    make.lead()

    with gather(database) as said:
        page_of(work.session, asking(work))
        cards(work.session, asking(work))
        bar(work.session, asking(work), phases=OPEN_PHASES)

    assert len(said) == 3


def test_counts_agree_with_the_rows_they_count(work: Work, make: Make) -> None:
    me = make.user().id
    make.lead(owner_id=me)
    make.lead(due=-DAY)
    make.lead(due=None, owner_id=None)
    make.lead(stage="agreement", is_non_monetary=True)
    make.lead(stage="running", is_non_monetary=True, due=-DAY)
    what = Asking(LeadFilter(), me=me, today=work.today)

    counts = bar(work.session, what, phases=OPEN_PHASES)

    for view, count in counts.views.items():
        rows = page_of(work.session, Asking(LeadFilter(view), me=me, today=work.today)).rows
        assert count == len(rows), view
    assert counts.found == counts.views[View.OPEN] == 4
    assert sum(counts.phases.values()) - counts.running == counts.views[View.OPEN]
    assert counts.phases[Phase.AGREED] == counts.views[View.AGREED] == 2


def test_a_filter_that_is_on_is_called_by_name(work: Work, make: Make) -> None:
    owner = make.user(given="Rūta", family="Žemaitytė")
    trip, topic = make.trip("Taipėjus"), make.topic("El. parašas", name_en="E-signature")
    stage = make.stage("pilot")

    counts = bar(
        work.session,
        asking(work, owner=owner.id, trip=trip.id, topic=topic.id, stage=stage.id),
    )

    assert (counts.owner, counts.trip_city) == ("Rūta Žemaitytė", "Taipėjus")
    assert (counts.topic_lt, counts.topic_en) == ("El. parašas", "E-signature")
    assert (counts.stage_lt, counts.stage_en) == ("Bandomasis projektas", "Pilot")
    assert (counts.found, counts.any_lead) == (0, False)


def test_a_count_stops_at_a_thousand_and_one(work: Work, make: Make) -> None:
    lead = make.lead(due=None)
    alike = {
        "pipeline_id": lead.pipeline_id,
        "stage_id": lead.stage_id,
        "state": lead.state,
        "phase": lead.phase,
        "step_missing_since": work.now,
        "opened_at": work.now,
    }
    work.session.execute(insert(Lead), [{"title": f"{n}", **alike} for n in range(1100)])

    counts = bar(work.session, asking(work))

    assert counts.found == counts.views[View.MISSING] == 1001


def test_a_column_has_its_twenty_most_urgent_cards(work: Work, make: Make) -> None:
    for number in range(CARDS + 3):
        make.lead(f"{number}", due=-number * DAY)
    make.lead("elsewhere", stage="pilot", is_non_monetary=True)

    found = cards(work.session, asking(work))

    titles = [card.title for card in found[Phase.CONTACTED]]
    assert titles == [str(number) for number in range(CARDS + 2, 2, -1)]
    assert [card.title for card in found[Phase.PILOT]] == ["elsewhere"]


def test_the_next_cards_go_on_where_the_column_ends(work: Work, make: Make) -> None:
    for number in range(CARDS + 3):
        make.lead(f"{number}", due=None if number < 5 else number * DAY)
    shown = cards(work.session, asking(work))[Phase.CONTACTED]
    what = asking(work, phase=Phase.CONTACTED)

    following = page_of(work.session, what, place=next_place(shown), limit=CARDS).rows

    assert {card.id for card in shown} & {row.id for row in following} == set()
    assert len(following) == 3


def test_agreed_leads_that_run_stand_in_the_last_column_and_no_other_ended_ones_do(
    work: Work, make: Make
) -> None:
    make.lead("open", stage="agreement", is_non_monetary=True)
    make.lead("runs", stage="running", is_non_monetary=True, due=None)
    make.lead("sleeps", stage="parked", due=None, dormant_until=work.today + DAY)

    found = cards(work.session, asking(work))

    assert {card.title for column in found.values() for card in column} == {"open", "runs"}
    assert len(found[Phase.AGREED]) == 2
    assert Phase.CLOSED not in found


@pytest.mark.parametrize("view", [View.PARKED, View.CLOSED, View.ALL])
def test_views_of_ended_leads_have_a_column_for_them(work: Work, make: Make, view: View) -> None:
    make.lead("sleeps", stage="parked", due=None, dormant_until=work.today + DAY)
    make.lead("lost", stage="lost", due=None, closed_at=work.now, close_reason="x")

    found = cards(work.session, asking(work, view))

    assert columns_of(LeadFilter(view))[-1] is Phase.CLOSED
    wanted = {View.PARKED: {"sleeps"}, View.CLOSED: {"lost"}, View.ALL: {"sleeps", "lost"}}
    assert {card.title for card in found[Phase.CLOSED]} == wanted[view]


INDEXES = {
    View.OPEN: "ix_leads_living_due",
    View.MINE: "ix_leads_open_owner",
    View.LATE: "ix_leads_living_due",
    View.MISSING: "ix_leads_missing",
    View.UNOWNED: "ix_leads_open_owner",
    View.AGREED: "ix_leads_living_phase",
    View.PARKED: "ix_leads_parked",
    View.CLOSED: "ix_leads_lost",
    View.ALL: "ix_leads_begun",
}


# PostgreSQL plans by its statistics, which an empty table does not have.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("view", list(View))
def test_sqlite_reads_every_view_from_its_index_already_sorted(
    database: Database, work: Work, make: Make, view: View
) -> None:
    make.lead()
    with gather(database) as said:
        page_of(work.session, asking(work, view), sort=sorts_of(view)[0])

    plan = _plan(work, said[0])

    assert INDEXES[view] in plan[1], plan
    assert "SEARCH" in plan[1] or "SCAN" in plan[1]
    assert "TEMP B-TREE" not in plan[2], plan  # the page is not sorted, only its fifty rows


def _plan(work: Work, statement: str) -> list[str]:
    raw = work.session.connection().connection.driver_connection
    assert raw is not None
    marks = statement.count("?")
    return [row[-1] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", [1] * marks)]
