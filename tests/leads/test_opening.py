from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.support.make import Make
from tests.support.statements import gather
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.core.db import Database, Work
from tracker.core.errors import TrackerError
from tracker.leads.models import Lead, LeadState, LeadTopic, Phase, StageChange
from tracker.leads.pipelines import install_pipelines
from tracker.leads.queries import lead_with_topics
from tracker.leads.service import (
    GoneMeanwhileError,
    NewLead,
    NoSuchOwnerError,
    NoSuchStageError,
    Particulars,
    StageAsksError,
    Step,
    edit_lead,
    open_lead,
)

CALL = Step("Paskambinti", date(2026, 11, 25), time(10, 30))


@pytest.fixture
def owner_id(work: Work, make: Make) -> int:
    install_pipelines(work)
    return make.user().id


def test_a_lead_opens_at_the_first_stage_of_its_pipeline_with_owner_and_step(
    work: Work, owner_id: int
) -> None:
    lead = open_lead(work, NewLead("El. parašo platforma", owner_id=owner_id, step=CALL))

    assert (lead.state, lead.phase, lead.version) == (LeadState.OPEN, Phase.NEW, 1)
    assert (lead.next_step, lead.next_step_on, lead.next_step_at) == (
        "Paskambinti",
        date(2026, 11, 25),
        time(10, 30),
    )
    assert lead.step_missing_since is None


def test_opening_writes_the_first_row_of_history_and_the_journal(work: Work, owner_id: int) -> None:
    lead = open_lead(work, NewLead("El. parašas", owner_id=owner_id, step=CALL))

    work.session.flush()
    change = work.session.scalars(select(StageChange)).one()
    entry = work.session.scalars(select(Entry)).one()
    assert (change.lead_id, change.from_stage_id, change.to_stage_id, change.at) == (
        lead.id,
        None,
        lead.stage_id,
        work.now,
    )
    assert (entry.what, entry.subject) == ("lead.opened", f"lead:{lead.id}")
    assert entry.detail["after"]["title"] == "El. parašas"


@pytest.mark.parametrize("missing", ["owner", "step", "both"])
def test_an_open_lead_without_owner_and_next_step_is_refused_in_words(
    work: Work, owner_id: int, missing: str
) -> None:
    new = NewLead(
        "El. parašas",
        owner_id=None if missing in {"owner", "both"} else owner_id,
        step=None if missing in {"step", "both"} else CALL,
    )

    with pytest.raises(TrackerError, match=r"owner"):
        open_lead(work, new)


def test_a_lead_from_a_report_may_lack_both_and_says_so(work: Work, owner_id: int) -> None:
    assert owner_id
    lead = open_lead(work, NewLead("Duomenų analizė", from_report=True))

    assert lead.step_missing_since == work.now
    assert lead.owner_id is None


def test_a_lead_from_a_report_with_owner_and_step_misses_nothing(work: Work, owner_id: int) -> None:
    lead = open_lead(work, NewLead("Duomenys", owner_id=owner_id, step=CALL, from_report=True))

    assert lead.step_missing_since is None


def test_a_lead_may_open_asleep_instead(work: Work, owner_id: int) -> None:
    assert owner_id
    lead = open_lead(work, NewLead("LEZ sklypas", dormant_until=date(2027, 2, 22)))

    assert (lead.state, lead.dormant_until) == (LeadState.OPEN, date(2027, 2, 22))
    assert lead.step_missing_since is None


def test_its_topics_keep_their_order_and_stand_once(work: Work, make: Make, owner_id: int) -> None:
    first, second = make.topic("El. parašas"), make.topic("Duomenų analizė")
    ids = (second.id, first.id, second.id)

    lead = open_lead(work, NewLead("Platforma", owner_id=owner_id, step=CALL, topic_ids=ids))

    rows = work.session.scalars(
        select(LeadTopic).where(LeadTopic.lead_id == lead.id).order_by(LeadTopic.position)
    )
    assert [row.topic_id for row in rows] == [second.id, first.id]


def test_its_country_is_the_organisations_before_the_contacts_before_the_trips(
    work: Work, make: Make, owner_id: int
) -> None:
    organisation = make.organisation(country="JP")
    contact = make.contact(country="KR")
    trip = make.trip(country="TW")

    def country(**about: int | str) -> str | None:
        new = NewLead("Robotika", owner_id=owner_id, step=CALL, **about)  # type: ignore[arg-type]  # ids and a code
        return open_lead(work, new).country

    assert country(organisation_id=organisation.id, contact_id=contact.id) == "JP"
    assert country(contact_id=contact.id, trip_id=trip.id) == "KR"
    assert country(trip_id=trip.id) == "TW"
    assert country(trip_id=trip.id, country="EE") == "EE"
    assert country() is None


