"""Likely pairs follow what is known of contacts."""

from contextlib import ExitStack
from itertools import islice, product

from sqlalchemy import select, update

from tests.support.make import Make
from tests.support.side_by_side import SIDE_BY_SIDE, beside
from tests.support.statements import gather
from tracker.contacts.models import Contact, Organisation
from tracker.contacts.queries import contact_to_change
from tracker.contacts.service import NewContact, add_contact, change_contact
from tracker.core.db import Database, Work
from tracker.duplicates import queries
from tracker.duplicates.following import compare_all, keep_pairs
from tracker.duplicates.models import DuplicateKey, LikelyPair
from tracker.trips.models import TripContact


def pairs(database: Database) -> list[tuple[int, int]]:
    """Return the pairs that are kept."""
    with database.read() as work:
        found = work.session.scalars(select(LikelyPair).order_by(LikelyPair.low_id))
        return [(pair.low_id, pair.high_id) for pair in found]


def lin(work: Work, **given: object) -> int:
    """Add Lin Mei-ling."""
    return add_contact(work, NewContact(**{"given": "Mei-ling", "family": "Lin", **given})).id  # type: ignore[arg-type]


def test_whoever_is_added_twice_is_a_pair(database: Database) -> None:
    with database.write() as work:
        first, second = lin(work), lin(work, given="Meiling")
    with database.write() as work:
        third = lin(work, native_name="林美玲")

    assert pairs(database) == [(first, second), (first, third), (second, third)]


def test_a_pair_ends_once_one_of_them_is_called_otherwise(database: Database) -> None:
    with database.write() as work:
        lin(work)
        second = lin(work)
    with database.write() as work:
        contact = contact_to_change(work.session, second)
        change_contact(work, contact, NewContact(given="Ya-ting", family="Chen"))

    assert pairs(database) == []


def test_the_people_of_an_organisation_that_is_renamed_are_compared_anew(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        place, other = make.organisation("Jade Metrics"), make.organisation("Formosa Sign")
        first = lin(work, organisation_id=place.id)
        second = lin(work, given="Mei-ling", family="Chao", organisation_id=other.id)
    assert pairs(database) == []

    with database.write() as work:
        known = work.session.get_one(Organisation, place.id)
        known.name, known.version = "Formosa Sign Co., Ltd.", known.version + 1

    with database.read() as work:
        keys = work.session.scalars(
            select(DuplicateKey.contact_id).where(DuplicateKey.key == "oformosa sign/meiling")
        ).all()
    assert sorted(keys) == [first, second]


def test_an_address_that_is_added_makes_a_pair(database: Database) -> None:
    with database.write() as work:
        first = lin(work, emails=("mei@x.example",))
        second = lin(work, given="M.", family="Linova")
    assert pairs(database) == []

    with database.write() as work:
        contact = contact_to_change(work.session, second)
        said = NewContact(given="M.", family="Linova", emails=("MEI@x.example",))
        change_contact(work, contact, said)

    assert pairs(database) == [(first, second)]


def test_whoever_is_not_named_is_compared_with_nobody(database: Database) -> None:
    with database.write() as work:
        for number in (1, 2):
            work.session.add(
                Contact(
                    name="",
                    sort_key="",
                    folded="",
                    placeholder_label="įmonės atstovas",
                    placeholder_number=number,
                    placeholder_count=2,
                    created_at=work.now,
                )
            )

    with database.read() as work:
        assert work.session.scalars(select(DuplicateKey.key)).all() == []


def test_many_at_once_take_as_many_statements_as_few(database: Database) -> None:
    def said_for(count: int) -> int:
        with database.write() as work:
            for one, other in islice(product("abcdefg", "hijklmn"), count):
                Make(work).contact(f"{one}{other}" * 4, f"{other}{one}" * 5)
        with database.write() as work:
            everybody = work.session.scalars(select(Contact)).all()
            with gather(database) as said:
                keep_pairs(work, everybody)
        return len(said)

    assert said_for(3) == said_for(30)


def test_what_stays_as_it_is_is_not_written(database: Database) -> None:
    with database.write() as work:
        lin(work)
        lin(work)
    with database.write() as work:
        everybody = work.session.scalars(select(Contact)).all()
        with gather(database) as said:
            keep_pairs(work, everybody)

    assert [line for line in said if not line.startswith("SELECT")] == []


@SIDE_BY_SIDE
def test_two_who_touch_one_contact_at_once_do_not_meet_over_what_both_write(
    database: Database,
) -> None:
    with database.write() as work:
        make = Make(work)
        trips = [make.trip().id, make.trip().id]
        place = make.organisation("Formosa Sign").id
        contact = lin(work, organisation_id=place)
    with database.write() as work:  # and nobody has looked at the contact since
        work.session.execute(update(Organisation).values(name="Jade Metrics"))

    def meet(work: Work, trip_id: int) -> TripContact:
        met = TripContact(trip_id=trip_id, contact_id=contact)
        work.session.add(met)
        work.session.flush()
        return met

    def meet_again() -> None:
        with database.write() as work:
            meet(work, trips[1])

    together = ExitStack()
    with database.write() as work:
        keep_pairs(work, [meet(work, trips[0])])
        done = together.enter_context(beside(meet_again))
        assert done == [], "it waits for what is being written"
    together.close()

    assert done == [None]
    with database.read() as work:
        keys = work.session.scalars(select(DuplicateKey.key)).all()
    assert "ojade metrics/meiling" in keys
    assert not any("formosa" in key for key in keys)


def test_all_may_be_compared_anew(database: Database) -> None:
    with database.write() as work:
        first, second = lin(work), lin(work)
    with database.write() as work:
        for row in work.session.scalars(select(LikelyPair)):
            work.session.delete(row)
    assert pairs(database) == []

    assert compare_all(database) == 1

    assert pairs(database) == [(first, second)]


def test_the_likeliest_come_first_and_the_list_goes_on_after_any(database: Database) -> None:
    with database.write() as work:
        numbers = [lin(work), lin(work), lin(work, emails=("m@x.example",))]
        numbers.append(lin(work, emails=("m@x.example",)))

    with database.read() as work:
        whole = queries.pairs(work.session, limit=10)
        first = whole[0]
        after = queries.After(first.weight, first.low_id, first.high_id)
        rest = queries.pairs(work.session, after=after, limit=10)

    assert (first.low_id, first.high_id) == (numbers[2], numbers[3])
    assert [(pair.low_id, pair.high_id) for pair in [first, *rest]] == [
        (pair.low_id, pair.high_id) for pair in whole
    ]
    assert len(whole) == 6
