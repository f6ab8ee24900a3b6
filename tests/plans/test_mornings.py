"""When what a plan gives for today is written about: not at whatever hour it is laid."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from tests.plans.conftest import TODAY, Scene
from tracker.core.clock import FixedClock
from tracker.reminders.models import Reminder


def test_what_a_plan_gives_for_today_is_written_about_the_next_morning_and_not_at_once(
    scene: Scene, clock: FixedClock
) -> None:
    lead_ids = [scene.lead(f"Galimybė {number}") for number in range(3)]
    clock.move_to(clock.now() + timedelta(hours=6))  # in the afternoon

    scene.lay(*lead_ids)

    with scene.database.read() as work:
        asked = select(Reminder.wall_on, Reminder.letter_at).order_by(Reminder.id)
        found = work.session.execute(asked).all()
    assert [on for on, _ in found] == [TODAY] * 3
    assert {at for _, at in found} == {datetime(2026, 11, 24, 5, 0, tzinfo=UTC)}


def test_what_a_plan_gives_for_today_in_the_early_morning_is_written_about_at_its_hour(
    scene: Scene, clock: FixedClock
) -> None:
    clock.move_to(clock.now() - timedelta(hours=3))

    scene.lay(scene.lead())

    with scene.database.read() as work:
        [letter_at] = work.session.scalars(select(Reminder.letter_at))
    assert letter_at == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