def test_a_late_stage_is_refused_until_it_has_what_it_asks(work: Work, owner_id: int) -> None:
    new = NewLead("Robotika", stage_key="pilot", owner_id=owner_id, step=CALL)

    with pytest.raises(StageAsksError) as refused:
        open_lead(work, new)

    assert refused.value.needs == ("value",)


def test_a_lead_may_open_already_agreed(work: Work, owner_id: int) -> None:
    lead = open_lead(
        work,
        NewLead("Robotika", stage_key="running", owner_id=owner_id, value_eur=Decimal("160000.50")),
    )

    assert (lead.state, lead.phase, lead.agreed_at) == (LeadState.WON, Phase.AGREED, work.now)
    work.session.expire_all()
    assert work.session.get_one(Lead, lead.id).value_eur == Decimal("160000.50")


def test_non_monetary_wins_over_an_amount(work: Work, owner_id: int) -> None:
    lead = open_lead(
        work,
        NewLead("Mainai", owner_id=owner_id, step=CALL, value_eur=Decimal(5), is_non_monetary=True),
    )

    assert (lead.value_eur, lead.is_non_monetary) == (None, True)


def test_only_who_may_own_leads_becomes_an_owner(work: Work, make: Make, owner_id: int) -> None:
    assert owner_id
    auditor = make.user(role=Role.AUDITOR).id
    gone = make.user(active_until=work.today - timedelta(days=1)).id
    switched_off = make.user(disabled_at=work.now).id

    for nobody in (auditor, gone, switched_off, 999_999):
        with pytest.raises(NoSuchOwnerError):
            open_lead(work, NewLead("Robotika", owner_id=nobody, step=CALL))


@pytest.mark.parametrize("about", ["organisation_id", "contact_id", "trip_id"])
def test_what_is_not_there_is_refused_in_words(work: Work, owner_id: int, about: str) -> None:
    new = NewLead("Robotika", owner_id=owner_id, step=CALL, **{about: 999})  # type: ignore[arg-type]  # an id

    with pytest.raises(TrackerError, match="not there any more"):
        open_lead(work, new)


def test_a_topic_that_is_gone_by_the_time_of_writing_is_refused_in_words(
    database: Database,
) -> None:
    with database.write() as work:
        install_pipelines(work)
        make = Make(work)
        owner_id, lead_id = make.user().id, make.lead().id
    new = NewLead("Robotika", owner_id=owner_id, step=CALL, topic_ids=(999,))
    said = Particulars(
        "Robotika", None, None, None, None, None, is_non_monetary=True, topic_ids=(999,)
    )

    with pytest.raises(GoneMeanwhileError), database.write() as work:
        open_lead(work, new)
    with pytest.raises(GoneMeanwhileError), database.write() as work:
        edit_lead(work, lead_with_topics(work.session, lead_id, to_change=True), said)


def test_a_stage_of_no_pipeline_is_refused(work: Work, owner_id: int) -> None:
    with pytest.raises(NoSuchStageError):
        open_lead(work, NewLead("A", stage_key="scoping", owner_id=owner_id, step=CALL))


@pytest.mark.parametrize("title", ["", "  \u200b "])
def test_a_lead_without_a_title_is_refused(work: Work, owner_id: int, title: str) -> None:
    with pytest.raises(TrackerError, match="title"):
        open_lead(work, NewLead(title, owner_id=owner_id, step=CALL))


def test_its_title_is_kept_clean(work: Work, owner_id: int) -> None:
    lead = open_lead(work, NewLead("  Žalieji\u200b  maršrutai ", owner_id=owner_id, step=CALL))

    assert lead.title == "Žalieji maršrutai"


def test_opening_says_five_statements(
    database: Database, work: Work, make: Make, owner_id: int
) -> None:
    topic = make.topic()
    work.session.flush()

    with gather(database) as said:
        open_lead(work, NewLead("A", owner_id=owner_id, step=CALL, topic_ids=(topic.id,)))
        work.session.flush()

    assert len(said) == 5, said
