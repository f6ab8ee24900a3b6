"""The index keeps itself in step with what it indexes."""

from datetime import date

import pytest
from sqlalchemy import inspect, select, text

from tests.support.make import Make
from tests.support.statements import gather
from tracker.contacts.models import Affiliation, Contact, NameOrder, Organisation
from tracker.contacts.organisations import NewOrganisation, add_organisation, change_organisation
from tracker.contacts.queries import contact_to_change, organisation_to_change
from tracker.contacts.service import NewContact, NotNamedError, add_contact, change_contact
from tracker.core.db import Database, Work
from tracker.leads.models import Activity, ActivityKind, Lead, LeadTopic
from tracker.search.ddl import create_full_text, drop_full_text
from tracker.search.models import Kind, SearchEntry, entry_id
from tracker.search.queries import find
from tracker.search.service import reindex
from tracker.topics.models import TopicSynonym
from tracker.topics.service import change_topic, topic_named
from tracker.trips.models import Delegate


def found(database: Database, q: str) -> list[tuple[str, str]]:
    with database.read() as work:
        return [
            (hit.kind.value, hit.title) for group in find(work.session, q) for hit in group.hits
        ]


def test_a_contact_is_found_as_soon_as_it_is_saved(database: Database) -> None:
    with database.write() as work:
        add_contact(work, NewContact(given="Mei-ling", family="Lin", native_name="林美玲"))

    assert found(database, "林美玲") == [("contact", "Mei-ling Lin")]


def test_what_is_not_committed_is_not_found(database: Database) -> None:
    with pytest.raises(NotNamedError):
        _add_two(database, NewContact(family="Lin"), NewContact())

    assert found(database, "Lin") == []


def _add_two(database: Database, one: NewContact, other: NewContact) -> None:
    with database.write() as work:
        add_contact(work, one)
        add_contact(work, other)


def test_an_old_name_is_forgotten(database: Database) -> None:
    with database.write() as work:
        contact_id = add_contact(work, NewContact(family="Senasis")).id

    with database.write() as work:
        change_contact(
            work, contact_to_change(work.session, contact_id), NewContact(family="Naujas")
        )

    assert found(database, "Senasis") == []
    assert found(database, "Naujas") == [("contact", "Naujas")]


def test_a_contact_is_found_by_addresses_numbers_alias_and_role(database: Database) -> None:
    with database.write() as work:
        add_contact(
            work,
            NewContact(
                family="Hung",
                alias="Roger",
                title="Chairman",
                emails=("kuo@nanhu.example",),
                phones=("+886 100 000 001",),
                messengers=(("LINE", "demo-roger"),),
            ),
        )

    for q in ("roger", "chairman", "kuo@nanhu.example", "+886100000001", "demo-roger"):
        assert found(database, q) == [("contact", "Hung")], q


def test_an_address_that_was_removed_finds_nobody(database: Database) -> None:
    with database.write() as work:
        new = NewContact(family="Hung", emails=("kuo@nanhu.example",))
        contact_id = add_contact(work, new).id

    with database.write() as work:
        change_contact(work, contact_to_change(work.session, contact_id), NewContact(family="Hung"))

    assert found(database, "nanhu") == []


