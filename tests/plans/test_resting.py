"""A plan that goes on gives its next step to a day on which its owner works."""

from datetime import timedelta

import pytest

from tests.plans.conftest import MATERIALS, TODAY, Scene
from tests.plans.test_following import FRIDAY, at
from tracker.accounts.models import Absence, User

DAY = timedelta(days=1)
THURSDAY = TODAY + 3 * DAY
"""The day of the second step."""


@pytest.mark.parametrize(
    ("works_on", "on"),
    [("1235", THURSDAY + DAY), ("123", THURSDAY + 4 * DAY), ("6", THURSDAY), ("", THURSDAY)],
)
def test_the_next_step_comes_on_a_weekday_on_which_its_owner_works(
    scene: Scene, works_on: str, on: object
) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        work.session.get_one(User, scene.officer).works_on = works_on

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, on)


def test_the_next_step_waits_until_its_owner_is_back(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        away = Absence(user_id=scene.officer, start_on=TODAY, end_on=TODAY + 15 * DAY)
        work.session.add(away)

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, TODAY + 16 * DAY)


def test_a_step_whose_day_has_passed_comes_on_a_day_of_its_owner(scene: Scene) -> None:
    lead_id = scene.lead()
    scene.lay(lead_id)
    with scene.acting() as work:
        work.session.get_one(User, scene.officer).works_on = "2345"
    scene.clock.move_to(at(FRIDAY + 14 * DAY))

    scene.finish(lead_id)

    assert scene.stands(lead_id) == (MATERIALS, FRIDAY + 18 * DAY)
