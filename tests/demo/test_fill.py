from datetime import UTC, datetime

from sqlalchemy import func, select

from tests.support.rows import count
from tracker.contacts.models import Contact
from tracker.core.db import Database
from tracker.demo.fill import Size, fill
from tracker.leads.models import Activity, Lead, LeadState, Stage
from tracker.reminders.models import Reminder
from tracker.search.models import SearchEntry

SMALL = Size(contacts=60, leads=80, activities=120, reminders=30)
DUE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def _filled(database: Database, **options: object) -> None:
    with database.write() as work:
        fill(work, SMALL, **options)  # type: ignore[arg-type]


def test_a_world_is_as_large_as_asked(database: Database) -> None:
    _filled(database)

    assert count(database, Contact) == SMALL.contacts
    assert count(database, Lead) == SMALL.leads
    assert count(database, Activity) == SMALL.activities
    assert count(database, Reminder) == SMALL.reminders


def test_the_same_seed_gives_the_same_world(database: Database) -> None:
    _filled(database, seed=7)
    with database.read() as work:
        titles = work.session.scalars(select(Lead.title).order_by(Lead.id)).all()

    _filled(database, seed=7)

    with database.read() as work:
        again = work.session.scalars(select(Lead.title).order_by(Lead.id).offset(SMALL.leads)).all()
    assert again == titles


def test_a_key_prefix_tells_the_reminders_apart(database: Database) -> None:
    _filled(database, key_prefix="P", due=DUE)

    with database.read() as work:
        reminders = work.session.scalars(select(Reminder).order_by(Reminder.title)).all()
    assert [one.title.split()[0] for one in reminders] == [f"P-{n:06}" for n in range(1, 31)]
    assert {one.due_at for one in reminders} == {DUE}
    assert {one.letter_at for one in reminders} == {DUE}


def test_a_filled_world_keeps_the_rules(database: Database) -> None:
    _filled(database)

    with database.read() as work:
        wrong = work.session.scalars(
            select(Lead.id)
            .join(Stage, Stage.id == Lead.stage_id)
            .where((Lead.state != Stage.state) | (Lead.phase != Stage.phase))
        ).all()
        ownerless = work.session.scalars(
            select(Lead.id).where(
                Lead.state == LeadState.OPEN,
                Lead.owner_id.is_(None),
                Lead.step_missing_since.is_(None),
            )
        ).all()
    assert (list(wrong), list(ownerless)) == ([], [])


def test_a_filled_world_is_found_and_goes_on_numbering(database: Database) -> None:
    _filled(database)

    assert count(database, SearchEntry) >= SMALL.contacts + SMALL.leads
    with database.write() as work:
        last = work.session.scalar(select(func.max(Contact.id))) or 0
        row = Contact(
            given="Nauja", family="Eilutė", name="Nauja Eilutė", sort_key="x", folded="x",
            created_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        assert row.id == last + 1
