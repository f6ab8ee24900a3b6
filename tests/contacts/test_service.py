"""What is done to contacts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.contacts.card import card_of_contact
from tracker.contacts.models import Contact, NameOrder, SourceKind
from tracker.contacts.names import read_name
from tracker.contacts.organisations import (
    NewOrganisation,
    add_organisation,
)
from tracker.contacts.queries import (
    contact_to_change,
    find_contact_by_name,
)
from tracker.contacts.service import (
    NewContact,
    NotNamedError,
    add_contact,
    add_placeholders,
    change_contact,
    name_contact,
)
from tracker.core.db import Work


def test_a_name_is_enough(work: Work) -> None:
    contact = add_contact(work, NewContact(family="Lin"))

    assert (contact.name, contact.version, contact.source) == ("Lin", 1, SourceKind.OTHER)


def test_a_role_is_enough_for_somebody_not_named(work: Work) -> None:
    contact = add_contact(work, NewContact(title="Buvęs ambasadorius"))

    assert (contact.name, contact.notice_due_on) == ("Buvęs ambasadorius", None)


def test_nothing_at_all_is_refused(work: Work) -> None:
    with pytest.raises(NotNamedError):
        add_contact(work, NewContact(note="kažkas"))


def test_place_and_zone_come_from_the_organisation(work: Work) -> None:
    at = add_organisation(work, NewOrganisation(name="Nanhu", country="TW"))

    contact = add_contact(work, NewContact(family="Lin", organisation_id=at.id))

    assert (contact.country, contact.time_zone) == ("TW", "Asia/Taipei")


@pytest.mark.parametrize(
    ("day", "told_by"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_who_is_named_is_to_be_told_within_a_month_which_ends_on_its_last_day(
    work: Work, day: date, told_by: date
) -> None:
    then = replace(work, now=datetime.combine(day, time(12), UTC))

    assert add_contact(then, NewContact(family="Lin")).notice_due_on == told_by


def test_who_is_named_is_looked_at_again_after_three_years(work: Work) -> None:
    assert add_contact(work, NewContact(family="Lin")).review_on == date(2029, 11, 23)
    assert add_contact(work, NewContact(title="Buvęs ambasadorius")).review_on is None


def test_who_is_counted_gets_a_place_each(work: Work) -> None:
    places = add_placeholders(
        work, label="verslo atstovai", count=8, country="TW", source_note="ataskaita"
    )

    numbers = [(p.placeholder_number, p.placeholder_count) for p in places]
    assert numbers == [(number, 8) for number in range(1, 9)]
    assert {(place.notice_due_on, place.review_on) for place in places} == {(None, None)}
    assert [place.sort_key for place in places] == sorted(place.sort_key for place in places)


def test_to_name_a_place_keeps_its_past_and_begins_the_month(work: Work) -> None:
    place = add_placeholders(work, label="atstovai", count=8, country="TW", source_note=None)[0]
    lead = Make(work).lead(contact_id=place.id)

    contact = contact_to_change(work.session, place.id)
    name_contact(work, contact, read_name("Lin Mei-ling", "TW"), title="Director")

    assert (contact.id, contact.name, contact.title) == (place.id, "Lin Mei-ling", "Director")
    assert (contact.placeholder_number, lead.contact_id) == (1, place.id)
    assert contact.notice_due_on == date(2026, 12, 23)
    assert contact.review_on == date(2029, 11, 23)


def test_one_who_moves_was_at_the_old_place_until_today(work: Work) -> None:
    old = add_organisation(work, NewOrganisation(name="Senoji"))
    new = add_organisation(work, NewOrganisation(name="Naujoji"))
    contact_id = add_contact(work, NewContact(family="Lin", organisation_id=old.id)).id

    contact = contact_to_change(work.session, contact_id)
    change_contact(work, contact, NewContact(family="Lin", organisation_id=new.id))
    work.session.flush()

    places = card_of_contact(work.session, contact_id).places
    assert [(place.organisation, place.since, place.until) for place in places] == [
        ("Naujoji", work.today, None),
        ("Senoji", None, work.today),
    ]


def test_an_organisation_entered_by_mistake_leaves_no_trace(work: Work) -> None:
    wrong = add_organisation(work, NewOrganisation(name="Ne ta"))
    right = add_organisation(work, NewOrganisation(name="Ta"))
    contact_id = add_contact(work, NewContact(family="Lin", organisation_id=wrong.id)).id

    contact = contact_to_change(work.session, contact_id)
    change_contact(
        work, contact, NewContact(family="Lin", organisation_id=right.id), by_mistake=True
    )
    work.session.flush()

    places = card_of_contact(work.session, contact_id).places
    assert [place.organisation for place in places] == ["Ta"]


def test_who_leaves_for_nowhere_is_nowhere(work: Work) -> None:
    at = add_organisation(work, NewOrganisation(name="Senoji"))
    contact_id = add_contact(work, NewContact(family="Lin", organisation_id=at.id)).id

    change_contact(work, contact_to_change(work.session, contact_id), NewContact(family="Lin"))
    work.session.flush()

    assert card_of_contact(work.session, contact_id).place is None


def test_an_address_that_stays_stays_the_same_row(work: Work) -> None:
    contact_id = add_contact(work, NewContact(family="Lin", emails=("a@x.example",))).id
    contact = contact_to_change(work.session, contact_id)
    contact.emails[0].bounced_at = work.now

    change_contact(work, contact, NewContact(family="Lin", emails=("b@x.example", "A@X.example")))
    work.session.flush()

    ways = card_of_contact(work.session, contact_id).emails
    assert {(way.text, way.has_bounced) for way in ways} == {
        ("b@x.example", False),
        ("a@x.example", True),
    }


def test_the_journal_tells_which_fields_changed_and_not_what_stood_in_them(work: Work) -> None:
    contact_id = add_contact(work, NewContact(family="Slapta", note="labai slapta")).id

    contact = contact_to_change(work.session, contact_id)
    change_contact(work, contact, NewContact(family="Vieša", note="labai slapta"))
    work.session.flush()

    entries = work.session.scalars(
        select(Entry).where(Entry.subject == f"contact:{contact_id}").order_by(Entry.id)
    ).all()
    assert [entry.what for entry in entries] == ["contact.added", "contact.changed"]
    assert "family" in entries[1].detail["fields"]
    assert "note" not in entries[1].detail["fields"]
    assert not any("Slapta" in str(entry.detail) for entry in entries)


def test_the_journal_tells_of_other_ways_to_reach_somebody(work: Work) -> None:
    known = NewContact(family="Lin", emails=("a@x.example",), phones=("+886 912 345 678",))
    contact = contact_to_change(work.session, add_contact(work, known).id)

    change_contact(work, contact, replace(known, emails=("A@x.example",), phones=()))

    entry = work.session.scalars(select(Entry).where(Entry.what == "contact.changed")).one()
    assert entry.detail == {"fields": ["phones"]}


def test_saving_a_contact_as_they_are_does_nothing(work: Work) -> None:
    at = add_organisation(work, NewOrganisation(name="Nanhu", country="TW")).id
    known = NewContact(
        family="Lin", organisation_id=at, emails=("a@x.example", "b@x.example", "c@x.example")
    )
    contact = contact_to_change(work.session, add_contact(work, known).id)

    change_contact(
        work, contact, replace(known, emails=("a@x.example", "c@x.example", "B@x.example"))
    )

    assert (contact.version, contact.country) == (1, "TW")
    assert not work.session.scalars(select(Entry).where(Entry.what == "contact.changed")).all()


def test_another_preferred_way_to_reach_somebody_is_a_change(work: Work) -> None:
    known = NewContact(family="Lin", phones=("+886 912 345 678", "vid. 12"))
    contact = contact_to_change(work.session, add_contact(work, known).id)

    change_contact(work, contact, replace(known, phones=known.phones[::-1]))

    entry = work.session.scalars(select(Entry).where(Entry.what == "contact.changed")).one()
    assert (entry.detail, contact.version) == ({"fields": ["phones"]}, 2)


def test_a_change_makes_another_version(work: Work) -> None:
    contact_id = add_contact(work, NewContact(family="Lin")).id
    contact = contact_to_change(work.session, contact_id)

    change_contact(work, contact, NewContact(family="Wu"))

    assert contact.version == 2


@pytest.mark.parametrize(
    "said", ["Hung Kuo-chiang", "kuo-chiang hung", "HUNG, Kuo-chiang", "洪國強"]
)
def test_a_contact_is_found_by_name_in_either_order_and_script(work: Work, said: str) -> None:
    contact = add_contact(
        work,
        NewContact(
            given="Kuo-chiang",
            family="Hung",
            name_order=NameOrder.FAMILY_FIRST,
            native_name="洪國強",
        ),
    )

    assert find_contact_by_name(work.session, said) is contact


def test_a_name_of_any_script_comes_back_byte_for_byte(work: Work) -> None:
    names = ("歐陽麗華", "Шевчук", "남궁동현", "Yıldız", "O'Dowd")
    for name in names:
        add_contact(work, NewContact(family=name))
    work.session.flush()
    work.session.expire_all()

    kept = work.session.scalars(select(Contact.family).order_by(Contact.id)).all()
    assert tuple(kept) == names
