"""The counting itself: what is lost, doubled or strange is found."""

from sqlalchemy import select

from tests.faults.findings import Finding, count
from tests.faults.scene import Scene, due_reminders
from tests.letters.posting import Posting
from tracker.letters.heartbeats import Beat, beat
from tracker.letters.models import Letter, LetterItem
from tracker.reminders.models import Reminder, subject_of


def received(scene: Scene, number: int, *, times: int = 1) -> None:
    """Have a letter marked as sent, and received so many times."""
    posting = Posting(scene.database)
    [held] = [letter for letter in posting.claim() if letter.id == number]
    posting.begin(held)
    posting.sent(held)
    scene.relay.texts += [f"Message-ID: {held.message_id}\r\n\r\n".encode()] * times


def broken(scene: Scene) -> list[str]:
    finding = Finding("a fault", scene.engine)
    count(scene).judge(finding)
    return finding.broken


def test_a_letter_that_came_once_breaks_no_promise(scene: Scene) -> None:
    received(scene, Posting(scene.database).write())

    assert broken(scene) == []


def test_a_reminder_without_a_letter_is_lost(scene: Scene) -> None:
    due_reminders(scene.database, 2)

    assert broken(scene) == ["2 lost"]


def test_a_letter_that_is_marked_and_never_came_is_lost(scene: Scene) -> None:
    received(scene, Posting(scene.database).write(), times=0)

    assert broken(scene) == ["1 lost"]


def test_what_is_told_of_among_others_is_not_lost(scene: Scene) -> None:
    due_reminders(scene.database, 1)
    number = Posting(scene.database).write("together")
    with scene.database.write() as work:
        [reminder] = work.session.scalars(select(Reminder))
        item = {"letter_id": number, "idem_key": "one", "subject_key": subject_of(reminder.id)}
        work.session.add(LetterItem(**item))
    assert broken(scene) == ["1 lost"]

    received(scene, number)

    assert broken(scene) == []


def test_what_a_job_says_of_its_failure_stands_beside_what_was_lost(scene: Scene) -> None:
    due_reminders(scene.database, 1)
    with scene.database.write() as work:
        beat(work, Beat("here:1", "reminders.plan", error="ValueError: what a day"))

    assert broken(scene) == ["1 lost", "reminders.plan: ValueError: what a day"]


def test_a_copy_without_a_flag_is_unexplained(scene: Scene) -> None:
    received(scene, Posting(scene.database).write(), times=3)

    assert broken(scene) == ["2 copies unexplained"]


def test_the_flag_of_another_letter_explains_no_copy(scene: Scene) -> None:
    posting = Posting(scene.database)
    flagged = posting.write("flagged")
    with scene.database.write() as work:
        work.session.get_one(Letter, flagged).maybe_sent = 1
    received(scene, flagged)
    received(scene, posting.write("doubled"), times=2)

    assert broken(scene) == ["1 copies unexplained"]


def test_a_text_that_is_no_letter_of_ours_is_foreign(scene: Scene) -> None:
    scene.relay.texts += [b"Subject: hello\r\n\r\n", b"message-id: <1@elsewhere.example>\r\n\r\n"]

    assert broken(scene) == ["2 with a foreign Message-ID"]


def test_a_figure_of_speed_that_is_missed_is_told_and_breaks_nothing(scene: Scene) -> None:
    finding = Finding("a fault", scene.engine)

    finding.too_slow(kept=False, promise="12 a second")

    assert finding.broken == []
    assert "12 a second" in str(finding)
