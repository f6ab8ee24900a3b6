"""What is done to organisations."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.support.make import Make
from tracker.audit.models import Entry
from tracker.contacts.models import Organisation
from tracker.contacts.organisations import (
    NewOrganisation,
    add_organisation,
    change_organisation,
    organisation_named,
)
from tracker.contacts.queries import (
    contact_to_change,
    find_organisation,
    organisation_to_change,
    organisation_whole,
    organisations_for_datalist,
    people_of_organisation,
)
from tracker.contacts.service import (
    NewContact,
    add_contact,
    change_contact,
)
from tracker.core.db import Work

_CHANGED = select(Entry).where(Entry.what == "organisation.changed")


@pytest.fixture
def lanyang(work: Work) -> Organisation:
    return add_organisation(
        work,
        NewOrganisation(
            name="Lanyang SignTrust Co., Ltd.",
            name_lt="„Lanyang SignTrust“",
            native_name="蘭陽簽信股份有限公司",
            aliases=("LST", "LST"),
            country="TW",
        ),
    )


@pytest.mark.parametrize(
    "name",
    ["lanyang signtrust co ltd", "Lanyang SignTrust", "蘭陽簽信股份有限公司", "lst", " LST "],
)
def test_an_organisation_is_found_by_any_of_its_names(
    work: Work, lanyang: Organisation, name: str
) -> None:
    assert find_organisation(work.session, name) is lanyang
    assert organisation_named(work, name) is lanyang
    assert organisation_whole(work.session, lanyang.id).aliases == ("LST",)


def test_an_organisation_of_no_such_name_is_made_once(work: Work) -> None:
    made = organisation_named(work, "  Jade   Metrics ", country="TW")

    assert made.name == "Jade Metrics"
    assert organisation_named(work, "jade metrics") is made
    assert work.session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert find_organisation(work.session, "…") is None


def test_an_organisation_made_without_the_service_is_found_too(work: Work) -> None:
    made = Make(work).organisation("Nanhu", name_lt="„Pietų ežeras“", native_name="南湖")

    assert find_organisation(work.session, "pietu ezeras") is made
    assert find_organisation(work.session, "南湖") is made


def test_a_changed_organisation_keeps_what_stays(work: Work, lanyang: Organisation) -> None:
    topics = [Make(work).topic(name).id for name in ("A", "B")]
    kept = organisation_to_change(work.session, lanyang.id)
    change_organisation(
        work, kept, NewOrganisation(name="Lanyang", aliases=("LST", "L"), topic_ids=(topics[0],))
    )
    change_organisation(
        work, kept, NewOrganisation(name="Lanyang", aliases=("L",), topic_ids=(topics[1],))
    )
    work.session.flush()

    whole = organisation_whole(work.session, lanyang.id)
    assert (whole.aliases, whole.topic_ids) == (("L",), (topics[1],))
    assert find_organisation(work.session, "LST") is None


def test_saving_an_organisation_as_it_is_does_nothing(work: Work) -> None:
    topics = tuple(Make(work).topic(name).id for name in ("A", "B"))
    said = NewOrganisation(name="Nanhu", country="TW", aliases=("N", "NC"), topic_ids=topics)
    number = add_organisation(work, said).id

    kept = organisation_to_change(work.session, number)
    change_organisation(
        work, kept, replace(said, name="Nanhu ", aliases=("NC", "N"), topic_ids=topics[::-1])
    )

    assert (kept.version, kept.time_zone) == (1, "Asia/Taipei")
    assert not work.session.scalars(_CHANGED).all()


def test_the_journal_tells_from_what_to_what_an_organisation_changed(work: Work) -> None:
    first, second = (Make(work).topic(name).id for name in ("A", "B"))
    said = NewOrganisation(name="Nanhu", country="TW", aliases=("N",), topic_ids=(first,))
    kept = organisation_to_change(work.session, add_organisation(work, said).id)

    change_organisation(work, kept, replace(said, city="Tainan", aliases=(), topic_ids=(second,)))

    assert work.session.scalars(_CHANGED).one().detail == {
        "city": [None, "Tainan"],
        "aliases": [["N"], []],
        "topic_ids": [[first], [second]],
    }
    assert kept.version == 2


def test_organisations_are_offered_by_their_beginning(work: Work, lanyang: Organisation) -> None:
    add_organisation(work, NewOrganisation(name="100% Co"))

    assert [o.id for o in organisations_for_datalist(work.session, "lan")] == [lanyang.id]
    assert [o.name for o in organisations_for_datalist(work.session, "100%")] == ["100% Co"]
    assert organisations_for_datalist(work.session, "sign") == []
    assert len(organisations_for_datalist(work.session)) == 2


def test_people_of_an_organisation_who_left_stand_last(work: Work, lanyang: Organisation) -> None:
    gone = add_contact(work, NewContact(family="Ana", organisation_id=lanyang.id)).id
    add_contact(work, NewContact(family="Zoe", organisation_id=lanyang.id))
    change_contact(work, contact_to_change(work.session, gone), NewContact(family="Ana"))
    work.session.flush()

    people = people_of_organisation(work.session, lanyang.id)
    assert [(one.name, one.until) for one in people] == [("Zoe", None), ("Ana", work.today)]
