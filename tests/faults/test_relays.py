"""Mail servers that misbehave, in the short form."""

from tests.faults import relays
from tests.faults.scene import Scene


def test_each_bad_answer_at_each_step_ends_as_promised(calm: Scene) -> None:
    assert relays.every_answer(calm, ("rcpt", "dot")).broken == []


def test_one_recipient_that_never_answers_keeps_nobody_else_waiting(calm: Scene) -> None:
    assert relays.tarpit(calm, others=40).broken == []


def test_an_hour_without_a_mail_server_costs_no_tries_and_all_leaves_soon_after(
    calm: Scene,
) -> None:
    assert relays.away_for_hours(calm, due=50, hours=1).broken == []
