"""A municipality's own plans: added, changed, archived, brought back, each in the journal."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.plans.conftest import Scene
from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.core.db import Work
from tracker.plans import queries, service
from tracker.plans.default import QUARTERLY, STEPS, install_plans
from tracker.plans.models import Plan
from tracker.plans.service import PlanRefusedError, PlanSaid, StepSaid

THANKS = StepSaid("Padėkoti", "Thank", 0, 0, within_hours=48)
CALL = StepSaid("Paskambinti", "", 14, 21)
AGAIN = StepSaid("Susisiekti", "", 90, 100, rrule=QUARTERLY)
SAID = PlanSaid("Po vizito", "After a visit", None, is_first=False, steps=[THANKS, CALL, AGAIN])


def entries(work: Work) -> list[str]:
    found = select(Entry.what).where(Entry.what.startswith("plan.")).order_by(Entry.id)
    return list(work.session.scalars(found))


def test_the_plan_that_comes_with_the_product_is_made_once_and_left_alone(work: Work) -> None:
    install_plans(work)
    work.session.flush()
    [plan] = queries.all_plans(work.session)
    plan.steps[0].title_lt = "Mūsų žodžiais"
    work.session.flush()

    install_plans(work)

    [plan] = queries.all_plans(work.session)
    assert (plan.name("lt"), plan.name("en")) == ("Po susitikimo", "After a meeting")
    assert plan.is_first
    assert plan.steps[0].title_lt == "Mūsų žodžiais"
    assert [(step.from_day, step.by_day) for step in plan.steps] == [
        (step.from_day, step.by_day) for step in STEPS
    ]


def test_the_plan_that_comes_with_the_product_could_be_saved_as_it_is(scene: Scene) -> None:
    with scene.acting() as work:
        plan = scene.plan(work)
        steps = [service.said_of(step) for step in plan.steps]
        said = PlanSaid(plan.name_lt, plan.name_en, None, is_first=True, steps=steps)

        service.change_plan(work, plan, said)

        assert plan.version == 1
        assert entries(work) == []


def test_a_plan_is_added_with_its_steps_in_their_order(work: Work) -> None:
    plan = service.add_plan(work, SAID)

    [found] = queries.all_plans(work.session)
    assert found is plan
    assert [step.title("lt") for step in found.steps] == ["Padėkoti", "Paskambinti", "Susisiekti"]
    assert [step.title("en") for step in found.steps] == ["Thank", "Paskambinti", "Susisiekti"]
    assert entries(work) == ["plan.added"]


@pytest.mark.parametrize(("hours", "by_day"), [(1, 1), (24, 1), (25, 2), (48, 2), (72, 3)])
def test_hours_say_the_days_by_themselves(work: Work, hours: int, by_day: int) -> None:
    said = replace(SAID, steps=[replace(THANKS, within_hours=hours, from_day=9, by_day=9)])

    plan = service.add_plan(work, said)

    assert (plan.steps[0].from_day, plan.steps[0].by_day) == (0, by_day)


def test_steps_change_places_though_each_place_is_one_steps(work: Work) -> None:
    plan = service.add_plan(work, replace(SAID, steps=[CALL, replace(AGAIN, rrule=None)]))
    swapped = [replace(AGAIN, from_day=1, by_day=2, rrule=None), CALL]

    service.change_plan(work, plan, replace(SAID, steps=swapped))

    assert [(step.position, step.title_lt) for step in plan.steps] == [
        (1, "Susisiekti"),
        (2, "Paskambinti"),
    ]
    assert plan.version == 2
    assert entries(work) == ["plan.added", "plan.changed"]


def test_only_one_plan_is_offered_first(work: Work) -> None:
    first = service.add_plan(work, replace(SAID, is_first=True))

    second = service.add_plan(work, replace(SAID, name_lt="Kitas", is_first=True))

    work.session.refresh(first)
    assert (first.is_first, second.is_first) == (False, True)
    assert [plan.name_lt for plan in queries.all_plans(work.session)] == ["Kitas", "Po vizito"]


def test_an_archived_plan_is_not_offered_until_it_is_brought_back(work: Work) -> None:
    plan = service.add_plan(work, SAID)

    service.archive_plan(work, plan)
    service.archive_plan(work, plan)
    work.session.flush()
    assert queries.plans_offered(work.session) == []
    service.bring_back_plan(work, plan)
    service.bring_back_plan(work, plan)
    work.session.flush()

    assert queries.plans_offered(work.session) == [plan]
    assert entries(work) == ["plan.added", "plan.archived", "plan.brought_back"]


def test_a_plan_may_be_meant_for_the_leads_of_one_pipeline(work: Work) -> None:
    pipeline_id = Make(work).stage("contact", "institutional").pipeline_id

    plan = service.add_plan(work, replace(SAID, pipeline_id=pipeline_id))

    assert plan.pipeline_id == pipeline_id
    assert (pipeline_id, "Institucinis bendradarbiavimas") in queries.pipeline_options(
        work.session, "lt"
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (replace(SAID, name_lt="  "), "name"),
        (replace(SAID, steps=[]), "at least one step"),
        (replace(SAID, pipeline_id=99), "pipeline"),
        (replace(SAID, steps=[replace(CALL, title_lt=" ")]), "what is to be done"),
        (replace(SAID, steps=[replace(CALL, from_day=-1)]), "days"),
        (replace(SAID, steps=[replace(CALL, by_day=13)]), "days"),
        (replace(SAID, steps=[replace(CALL, by_day=5000)]), "days"),
        (replace(SAID, steps=[CALL, THANKS]), "first step is counted in hours"),
        (replace(SAID, steps=[replace(THANKS, within_hours=0)]), "counted in hours"),
        (replace(SAID, steps=[AGAIN, replace(CALL, from_day=95, by_day=99)]), "last step comes"),
        (replace(SAID, steps=[replace(AGAIN, rrule="kasdien")]), "last step comes"),
        (
            replace(SAID, steps=[CALL, replace(CALL, from_day=3, by_day=9)]),
            "cannot begin (day %(day)d) before step",
        ),
    ],
)
def test_a_plan_that_nobody_could_follow_is_refused(work: Work, said: PlanSaid, words: str) -> None:
    with pytest.raises(PlanRefusedError) as refused:
        service.add_plan(work, said)

    assert words in refused.value.message
    assert work.session.scalars(select(Plan)).all() == []
