"""A step done or undone by the links of its letter moves the plan as the page does."""

import pytest
from sqlalchemy import select

from tests.plans.conftest import MATERIALS, THANKS, TODAY, Scene
from tests.reminders.test_links import url
from tests.support.client import PageClient
from tracker.reminders.links import Action
from tracker.reminders.models import Reminder


@pytest.fixture
def lead_id(scene: Scene) -> int:
    """A lead that follows the plan."""
    lead_id = scene.lead()
    scene.lay(lead_id)
    return lead_id


def reminder_of(scene: Scene, lead_id: int, title: str) -> Reminder:
    with scene.database.read() as work:
        asked = select(Reminder).where(Reminder.lead_id == lead_id, Reminder.title == title)
        return work.session.scalars(asked.order_by(Reminder.id)).one()


def test_done_from_the_letter_the_plan_goes_on_and_the_page_says_so(
    visitor: PageClient, scene: Scene, lead_id: int
) -> None:
    link = url(reminder_of(scene, lead_id, THANKS), Action.DONE)

    page = visitor.post(link, status=200).text

    assert "Kas toliau pagal planą, parašyta galimybės puslapyje." in page
    assert scene.stands(lead_id)[0] == MATERIALS


def test_pressed_twice_the_plan_goes_on_by_one_step(
    visitor: PageClient, scene: Scene, lead_id: int
) -> None:
    link = url(reminder_of(scene, lead_id, THANKS), Action.DONE)

    for _ in range(2):
        visitor.post(link, status=200)

    assert scene.stands(lead_id)[0] == MATERIALS


def test_undone_from_the_letter_the_step_before_is_back(
    visitor: PageClient, scene: Scene, lead_id: int
) -> None:
    thanks = reminder_of(scene, lead_id, THANKS)
    visitor.post(url(thanks, Action.DONE), status=200)
    entry = scene.last_deed(lead_id)

    page = visitor.post(url(thanks, Action.UNDO, version=entry), status=200).text

    assert "Anuliuota" in page
    assert scene.stands(lead_id) == (THANKS, TODAY)
    assert [state for _t, _d, state in scene.reminders(lead_id)] == ["active", "cancelled"]


def test_a_link_about_a_step_that_was_taken_back_does_nothing(
    visitor: PageClient, scene: Scene, lead_id: int
) -> None:
    entry = scene.finish(lead_id)
    materials = url(reminder_of(scene, lead_id, MATERIALS), Action.DONE)
    scene.undo(entry)

    visitor.post(materials, status=410)

    assert scene.stands(lead_id) == (THANKS, TODAY)


def test_put_off_from_the_letter_the_step_moves_and_the_plan_stays(
    visitor: PageClient, scene: Scene, lead_id: int
) -> None:
    days = scene.days(lead_id)

    visitor.post(url(reminder_of(scene, lead_id, THANKS), Action.TOMORROW), status=200)

    assert scene.stands(lead_id)[0] == THANKS
    assert scene.stands(lead_id)[1] != TODAY
    assert scene.days(lead_id) == days
