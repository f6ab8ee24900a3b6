"""Reports that are confirmed at the same moment: what both name is made once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlalchemy import select

from tracker.contacts.models import Contact, Organisation
from tracker.core.db import Database
from tracker.leads.models import Lead
from tracker.leads.pipelines import install_pipelines
from tracker.review.decisions import NEW, Decisions
from tracker.review.plan import LeadPlan, PersonPlan, PlacesPlan, Plan
from tracker.review.service import make_records, put_in
from tracker.topics.models import Topic
from tracker.trips.intake.draft import Draft
from tracker.trips.models import Direction, Meeting, SourceDocument, Trip
from tracker.trips.service import TripFacts

DAY = date(2026, 10, 5)
COMPANIES = ("Jade Metrics", "Formosa Data", "Tamsui Robotics")
PEOPLE = ("Lin Mei-ling", "Chen Wei", "Wu Jia-hao")
TOPICS = ("Duomenys", "Sauga", "Judumas")
NOTHING_DECIDED = Decisions((), Direction.OUTGOING, NEW)


def _plan(number: int) -> Plan:
    """Return the plan of a report: each names the same, every other one from the end."""
    turn = -1 if number % 2 else 1
    met, *named = (PersonPlan(name, None, Meeting.MET, "Jade Metrics") for name in PEOPLE[::turn])
    return Plan(
        facts=TripFacts(city=f"Taipėjus {number}", country="TW", start_on=DAY, end_on=DAY),
        inviters=COMPANIES[::turn][:1],
        organisations=COMPANIES[::turn],
        people=(met,),
        places=(PlacesPlan("verslo atstovai", tuple(named), 0),),
        leads=tuple(LeadPlan(topic, topic, None, None) for topic in TOPICS[::turn]),
    )


def test_what_reports_name_is_made_once_however_many_are_confirmed_at_once(
    database: Database,
) -> None:
    with database.write() as work:
        install_pipelines(work)
        for number in range(4):
            put_in(work, f"Ataskaita {number}", Draft(), file_name=None, media_type="text/plain")
    together = Barrier(4)

    def confirm(number: int) -> None:
        together.wait()
        with database.write() as work:
            document = work.session.get_one(SourceDocument, number + 1, with_for_update=True)
            make_records(work, document, NOTHING_DECIDED, _plan(number), over={})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(confirm, range(4)))

    with database.read() as work:
        assert sorted(work.session.scalars(select(Organisation.name))) == sorted(COMPANIES)
        assert sorted(work.session.scalars(select(Contact.name))) == sorted(PEOPLE)
        assert sorted(work.session.scalars(select(Topic.name_lt))) == sorted(TOPICS)
        assert len(work.session.scalars(select(Trip.id)).all()) == 4
        assert len(work.session.scalars(select(Lead.id)).all()) == 12
