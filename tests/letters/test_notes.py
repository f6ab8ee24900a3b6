"""What the page "Letters" says of what keeps letters back."""

from datetime import timedelta

import pytest

from tests.conftest import SECRET
from tests.letters.posting import Posting
from tests.reminders.test_planning import own_reminder
from tests.support.client import PageClient
from tests.support.make import Make
from tracker.accounts.models import Role, User
from tracker.app import create_app
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.settings import Settings


def test_reminders_that_wait_for_nobody_are_said(
    administrator: PageClient, database: Database
) -> None:
    with database.write() as work:
        make = Make(work)
        owner = make.user()
        make.lead(owner_id=owner.id, due=timedelta(0))
    with database.write() as work:
        work.session.get_one(User, owner.id).disabled_at = work.now

    page = administrator.get("/letters").text

    assert "1 priminimas laukia naujo atsakingo asmens: paskyra išjungta." in page


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(minutes=7), "Laiškai vėluoja 7 minutes."),
        (timedelta(hours=21, minutes=40), "Laiškai vėluoja 21 valandą."),
        (timedelta(days=12, hours=3), "Laiškai vėluoja 12 dienų."),
    ],
)
def test_a_late_post_is_said_aloud(
    administrator: PageClient, posting: Posting, clock: FixedClock, wait: timedelta, said: str
) -> None:
    posting.write(not_before=clock.now())
    clock.move_to(clock.now() + wait)

    assert said in administrator.get("/letters").text


def test_what_was_asked_for_after_its_moment_is_not_late_before_it_was_asked_for(
    administrator: PageClient, posting: Posting, database: Database, clock: FixedClock
) -> None:
    posting.write(not_before=clock.now() - timedelta(days=12))
    with database.write() as work:
        own_reminder(work, letter_at=clock.now() - timedelta(days=12))

    assert "vėluoja" not in administrator.get("/letters").text


def test_a_missing_mail_server_is_said_where_the_letters_wait(
    administrator: PageClient, database: Database, mail_settings: Settings
) -> None:
    connected = PageClient(create_app(mail_settings, database, secret_keys=[SECRET]), database)

    assert "TRACKER_SMTP_HOST" in administrator.get("/letters").text
    assert "TRACKER_SMTP_HOST" not in connected.sign_in(Role.ADMINISTRATOR).get("/letters").text


def test_an_officer_is_told_of_it_in_plain_words(client: PageClient) -> None:
    page = client.get("/letters").text

    assert "TRACKER_SMTP_HOST" not in page
    assert "administratorius turi nustatyti pašto serverį" in page
