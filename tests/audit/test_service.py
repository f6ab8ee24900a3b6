from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tracker.audit.models import Entry
from tracker.audit.service import record
from tracker.core.db import Database
from tracker.leads.models import Phase


def test_an_entry_says_who_did_what_to_what_and_when(database: Database) -> None:
    with database.write(actor_id=7) as work:
        record(work, "lead.moved", "lead:12", before=Phase.NEW, after=Phase.PILOT)

    with database.read() as work:
        entry = work.session.scalars(select(Entry)).one()
    assert (entry.actor_id, entry.what, entry.subject) == (7, "lead.moved", "lead:12")
    assert entry.at == database.clock.now()
    assert entry.detail == {"before": "new", "after": "pilot"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (date(2026, 11, 23), "2026-11-23"),
        (time(9, 30), "09:30:00"),
        (Decimal("48000.50"), "48000.50"),
        (Phase.AGREED, "agreed"),
        ([date(2026, 11, 23), None], ["2026-11-23", None]),
        ({"on": date(2026, 11, 23)}, {"on": "2026-11-23"}),
        ("歐陽麗華", "歐陽麗華"),
        (None, None),
    ],
)
def test_what_changed_is_kept_as_plain_values(
    database: Database, value: object, kept: object
) -> None:
    with database.write() as work:
        record(work, "lead.edited", "lead:1", value=value)

    with database.read() as work:
        assert work.session.scalars(select(Entry.detail)).one() == {"value": kept}


def _fail_half_way(database: Database) -> None:
    with database.write() as work:
        record(work, "lead.moved", "lead:1")
        raise ValueError("half way")


def test_a_deed_that_is_taken_back_leaves_no_entry(database: Database) -> None:
    with pytest.raises(ValueError, match="half way"):
        _fail_half_way(database)

    with database.read() as work:
        assert work.session.scalars(select(Entry)).all() == []


def test_what_the_product_does_by_itself_has_no_actor(database: Database) -> None:
    with database.write() as work:
        record(work, "reminder.planned", "reminder:1")

    with database.read() as work:
        assert work.session.scalars(select(Entry.actor_id)).one() is None