def test_people_and_leads_are_found_by_their_organisation(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Ziyun IoT", city="Tainan"))
        contact = add_contact(work, NewContact(family="Su", organisation_id=at.id))
        Make(work).lead("Oro davikliai", organisation_id=at.id, contact_id=contact.id)

    expected = {("contact", "Su"), ("organisation", "Ziyun IoT"), ("lead", "Oro davikliai")}
    assert set(found(database, "Tainano")) == expected


def test_when_an_organisation_moves_its_people_and_leads_move_along(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Ziyun IoT", city="Tainan"))
        contact = add_contact(work, NewContact(family="Su", organisation_id=at.id))
        Make(work).lead("Oro davikliai", organisation_id=at.id, contact_id=contact.id)
        number = at.id

    with database.write() as work:
        organisation_to_change(work.session, number).city = "Hsinchu"

    assert found(database, "Tainan") == []
    assert {kind for kind, _ in found(database, "Hsinchu")} == {"contact", "organisation", "lead"}


def test_everything_in_a_city_is_found_by_its_other_names_and_by_no_other_citys(
    database: Database,
) -> None:
    def named(work: Work, city: str, *names: str, was: tuple[str, ...] = ()) -> None:
        number = add_organisation(work, NewOrganisation(name=f"Naujas {city}", city=city)).id
        organisation = organisation_to_change(work.session, number)
        said = NewOrganisation(
            name=organisation.name, city=city, city_names=names, was_city_names=was
        )
        change_organisation(work, organisation, said)

    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Ziyun IoT", city="Tainan"))
        contact = add_contact(work, NewContact(family="Su", organisation_id=at.id))
        Make(work).lead("Oro davikliai", organisation_id=at.id, contact_id=contact.id)
    assert found(database, "台南") == []

    with database.write() as work:
        named(work, "Tainan", "台南", "臺南")
        named(work, "Taipei", "臺北")

    expected = {("contact", "Su"), ("organisation", "Ziyun IoT"), ("lead", "Oro davikliai")}
    assert expected < set(found(database, "台南"))
    assert set(found(database, "臺北")) == {("organisation", "Naujas Taipei")}
    with database.write() as work:
        named(work, "Tainan", "臺南", was=("台南", "臺南"))
    assert found(database, "台南") == []
    assert expected < set(found(database, "臺南"))


def test_who_left_is_not_found_by_the_old_organisation(database: Database) -> None:
    with database.write() as work:
        old = add_organisation(work, NewOrganisation(name="Senoji"))
        new = add_organisation(work, NewOrganisation(name="Naujoji"))
        contact_id = add_contact(work, NewContact(family="Su", organisation_id=old.id)).id
        new_id = new.id

    with database.write() as work:
        contact = contact_to_change(work.session, contact_id)
        change_contact(work, contact, NewContact(family="Su", organisation_id=new_id))

    assert ("contact", "Su") not in found(database, "Senoji")
    assert ("contact", "Su") in found(database, "Naujoji")


def test_a_topics_synonym_finds_its_leads(database: Database) -> None:
    with database.write() as work:
        topic = topic_named(work, "El. parašo valdymo platformos")
        lead = Make(work).lead("Platforma")
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id))
        topic_id = topic.id

    with database.write() as work:
        work.session.add(TopicSynonym(topic_id=topic_id, word="eIDAS", folded="eidas"))

    assert found(database, "eidas") == [
        ("topic", "El. parašo valdymo platformos"),
        ("lead", "Platforma"),
    ]


def test_a_renamed_topic_is_found_by_its_new_name(database: Database) -> None:
    with database.write() as work:
        topic = topic_named(work, "Duomenys")
        change_topic(work, topic, "Robotika", name_en="Robotics")

    assert found(database, "duomenys") == []
    assert found(database, "robotics") == [("topic", "Robotika")]


def test_a_trip_is_found_by_who_went(database: Database) -> None:
    with database.write() as work:
        trip = Make(work).trip()
        work.session.add(Delegate(trip_id=trip.id, position=1, name="Rytis Račkauskas"))

    assert found(database, "Račkausko") == [("trip", "Taipėjus 2024")]


def test_what_was_said_is_found_and_leads_to_its_lead(database: Database) -> None:
    with database.write() as work:
        lead = Make(work).lead("Švieslentės")
        work.session.add(
            Activity(
                kind=ActivityKind.CALL,
                lead_id=lead.id,
                happened_on=date(2026, 11, 20),
                entered_at=work.now,
                text="Prašo eismo modelio",
            )
        )
        lead_id = lead.id

    with database.read() as work:
        [group] = find(work.session, "eismo modelis")
        assert (group.kind, group.hits[0].about_kind) == (Kind.ACTIVITY, Kind.LEAD)
        assert (group.hits[0].about_id, group.hits[0].beside) == (lead_id, "Švieslentės")


