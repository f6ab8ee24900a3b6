from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.contacts.service import NewContact, add_contact, add_placeholders
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.leads.models import ActivityKind, LetterDirection
from tracker.leads.service import NewActivity, add_activity

KINDS = [ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.LETTER]


def test_an_entry_stands_at_the_day_of_contact_and_knows_when_it_was_typed(
    work: Work, make: Make
) -> None:
    contact = make.contact()
    lead = make.lead(contact_id=contact.id)

    entry = add_activity(
        work, lead, NewActivity(ActivityKind.CALL, "  Kalbėjome ", date(2026, 11, 5))
    )

    assert (entry.happened_on, entry.entered_at, entry.text) == (
        date(2026, 11, 5),
        work.now,
        "Kalbėjome",
    )
    assert entry.contact_id == contact.id


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_contact_follows_the_latest_real_contact_not_the_last_entry(
    work: Work, make: Make, kind: ActivityKind
) -> None:
    lead = make.lead()

    add_activity(work, lead, NewActivity(kind, "Nauja", date(2026, 11, 20)))
    add_activity(work, lead, NewActivity(kind, "Sena, įrašyta vėliau", date(2026, 3, 1)))

    assert lead.last_contact_on == date(2026, 11, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_a_contact_is_looked_at_again_three_years_after_the_latest_real_contact(
    work: Work, make: Make, kind: ActivityKind
) -> None:
    contact = add_contact(work, NewContact(family="Lin"))
    made = contact.review_on

    def review_on_after(new: NewActivity) -> date | None:
        add_activity(work, make.lead(contact_id=contact.id), new)
        work.session.refresh(contact)
        return contact.review_on

    assert review_on_after(NewActivity(kind, "Seniai", date(2026, 3, 1))) == made
    contact.review_on = date(2026, 12, 1)
    assert review_on_after(NewActivity(ActivityKind.NOTE, "Užrašas")) == date(2026, 12, 1)
    assert review_on_after(NewActivity(kind, "Vakar", date(2026, 11, 22))) == date(2029, 11, 22)


def test_one_who_was_never_named_is_not_looked_at_again(work: Work, make: Make) -> None:
    (counted,) = add_placeholders(work, label="svečiai", count=1, country=None, source_note=None)

    add_activity(work, make.lead(contact_id=counted.id), NewActivity(ActivityKind.CALL, "Skambėjo"))

    work.session.refresh(counted)
    assert counted.review_on is None


def test_a_note_is_no_contact(work: Work, make: Make) -> None:
    lead = make.lead()

    add_activity(work, lead, NewActivity(ActivityKind.NOTE, "Paskambinti rytoj"))

    assert lead.last_contact_on is None


def test_what_is_said_beside_a_lead_is_no_change_of_it(work: Work, make: Make) -> None:
    lead = make.lead()

    add_activity(work, lead, NewActivity(ActivityKind.CALL, "Kalbėjome"))

    assert lead.version == 1


def test_no_contact_is_still_to_come(work: Work, make: Make) -> None:
    tomorrow = work.today + timedelta(days=1)

    with pytest.raises(TrackerError, match="still to come"):
        add_activity(work, make.lead(), NewActivity(ActivityKind.CALL, "Kalbėjome", tomorrow))


def test_an_entry_says_something(work: Work, make: Make) -> None:
    with pytest.raises(TrackerError, match="what happened"):
        add_activity(work, make.lead(), NewActivity(ActivityKind.NOTE, " \u200b "))


def test_a_letter_says_who_wrote(work: Work, make: Make) -> None:
    new = NewActivity(ActivityKind.LETTER, "Atsakė", direction=LetterDirection.RECEIVED)

    assert add_activity(work, make.lead(), new).direction is LetterDirection.RECEIVED


def test_an_entry_may_be_about_a_contact_without_a_lead(work: Work, make: Make) -> None:
    contact = make.contact()

    entry = add_activity(
        work, None, NewActivity(ActivityKind.CALL, "Kalbėjome", contact_id=contact.id)
    )

    work.session.flush()
    assert (entry.lead_id, entry.contact_id) == (None, contact.id)


def test_the_journal_tells_of_it_but_not_what_was_said(work: Work, make: Make) -> None:
    lead = make.lead()

    activity = add_activity(work, lead, NewActivity(ActivityKind.NOTE, "Asmeniška"))

    work.session.flush()
    entry = work.session.scalars(select(Entry).where(Entry.what == "activity.added")).one()
    assert entry.detail == {"activity_id": activity.id, "kind": "note"}
