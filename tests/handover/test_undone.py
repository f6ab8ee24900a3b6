"""Whoever has read that something was handed over to them reads that it was undone.

To renew the snapshots after a change you looked at: RENEW_SNAPSHOTS=1 pytest tests/handover
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.conftest import MONDAY
from tests.handover.test_letter import PRINTER, Row
from tests.handover.world import (
    HOST,
    Office,
    give,
    handed_over,
    kept,
    late,
    letters,
    office,
    office_with_lead,
    on_wire,
    undo,
)
from tests.support.make import Make
from tests.support.snapshots import compare
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Envelope
from tracker.handover.queries import get_hand_over
from tracker.handover.service import LETTERS_WAIT, undo_hand_over
from tracker.leads.models import Lead
from tracker.letters.models import Letter, LetterState

SNAPSHOTS = Path(__file__).parent / "snapshots"


# --- To whom it goes ------------------------------------------------------------------------------


def two_are_told(database: Database, state: LetterState) -> tuple[Office, int]:
    """Let Mantas give two leads and a contact to Tomas, of which a letter has told so."""
    with database.write() as work:
        make = Make(work)
        them = office(make)
        leads, contact = [late(make, them.mantas), late(make, them.mantas)], kept(make, them.mantas)
    with database.write(them.mantas.id) as work:
        theirs = [work.session.get_one(Lead, lead.id) for lead in leads]
        number = give(work, them.mantas, theirs, them.tomas, [contact]).id
    with database.write() as work:
        [letter] = letters(database)
        told = work.session.get_one(Letter, letter.id)
        told.state, told.sent_at = state, work.now
    return them, number


def test_whoever_has_read_of_it_reads_that_it_was_undone_and_how_much_is_back(
    database: Database,
) -> None:
    them, number = two_are_told(database, LetterState.SENT)

    assert not undo(database, number, them.mantas)

    [letter] = letters(database, "undone")
    assert (letter.recipient_id, letter.state) == (them.tomas.id, LetterState.QUEUED)
    assert letter.idem_key == f"handover:{number}:undone:{them.tomas.id}:email"
    assert letter.payload == {
        "from": "Mantas Jurgila",
        "by": None,
        "to": them.tomas.id,
        "count": 2,
        "contacts": 1,
        "path": f"/handovers/{number}",
    }


def test_whoever_may_have_read_of_it_does_too(database: Database, clock: FixedClock) -> None:
    them, lead = office_with_lead(database)
    number = handed_over(database, them.rasa, them.mantas, them.tomas, lead)
    clock.move_to(MONDAY + LETTERS_WAIT)
    on_wire(database)

    undo(database, number, them.rasa)

    [letter] = letters(database, "undone")
    assert (letter.recipient_id, letter.payload["by"]) == (them.tomas.id, "Rasa Mikelionytė")


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.DEAD, LetterState.BOUNCED])
def test_whoever_has_read_nothing_of_it_reads_nothing_more(
    database: Database, state: LetterState
) -> None:
    them, number = two_are_told(database, state)

    assert undo(database, number, them.mantas)

    assert letters(database, "undone") == []


def test_who_is_not_there_any_more_is_not_written_to(database: Database) -> None:
    them, number = two_are_told(database, LetterState.SENT)
    with database.write() as work:
        work.session.get_one(User, them.tomas.id).active_until = date(2026, 11, 22)

    with database.write(them.mantas.id) as work:
        retold = undo_hand_over(work, get_hand_over(work.session, number), host=HOST)

    assert (retold.written_to, retold.unreached) == ([], ["Tomas Girdžius"])
    assert letters(database, "undone") == []


# --- How it reads ---------------------------------------------------------------------------------


def printed(locale: str, **given: Any) -> Envelope:
    payload = {
        "from": "Mantas Jurgila",
        "by": "Rasa Mikelionytė",
        "to": 5,
        "count": 3,
        "contacts": 0,
        "path": "/handovers/7",
        **given,
    }
    return PRINTER(Row(payload, locale, template="undone"), now=MONDAY)


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_it_reads_as_it_did(locale: str) -> None:
    envelope = printed(locale)

    compare(SNAPSHOTS / f"undone.{locale}.txt", f"{envelope.subject}\n\n{envelope.text}")
    compare(SNAPSHOTS / f"undone.{locale}.html", envelope.html)


@pytest.mark.parametrize(
    ("locale", "count", "contacts", "giver", "said"),
    [
        ("lt", 1, 0, "Jonas Bu", "Perdavimas anuliuotas: 1 galimybė (Jonas Bu)"),
        ("lt", 20, 0, "Mantas Jurgila", "Perdavimas anuliuotas: 20 galimybių (Mantas Jurgila)"),
        ("lt", 200, 200, "V" * 24, "Perdavimas anuliuotas: 200 galimybių, 200 kontaktų"),
        ("en", 0, 5, "Mantas Jurgila", "Hand-over undone: 5 contacts (Mantas Jurgila)"),
        ("en", 200, 200, "V" * 24, "Hand-over undone: 200 leads, 200 contacts"),
    ],
)
def test_its_subject_says_how_much_and_where_it_fits_who_has_it_again(
    locale: str, count: int, contacts: int, giver: str, said: str
) -> None:
    envelope = printed(locale, count=count, contacts=contacts, **{"from": giver})

    assert envelope.subject == said
    assert len(envelope.subject) <= 60
    assert giver in envelope.text


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_it_is_small_and_valid_and_says_the_same_as_text_and_as_html(locale: str) -> None:
    envelope = printed(locale, count=200, contacts=200)

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(envelope.html)
    assert not parser.errors
    assert len(envelope.html.encode()) < 20_000
    in_html = set(re.findall(r'href="([^"]+)"', envelope.html))
    in_text = set(re.findall(r"^https://\S+$", envelope.text, re.MULTILINE))
    assert in_html == in_text
    assert "https://rysiai.example/handovers/7" in in_text
