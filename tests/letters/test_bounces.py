"""What follows from a letter that comes back: how it stands, and whether its reader gets more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.accounts.people import journal
from tests.letters.bouncing import EGLE, Bouncing, sample
from tests.letters.posting import LEASE
from tracker.accounts.mail import change_email, resume_mail
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.errors import ConflictError
from tracker.letters import bounces, service
from tracker.letters.arrivals import forget_reports
from tracker.letters.cancelling import cancel_letters
from tracker.letters.models import Arrival, BounceKind, Letter, LetterState, Outcome
from tracker.letters.queries import dead_letters
from tracker.letters.service import Failure, NobodyThereError

LATER = timedelta(minutes=5)


def resume(bouncing: Bouncing) -> None:
    with bouncing.database.write() as work:
        resume_mail(work, work.session.get_one(User, bouncing.user_id))


# --- Hard ---


def test_a_hard_bounce_marks_the_letter_and_pauses_its_reader(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    number = bouncing.send()

    assert bouncing.comes_back("postfix_unknown", number) is Outcome.BOUNCE

    letter, user, [bounce] = bouncing.posting.letter(number), bouncing.user, bouncing.bounces
    assert (letter.state, letter.last_error) == (LetterState.BOUNCED, "5.1.1")
    assert (user.mail_paused_at, user.mail_pause_status) == (clock.now(), "5.1.1")
    assert (bounce.letter_id, bounce.recipient_id) == (number, bouncing.user_id)
    assert (bounce.kind, bounce.status, bounce.is_final) == (BounceKind.HARD, "5.1.1", True)
    assert bounce.address == EGLE
    assert "User unknown" in (bounce.words or "")


def test_it_is_in_the_journal(bouncing: Bouncing) -> None:
    number = bouncing.send()
    bouncing.comes_back("postfix_unknown", number)
    resume(bouncing)

    with bouncing.database.write() as work:
        assert journal(work, f"letter:{number}") == ["letter.bounced"]
        done = journal(work, f"user:{bouncing.user_id}")
    assert done == ["user.mail_paused", "user.mail_resumed"]


def test_letters_that_wait_for_a_paused_reader_do_not_leave(bouncing: Bouncing) -> None:
    number = bouncing.send("a")
    bouncing.posting.write("b", recipient_id=bouncing.user_id)
    bouncing.posting.write("c", address="kitas@savivaldybe.example")

    bouncing.comes_back("postfix_unknown", number)

    assert bouncing.posting.states() == ["bounced", "cancelled", "queued"]


@pytest.mark.parametrize("name", ["envelope_only", "headers_only", "internationalised", "qmail"])
def test_the_letter_is_found_however_the_report_names_it(bouncing: Bouncing, name: str) -> None:
    bouncing.send("a")
    number = bouncing.send("b")

    bouncing.comes_back(name, number)

    assert bouncing.posting.states() == ["sent", "bounced"]
    assert bouncing.user.mail_paused_at is not None


def test_a_report_about_no_letter_of_ours_is_kept_and_stops_nobody(bouncing: Bouncing) -> None:
    bouncing.send()

    assert bouncing.take_in(sample("foreign")) is Outcome.UNMATCHED

    [bounce] = bouncing.bounces
    assert (bounce.letter_id, bounce.recipient_id, bounce.address) == (None, None, EGLE)
    assert bouncing.posting.states() == ["sent"]
    assert bouncing.user.mail_paused_at is None


def test_whoever_does_not_know_the_number_of_a_letter_stops_nobody(bouncing: Bouncing) -> None:
    """The address and a plausible report are not enough: anybody could write one."""
    bouncing.send()

    bouncing.take_in(sample("postfix_unknown", "<guessed@savivaldybe.example>"))
    bouncing.take_in(sample("qmail", "<guessed@savivaldybe.example>"))

    assert bouncing.user.mail_paused_at is None


def test_an_address_that_was_changed_meanwhile_is_not_paused(bouncing: Bouncing) -> None:
    number = bouncing.send()
    with bouncing.database.write() as work:
        change_email(work, work.session.get_one(User, bouncing.user_id), "nauja@x.example")

    bouncing.comes_back("postfix_unknown", number)

    assert bouncing.user.mail_paused_at is None
    assert bouncing.posting.states() == ["bounced"]


def test_what_is_told_of_letters_from_before_it_worked_again_does_not_count(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    early, straggler = bouncing.send("a"), bouncing.send("b")
    bouncing.comes_back("postfix_unknown", early)
    clock.move_to(clock.now() + LATER)
    resume(bouncing)
    bouncing.comes_back("postfix_unknown", straggler, number="2")
    assert bouncing.user.mail_paused_at is None
    clock.move_to(clock.now() + LATER)

    bouncing.comes_back("postfix_unknown", bouncing.send("c"), number="3")

    assert bouncing.user.mail_paused_at == clock.now()


def test_the_address_behind_ours_is_not_ours(bouncing: Bouncing) -> None:
    """Ours takes letters and passes them on; what is wrong is there, and may be mended there."""
    number = bouncing.send()

    bouncing.comes_back("forwarded", number)

    [bounce] = bouncing.bounces
    assert bounce.kind is BounceKind.SOFT
    assert bouncing.posting.states() == ["bounced"]
    assert bouncing.user.mail_paused_at is None


def test_of_several_recipients_ours_counts(bouncing: Bouncing) -> None:
    number = bouncing.send()

    bouncing.comes_back("two_recipients", number)

    [bounce] = bouncing.bounces
    assert (bounce.kind, bounce.status, bounce.is_final) == (BounceKind.SOFT, "4.2.2", False)
    assert bouncing.posting.states() == ["sent"]


def test_a_letter_to_nobody_with_an_account_only_bounces(bouncing: Bouncing) -> None:
    number = bouncing.send(recipient_id=None)

    bouncing.comes_back("postfix_unknown", number)

    assert bouncing.posting.states() == ["bounced"]
    assert bouncing.user.mail_paused_at is None


def test_a_second_report_does_not_pause_again(bouncing: Bouncing, clock: FixedClock) -> None:
    first, second = bouncing.send("a"), bouncing.send("b")
    bouncing.comes_back("postfix_unknown", first)
    paused_at = bouncing.user.mail_paused_at
    clock.move_to(clock.now() + LATER)

    bouncing.comes_back("envelope_only", second)

    assert bouncing.user.mail_paused_at == paused_at
    assert bouncing.posting.states() == ["bounced", "bounced"]


# --- Once ---


def test_the_same_message_counts_once_whichever_way_it_comes(bouncing: Bouncing) -> None:
    raw = bouncing.report("mailbox_full", bouncing.send())
    way = b"Received: from a by b\r\n"

    assert bouncing.take_in(raw) is Outcome.BOUNCE
    assert bouncing.take_in(way + raw.replace(b"\n", b"\r\n")) is Outcome.BOUNCE

    assert len(bouncing.bounces) == 1
    assert bouncing.arrived == ["bounce"]


def test_two_reports_that_say_the_same_are_two(bouncing: Bouncing) -> None:
    number = bouncing.send()

    bouncing.comes_back("postfix_delayed", number, number="1")
    bouncing.comes_back("postfix_delayed", number, number="2")

    assert len(bouncing.bounces) == 2


def test_a_report_that_overtakes_its_letter_waits(bouncing: Bouncing) -> None:
    bouncing.posting.write(recipient_id=bouncing.user_id)
    [letter] = bouncing.posting.claim()
    bouncing.posting.begin(letter)
    raw = bouncing.report("postfix_unknown", letter.id)

    assert bouncing.take_in(raw) is None
    assert bouncing.arrived == []
    bouncing.posting.sent(letter)

    assert bouncing.take_in(raw) is Outcome.BOUNCE
    assert bouncing.posting.states() == ["bounced"]


def test_a_report_waits_for_a_letter_that_was_cancelled_with_its_text_on_the_wire(
    bouncing: Bouncing,
) -> None:
    bouncing.posting.write(recipient_id=bouncing.user_id, subject_key="reminder:7")
    [letter] = bouncing.posting.claim()
    bouncing.posting.begin(letter)
    with bouncing.database.write() as work:
        cancel_letters(work, "reminder:7")
    raw = bouncing.report("postfix_unknown", letter.id)

    assert bouncing.take_in(raw) is None
    assert bouncing.posting.sent(letter)

    assert bouncing.take_in(raw) is Outcome.BOUNCE
    assert bouncing.posting.states() == ["bounced"]


def test_it_waits_no_longer_than_the_lease_of_a_worker_that_may_have_died(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    bouncing.posting.write(recipient_id=bouncing.user_id, subject_key="reminder:7")
    [letter] = bouncing.posting.claim()
    bouncing.posting.begin(letter)
    with bouncing.database.write() as work:
        cancel_letters(work, "reminder:7")
    clock.move_to(clock.now() + LEASE)

    assert bouncing.comes_back("postfix_unknown", letter.id) is Outcome.BOUNCE
    assert bouncing.user.mail_paused_at is not None


# --- Soft, and rules ---


@pytest.mark.parametrize("name", ["mailbox_full", "expired", "policy"])
def test_a_letter_that_is_lost_but_for_no_fault_of_the_address_can_be_sent_again(
    bouncing: Bouncing, name: str
) -> None:
    number = bouncing.send()
    bouncing.comes_back(name, number)
    assert bouncing.posting.states() == ["bounced"]
    assert bouncing.user.mail_paused_at is None

    with bouncing.database.write() as work:
        service.send_again(work, number)

    assert bouncing.posting.states() == ["queued"]


def test_a_letter_that_is_late_is_still_sent(bouncing: Bouncing) -> None:
    number = bouncing.send()

    bouncing.comes_back("postfix_delayed", number)

    assert bouncing.posting.states() == ["sent"]
    assert [bounce.is_final for bounce in bouncing.bounces] == [False]


def test_the_third_trouble_in_seven_days_is_a_warning(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    for day, name in enumerate(["postfix_delayed", "mailbox_full", "policy"]):
        assert bouncing.user.mail_warned_at is None
        bouncing.comes_back(name, bouncing.send(f"key-{day}"))
        clock.move_to(clock.now() + timedelta(days=2))

    assert bouncing.user.mail_warned_at is not None
    assert bouncing.user.mail_paused_at is None


def test_three_troubles_in_more_than_seven_days_are_none(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    for day in range(3):
        bouncing.comes_back("mailbox_full", bouncing.send(f"key-{day}"), number=str(day))
        clock.move_to(clock.now() + timedelta(days=3, hours=12, seconds=1))

    assert bouncing.user.mail_warned_at is None


def test_who_said_that_mail_works_is_warned_after_three_new_ones_only(
    bouncing: Bouncing, clock: FixedClock
) -> None:
    for each in range(3):
        bouncing.comes_back("mailbox_full", bouncing.send(f"a{each}"), number=f"a{each}")
    clock.move_to(clock.now() + LATER)
    resume(bouncing)
    clock.move_to(clock.now() + LATER)

    warned = []
    for each in range(3):
        bouncing.comes_back("mailbox_full", bouncing.send(f"b{each}"), number=f"b{each}")
        warned.append(bouncing.user.mail_warned_at is not None)

    assert warned == [False, False, True]


# --- Refused at once ---


def refused(bouncing: Bouncing, key: str = "a") -> int:
    number = bouncing.posting.write(key, recipient_id=bouncing.user_id)
    [letter] = bouncing.posting.claim()
    bouncing.posting.fail(letter, Failure("5.1.1 no such user", 550, is_final=True))
    with bouncing.database.write() as work:
        bounces.note_refusal(work, number, "5.1.1 no such user")
    return number


def test_a_relay_that_knows_the_address_to_be_wrong_pauses_as_a_report_does(
    bouncing: Bouncing,
) -> None:
    number = refused(bouncing)

    assert bouncing.posting.letter(number).state is LetterState.DEAD
    assert bouncing.user.mail_pause_status == "5.1.1"
    assert [bounce.kind for bounce in bouncing.bounces] == [BounceKind.HARD]


def test_what_nobody_would_read_is_not_sent_again(bouncing: Bouncing) -> None:
    number = refused(bouncing)
    came_back = bouncing.send("b")
    bouncing.comes_back("postfix_unknown", came_back)

    for each in (number, came_back):
        with pytest.raises(NobodyThereError), bouncing.database.write() as work:
            service.send_again(work, each)

    with bouncing.database.read() as work:
        assert dead_letters(work.session) == []
    assert bouncing.posting.states() == ["dead", "bounced"]


def test_a_letter_that_only_waits_is_not_sent_again(bouncing: Bouncing) -> None:
    number = bouncing.posting.write("a")

    with pytest.raises(ConflictError), bouncing.database.write() as work:
        service.send_again(work, number)


# --- Forgetting ---


def test_what_reports_say_is_forgotten_after_thirty_days_and_not_before(
    bouncing: Bouncing, database: Database, clock: FixedClock
) -> None:
    bouncing.comes_back("postfix_unknown", bouncing.send())
    clock.move_to(clock.now() + timedelta(days=30))
    assert forget_reports(database) == 0
    assert bouncing.bounces[0].words is not None
    clock.move_to(clock.now() + timedelta(seconds=1))

    assert forget_reports(database) == 1

    [bounce] = bouncing.bounces
    assert (bounce.words, bounce.address) == (None, None)
    assert (bounce.kind, bounce.status) == (BounceKind.HARD, "5.1.1")
    assert forget_reports(database) == 0


def test_of_other_mail_nothing_but_a_digest_is_kept(bouncing: Bouncing) -> None:
    number = bouncing.send()

    assert bouncing.comes_back("absence", number) is Outcome.OTHER

    with bouncing.database.read() as work:
        [arrival] = work.session.scalars(select(Arrival)).all()
        assert work.session.get_one(Letter, number).state is LetterState.SENT
    assert (arrival.outcome, arrival.error) == (Outcome.OTHER, None)
    assert len(arrival.digest) == 64
    assert bouncing.bounces == []
