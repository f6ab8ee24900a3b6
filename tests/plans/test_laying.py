"""A plan is laid on leads all at once or not at all, once for its form, and taken back whole."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.plans.conftest import CALL, MATERIALS, THANKS, TODAY, Scene
from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import Role, User
from tracker.audit.models import Entry
from tracker.core.errors import ConflictError, NotFoundError
from tracker.leads import service as leads
from tracker.leads.models import Lead
from tracker.leads.service import NoSuchOwnerError
from tracker.plans import laying, queries
from tracker.plans.laying import DaysMovedError, Form, NothingToLayError
from tracker.plans.models import Laying, LeadStep
from tracker.plans.proposing import Asked, propose, rank_of
from tracker.plans.spreading import PER_DAY

DAY = timedelta(days=1)


def burst(scene: Scene, size: int, **given: object) -> list[int]:
    """Make leads of one owner, or of two in turn."""
    return [scene.lead(f"Galimybė {number}", **given) for number in range(size)]


def first_days(scene: Scene, lead_ids: list[int]) -> Counter[date]:
    return Counter(scene.days(lead_id)[0] for lead_id in lead_ids)


@pytest.mark.parametrize(
    ("hour", "zone", "first"),
    [
        (14, "Europe/Vilnius", TODAY),
        (15, "Europe/Vilnius", TODAY + DAY),
        (15, "Europe/Brussels", TODAY),
        (8, "Asia/Taipei", TODAY),
        (9, "Asia/Taipei", TODAY + DAY),
    ],
)
def test_nothing_falls_on_a_day_whose_work_is_over_where_the_owner_is(
    scene: Scene, hour: int, zone: str, first: date
) -> None:
    with scene.acting() as work:
        work.session.get_one(User, scene.officer).time_zone = zone
    lead = scene.lead()
    scene.clock.move_to(datetime(2026, 11, 23, hour, 1, tzinfo=UTC))

    scene.lay(lead)

    assert scene.days(lead)[0] == first


def test_each_lead_gets_every_step_on_a_day_of_its_window(scene: Scene) -> None:
    lead_id = scene.lead()

    scene.lay(lead_id)

    assert scene.days(lead_id) == [
        TODAY,
        TODAY + 3 * DAY,
        TODAY + 14 * DAY,
        TODAY + 30 * DAY,
        date(2027, 2, 22),  # day 90 is a Sunday
    ]


def test_days_are_counted_from_the_day_that_is_asked_for(scene: Scene) -> None:
    lead_id = scene.lead()

    scene.lay(lead_id, start=TODAY + 7 * DAY)

    assert scene.stands(lead_id) == (THANKS, TODAY + 7 * DAY)
    assert scene.days(lead_id)[2] == TODAY + 21 * DAY


def test_a_burst_gives_its_owner_no_more_than_fits_into_a_day(scene: Scene) -> None:
    lead_ids = burst(scene, 12)

    scene.lay(*lead_ids)

    assert first_days(scene, lead_ids) == {TODAY: 5, TODAY + DAY: 5, TODAY + 2 * DAY: 2}


def test_what_the_owner_has_to_do_already_counts(scene: Scene) -> None:
    for number in range(PER_DAY):
        scene.lead(f"Kita {number}", next_step="Paskambinti", next_step_on=TODAY)
    lead_id = scene.lead()

    scene.lay(lead_id)

    assert scene.stands(lead_id) == (THANKS, TODAY + DAY)


def test_the_steps_to_come_of_other_plans_count(scene: Scene) -> None:
    earlier = burst(scene, PER_DAY)
    scene.lay(*earlier, start=TODAY - 3 * DAY)
    materials = Counter(scene.days(lead_id)[1] for lead_id in earlier)
    lead_id = scene.lead()

    scene.lay(lead_id, start=TODAY + DAY)

    assert materials == {TODAY + DAY: PER_DAY}
    assert scene.stands(lead_id) == (THANKS, TODAY + 2 * DAY)


def test_a_plan_taken_off_or_closed_counts_no_more(scene: Scene) -> None:
    earlier = burst(scene, PER_DAY)
    scene.lay(*earlier, start=TODAY - 3 * DAY)
    for lead_id in earlier:
        with scene.on(lead_id) as (work, lead):
            laying.take_off(work, lead)
    lead_id = scene.lead()

    scene.lay(lead_id, start=TODAY + DAY)

    assert scene.stands(lead_id) == (THANKS, TODAY + DAY)


def test_those_further_along_and_worth_more_choose_first(scene: Scene) -> None:
    new = burst(scene, PER_DAY, stage="new")
    unknown = scene.lead(stage="proposal")
    worth = scene.lead(stage="proposal", value_eur=Decimal(5000))

    with scene.acting() as work:
        found = queries.candidates(work.session, [*new, unknown, worth])

    ranked = sorted(found, key=lambda lead: (*(-part for part in rank_of(lead)), lead.id))
    assert [lead.id for lead in ranked] == [worth, unknown, *new]
    scene.lay(*new, unknown, worth)
    assert first_days(scene, [worth, unknown]) == {TODAY: 2}
    assert first_days(scene, new) == {TODAY: 3, TODAY + DAY: 2}


def test_a_holiday_of_the_contacts_country_is_no_day_for_a_step(scene: Scene) -> None:
    lead_id = scene.lead(country="TW")

    scene.lay(lead_id, start=date(2027, 2, 5))

    assert scene.stands(lead_id) == (THANKS, date(2027, 2, 11))


def test_there_is_no_data_of_a_country_that_is_not_known(scene: Scene) -> None:
    scene.lead(country="TW")
    lead_ids = [scene.lead(country="UA"), scene.lead(country=None), scene.lead(country="LT")]

    with scene.acting() as work:
        asked = Asked(scene.plan(work), TODAY, lead_ids)
        found = propose(work, asked, queries.candidates(work.session, lead_ids))

    assert found.unknown == ["UA"]


def test_a_lead_without_an_owner_is_left_out_unless_one_is_chosen(scene: Scene) -> None:
    nobodys, ours = scene.lead(owner_id=None), scene.lead()

    scene.lay(nobodys, ours)
    assert scene.steps(nobodys) == []
    scene.lay(nobodys, owner_id=scene.officer)

    assert scene.stands(nobodys) == (THANKS, TODAY)
    with scene.database.read() as work:
        assert work.session.get_one(Lead, nobodys).owner_id == scene.officer


def test_an_owner_who_may_not_own_leads_is_refused_and_nothing_is_laid(scene: Scene) -> None:
    with scene.acting() as work:
        auditor = Make(work).user(role=Role.AUDITOR).id
    nobodys, ours = scene.lead(owner_id=None), scene.lead()

    with pytest.raises(NoSuchOwnerError):
        scene.lay(ours, nobodys, owner_id=auditor)

    assert scene.steps(ours) == []
    assert scene.rows(Laying) == scene.rows(LeadStep) == 0


def test_where_no_lead_can_follow_it_nothing_is_laid(scene: Scene) -> None:
    parked = scene.lead(stage="parked", dormant_until=TODAY + 30 * DAY)

    for lead_ids in ([], [parked], [scene.lead(owner_id=None)]):
        with pytest.raises(NothingToLayError):
            scene.lay(*lead_ids)

    assert scene.rows(Laying) == 0


def test_the_words_are_those_of_whoever_lays_it(scene: Scene) -> None:
    lead_id = scene.lead()

    scene.lay(lead_id, form=Form("en"))

    assert scene.stands(lead_id)[0] == "Send a thank-you note"


def test_a_form_sent_twice_lays_once(scene: Scene) -> None:
    lead_id = scene.lead()
    form = Form("lt", key="k1")

    again = [scene.lay(lead_id, form=form) for _ in range(2)]

    assert again[0] == again[1]
    assert scene.rows(LeadStep) == 5
    assert scene.journal(lead_id).count("lead.plan_laid") == 1


def test_undone_the_same_form_lays_again(scene: Scene) -> None:
    lead_id = scene.lead()
    form = Form("lt", key="k1")
    first = scene.lay(lead_id, form=form)
    with scene.acting() as work:
        laying.undo_laying(work, queries.get_laying(work.session, first))

    assert scene.lay(lead_id, form=form) != first
    assert scene.stands(lead_id) == (THANKS, TODAY)


def test_two_who_lay_at_the_same_moment_do_not_fill_the_same_days(scene: Scene) -> None:
    first, second = burst(scene, 4), burst(scene, 4)
    together = Barrier(2)

    def lay(lead_ids: list[int]) -> int:
        together.wait()
        return scene.lay(*lead_ids)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lay, [first, second]))

    assert max(first_days(scene, [*first, *second]).values()) == PER_DAY


def test_days_that_others_have_filled_are_shown_again_before_anything_is_laid(
    scene: Scene,
) -> None:
    lead_id = scene.lead()
    seen = Form("lt", seen={lead_id: [TODAY, *[TODAY + DAY] * 4]})

    with pytest.raises(DaysMovedError):
        scene.lay(lead_id, form=seen)

    assert scene.rows(Laying) == 0


def test_days_seen_for_other_leads_hold_nobody_up(scene: Scene) -> None:
    lead_id, other = scene.lead(), scene.lead()

    scene.lay(lead_id, form=Form("lt", seen={lead_id: [TODAY], other: [TODAY]}))

    assert scene.stands(lead_id) == (THANKS, TODAY)


def test_undoing_takes_the_plan_its_steps_and_the_owner_back(scene: Scene) -> None:
    ours, nobodys = scene.lead(), scene.lead(owner_id=None)
    laid = scene.lay(ours, nobodys, owner_id=scene.officer)

    with scene.acting() as work:
        left = laying.undo_laying(work, queries.get_laying(work.session, laid))

    assert left == 0
    assert scene.stands(ours) == scene.stands(nobodys) == (None, None)
    assert scene.steps(ours) == scene.steps(nobodys) == []
    assert [state for _t, _d, state in scene.reminders(ours)] == ["cancelled"]
    with scene.database.read() as work:
        lead = work.session.get_one(Lead, nobodys)
        assert lead.owner_id is None
        assert lead.step_missing_since is not None


def test_undoing_leaves_a_lead_that_has_changed_since(scene: Scene) -> None:
    changed, unchanged = scene.lead(), scene.lead()
    laid = scene.lay(changed, unchanged)
    scene.finish(changed)

    with scene.acting() as work:
        left = laying.undo_laying(work, queries.get_laying(work.session, laid))

    assert left == 1
    assert scene.stands(changed)[0] == MATERIALS
    assert scene.steps(unchanged) == []


def test_where_all_have_changed_nothing_is_undone(scene: Scene) -> None:
    lead_id = scene.lead()
    laid = scene.lay(lead_id)
    scene.finish(lead_id)

    with pytest.raises(ConflictError), scene.acting() as work:
        laying.undo_laying(work, queries.get_laying(work.session, laid))

    assert scene.stands(lead_id)[0] == MATERIALS


def test_nobody_undoes_what_another_person_laid(scene: Scene) -> None:
    lead_id = scene.lead()
    laid = scene.lay(lead_id)
    with scene.acting() as work:
        other = Make(work).user().id

    with pytest.raises(NotFoundError), scene.acting(other) as work:
        laying.undo_laying(work, queries.get_laying(work.session, laid))

    assert scene.stands(lead_id) == (THANKS, TODAY)


def test_another_plan_takes_the_place_of_the_one_before_behind_the_step_that_is_there(
    scene: Scene,
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    scene.finish(lead_id)

    scene.lay(lead_id)

    assert scene.stands(lead_id)[0] == MATERIALS
    assert [state for _title, state in scene.steps(lead_id)] == ["waiting"] * 5
    scene.finish(lead_id)
    assert scene.stands(lead_id)[0] == THANKS


def test_a_plan_whose_steps_are_all_done_is_no_plan_any_more(scene: Scene) -> None:
    lead_id = scene.lead()
    with scene.acting() as work:
        for step in scene.plan(work).steps:
            step.rrule = None
    scene.lay(lead_id)

    def has_plan() -> bool:
        with scene.acting() as work:
            [found] = queries.candidates(work.session, [lead_id])
            return found.has_plan

    assert has_plan()
    for _ in range(5):
        scene.finish(lead_id)
    assert not has_plan()


def test_the_journal_tells_of_the_plan_the_owner_and_the_step(scene: Scene) -> None:
    lead_id = scene.lead(owner_id=None)

    scene.lay(lead_id, owner_id=scene.officer)

    with scene.database.read() as work:
        entry = work.session.scalars(select(Entry).where(Entry.what == "lead.plan_laid")).one()
    after = entry.detail["after"]
    assert entry.actor_id == scene.officer
    assert (after["plan"], after["plan_en"]) == ("Po susitikimo", "After a meeting")
    assert (after["owner_id"], after["next_step"]) == (scene.officer, THANKS)


def test_what_was_laid_stays_when_the_plan_itself_is_changed(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        scene.plan(work).steps[1].title_lt = "Visai kas kita"

    scene.finish(lead_id)

    assert scene.stands(lead_id)[0] == MATERIALS


def test_laying_on_a_trip_says_a_bounded_number_of_statements_a_lead(scene: Scene) -> None:
    few, many = burst(scene, 2), burst(scene, 12)

    with gather(scene.database) as said_of_few:
        scene.lay(*few)
    with gather(scene.database) as said_of_many:
        scene.lay(*many)

    assert (len(said_of_many) - len(said_of_few)) <= 10 * 8


def test_a_lead_opened_costs_no_statement_more_for_there_being_plans(scene: Scene) -> None:
    scene.lay(scene.lead())

    with gather(scene.database) as said, scene.acting() as work:
        leads.open_lead(
            work,
            leads.NewLead(
                title="Nauja",
                pipeline_key="business",
                owner_id=scene.officer,
                step=leads.Step(CALL, TODAY),
            ),
        )

    assert not [line for line in said if "lead_steps" in line or "layings" in line]