def test_what_was_deleted_is_found_no_more(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        contact_id, lead_id = (
            make.contact("Mei-ling", "Lin").id,
            make.lead("Platforma", due=None).id,
        )

    with database.write() as work:
        work.session.delete(work.session.get_one(Lead, lead_id))
        contact = contact_to_change(work.session, contact_id)
        work.session.delete(contact)

    assert found(database, "Lin") == []
    assert found(database, "Platforma") == []


def test_a_new_lead_costs_one_statement_more(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        owner, contact_id = make.user().id, make.contact().id
        make.stage()

    with gather(database) as said, database.write() as work:
        Make(work).lead("Platforma", owner_id=owner, contact_id=contact_id)

    assert len([line for line in said if "search_entries" in line]) == 1


def test_reindexing_gives_what_the_watcher_kept(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Nanhu", city="Tainan", aliases=("台南",)))
        contact = add_contact(work, NewContact(family="Hung", organisation_id=at.id))
        topic = topic_named(work, "Judumas")
        lead = Make(work).lead("Autobusai", organisation_id=at.id, contact_id=contact.id)
        work.session.add(LeadTopic(lead_id=lead.id, topic_id=topic.id))
    kept = _entries(database)

    with database.write() as work:
        count = reindex(work)

    assert count == len(kept) == 4
    assert _entries(database) == kept
    assert {kind for kind, _ in found(database, "台南")} == {"contact", "organisation", "lead"}


def _entries(database: Database) -> dict[int, tuple[object, ...]]:
    """Return every entry, the words of its neighbours in any order."""
    with database.read() as work:
        rows = work.session.scalars(select(SearchEntry)).all()
        return {
            row.id: (row.title, row.name_words, row.words, sorted(row.context.split()))
            for row in rows
        }


def test_rows_loaded_in_bulk_are_found_after_reindexing(database: Database) -> None:
    with database.write() as work:
        at = Make(work).organisation("Bulk Co", city="Kaunas")
        work.session.execute(
            Contact.__table__.insert(),  # type: ignore[attr-defined]  # a Table
            [_bulk_contact(work, number) for number in range(1, 41)],
        )
        work.session.execute(
            Affiliation.__table__.insert(),  # type: ignore[attr-defined]  # a Table
            [{"contact_id": n, "organisation_id": at.id, "is_primary": True} for n in range(1, 41)],
        )
        reindex(work)

    with database.read() as work:
        [contacts, organisations] = find(work.session, "Kaune", each=50)
        assert (contacts.count, organisations.count) == (40, 1)


def _bulk_contact(work: Work, number: int) -> dict[str, object]:
    return {
        "id": number,
        "family": f"Pavardė{number}",
        "name_order": NameOrder.GIVEN_FIRST,
        "name": f"Pavardė{number}",
        "sort_key": f"{number:05}",
        "folded": f"pavarde{number}",
        "other_languages": [],
        "status": "active",
        "version": 1,
        "created_at": work.now,
    }


def test_the_full_text_part_goes_and_comes_without_the_rows(database: Database) -> None:
    with database.write() as work:
        add_contact(work, NewContact(family="Hung"))

    with database.engine.begin() as connection:
        drop_full_text(connection)
        create_full_text(connection)

    assert found(database, "Hung") == [("contact", "Hung")]


def test_the_full_text_part_can_be_dropped_twice(database: Database) -> None:
    with database.engine.begin() as connection:
        drop_full_text(connection)
        drop_full_text(connection)
        create_full_text(connection)


def test_the_databases_own_check_of_the_index_passes(database: Database) -> None:
    with database.write() as work:
        contact_id = add_contact(work, NewContact(family="Hung", alias="Roger")).id
    with database.write() as work:
        change_contact(work, contact_to_change(work.session, contact_id), NewContact(family="Wu"))

    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(
                text("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')")
            )
        else:
            names = {index["name"] for index in inspect(connection).get_indexes("search_entries")}
            assert {"search_fts_names", "search_fts_words"} <= names


def test_each_kind_has_its_own_room_among_the_entries() -> None:
    numbers = [entry_id(kind, subject_id) for kind in Kind for subject_id in (1, 2**31)]

    assert numbers == sorted(set(numbers))


def test_an_organisation_is_found_by_each_of_its_names(database: Database) -> None:
    with database.write() as work:
        add_organisation(
            work,
            NewOrganisation(
                name="Lanyang SignTrust Co., Ltd.",
                name_lt="„Lanyang SignTrust“",
                native_name="蘭陽簽信股份有限公司",
                aliases=("LST",),
                country="TW",
            ),
        )

    for q in ("lanyang", "signtrust", "簽信", "lst", "Taivane", "taiwan"):
        assert found(database, q) == [("organisation", "„Lanyang SignTrust“")], q
    with database.read() as work:
        assert work.session.scalars(select(Organisation.folded_native)).one() is not None
