"""What is found first, and how much: the acceptance tests of story 10."""

from pathlib import Path

import pytest

from tests.support.make import Make
from tests.support.statements import gather
from tracker.contacts.organisations import NewOrganisation, add_organisation
from tracker.contacts.service import NewContact, add_contact
from tracker.core.db import Database
from tracker.demo.load import load_world
from tracker.search.models import Kind
from tracker.search.queries import COUNTED_TO, Group, find, ids_found

TAINAN = {
    "Lin Chih-wei",
    "Cheng Wen-lung",
    "Lai Pei-shan",
    "Hsieh Tzu-yang",
    "Su Ming-che",
    "Pan Jia-rong",
    "Hung Kuo-chiang",
    "Ou-yang Li-hua",
    "Tai Cheng-en",
    "Peng Hui-chen",
}
TAINAN_LEADS = {"l09", "l10", "l12", "l13", "l14", "l15", "l16"}


@pytest.fixture
def world(database: Database) -> dict[str, int]:
    """The demo world; its ids by their names in the file."""
    with database.write() as work:
        return dict(load_world(work).ids)


def groups(database: Database, q: str, *, each: int = 50) -> dict[Kind, Group]:
    with database.read() as work:
        return {group.kind: group for group in find(work.session, q, each=each)}


def first(database: Database, q: str) -> tuple[Kind, str]:
    with database.read() as work:
        hit = find(work.session, q)[0].hits[0]
        return hit.kind, hit.title


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "q", ["洪國強", "Hung", "hung kuo chiang", "Roger", "Kuo-chiang Hung", "kuochiang", "hung ku"]
)
def test_a_contact_is_found_first_by_any_of_its_names(database: Database, q: str) -> None:
    assert first(database, q) == (Kind.CONTACT, "Hung Kuo-chiang")


@pytest.mark.parametrize("q", ["Tainan", "Tainano", "tainanas", "TAINANE"])
def test_whom_do_we_know_in_tainan(database: Database, world: dict[str, int], q: str) -> None:
    found = groups(database, q)

    names = {hit.title for hit in found[Kind.CONTACT].hits}
    # The demo world holds one of the ten twice on purpose, to be found as a duplicate.
    assert names - {"Lai Peggy Pei-Shan"} == TAINAN
    assert found[Kind.ORGANISATION].count == 3
    leads = {hit.subject_id for hit in found[Kind.LEAD].hits}
    assert leads == {world[name] for name in TAINAN_LEADS}


def test_a_whole_name_comes_before_its_beginning_and_that_before_the_rest(
    database: Database,
) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Lin Trading"))
        add_contact(work, NewContact(family="Zzz", organisation_id=at.id))
        add_contact(work, NewContact(family="Lindqvist"))
        add_contact(work, NewContact(family="Lin"))

    contacts = groups(database, "lin")[Kind.CONTACT]
    assert [(hit.title, hit.rank) for hit in contacts.hits] == [
        ("Lin", 0),
        ("Lindqvist", 1),
        ("Zzz", 2),
    ]


def test_the_kind_with_the_best_hit_stands_first(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Jade Metrics"))
        add_contact(work, NewContact(family="Chen", organisation_id=at.id))

    with database.read() as work:
        kinds = [group.kind for group in find(work.session, "jade")]
    assert kinds == [Kind.ORGANISATION, Kind.CONTACT]


def test_leads_that_ended_stand_after_those_that_live(database: Database) -> None:
    with database.write() as work:
        make = Make(work)
        make.lead(
            "Ataskaita A", stage="lost", due=None, closed_at=work.now, close_reason="Nebeaktualu"
        )
        make.lead("Ataskaita B")

    titles = [hit.title for hit in groups(database, "ataskaitos")[Kind.LEAD].hits]
    assert titles == ["Ataskaita B", "Ataskaita A"]


def test_what_is_found_of_a_kind_is_counted_only_so_far(database: Database) -> None:
    with database.write() as work:
        for number in range(COUNTED_TO + 5):
            add_contact(work, NewContact(family=f"Lin{number}"))

    contacts = groups(database, "lin", each=10)[Kind.CONTACT]
    assert (len(contacts.hits), contacts.count > COUNTED_TO) == (10, True)


def test_the_order_is_the_same_each_time(database: Database) -> None:
    with database.write() as work:
        for family in ("Žukas", "Čepas", "Cibas", "Sabas"):
            add_contact(work, NewContact(given="Rytis", family=family))

    titles = [hit.title for hit in groups(database, "Rytis")[Kind.CONTACT].hits]
    assert titles == ["Rytis Cibas", "Rytis Čepas", "Rytis Sabas", "Rytis Žukas"]


def test_a_kind_may_be_asked_alone(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Jade Metrics"))
        add_contact(work, NewContact(family="Chen", organisation_id=at.id))

    with database.read() as work:
        [group] = find(work.session, "jade", kinds=(Kind.CONTACT,))
    assert group.kind is Kind.CONTACT


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_may_be_asked_alone_and_empty(database: Database, kind: Kind) -> None:
    with database.read() as work:
        assert find(work.session, "jade", kinds=(kind,)) == []


def test_everything_is_asked_in_one_statement(database: Database) -> None:
    with gather(database) as said, database.read() as work:
        find(work.session, "lin")

    assert len(said) == 1


@pytest.mark.parametrize(
    "nothing", ["", "  ", "…", "*", '"', "'; DROP TABLE contacts; --", "NEAR("]
)
def test_no_typing_can_break_the_question(database: Database, nothing: str) -> None:
    assert groups(database, nothing) == {}


def test_a_list_may_be_narrowed_to_what_was_found(database: Database) -> None:
    with database.write() as work:
        at = add_organisation(work, NewOrganisation(name="Nanhu", city="Tainan"))
        here = add_contact(work, NewContact(family="Hung", organisation_id=at.id)).id
        add_contact(work, NewContact(family="Wang"))

    with database.read() as work:
        asked = ids_found(work.session, Kind.CONTACT, "Tainano")
        assert asked is not None
        assert work.session.scalars(asked).all() == [here]
        assert ids_found(work.session, Kind.CONTACT, "…") is None


def test_a_report_of_many_pages_is_found_by_a_word_of_it(
    database: Database, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Aptartos išmaniosios gatvės. " * 500, encoding="utf-8")
    with database.write() as work:
        Make(work).trip(conclusions=report.read_text(encoding="utf-8"))

    assert groups(database, "gatvių")[Kind.TRIP].count == 1
