"""A lead as it is typed: what the form offers, and what it says as the rules want it."""

from collections.abc import Mapping

from sqlalchemy import select

from tracker.accounts.queries import possible_owners
from tracker.contacts.models import Contact, Organisation
from tracker.contacts.names import read_name
from tracker.contacts.queries import find_contact_by_name
from tracker.contacts.service import NewContact, add_contact, organisation_named
from tracker.contacts.words import country_choices
from tracker.core.db import Work
from tracker.core.forms import choices
from tracker.core.ids import read_id
from tracker.leads import queries
from tracker.leads.forms import EditForm, LeadForm, NewLeadForm, form_key
from tracker.leads.models import Lead
from tracker.leads.pipelines import PIPELINES
from tracker.leads.service import NewLead, Particulars
from tracker.topics.queries import topic_options
from tracker.trips.models import Trip

TRIPS = 50
FIRST_PIPELINE = PIPELINES[0][0]


def offer(work: Work, form: LeadForm, language: str) -> None:
    """Put into a form what may be chosen."""
    form.today = work.today
    form.trip.choices = choices(_trips(work, form.trip.data), empty="–")
    form.topics.choices = choices(topic_options(work.session, language))
    if isinstance(form, NewLeadForm):
        form.pipeline.choices = choices(queries.pipelines(work.session, language))
        form.pipeline.data = form.pipeline.data or FIRST_PIPELINE
        form.owner.choices = choices(possible_owners(work.session, today=work.today), empty="–")
    if isinstance(form, EditForm):
        form.country.choices = choices(country_choices(language), empty="–")


def _trips(work: Work, chosen: int | None) -> list[tuple[int, str]]:
    latest = select(Trip.id).order_by(Trip.start_on.desc(), Trip.id.desc()).limit(TRIPS)
    rows = work.session.execute(
        select(Trip.id, Trip.city, Trip.start_on)
        .where(Trip.id.in_(latest.subquery().select()) | (Trip.id == chosen))
        .order_by(Trip.start_on.desc(), Trip.id.desc())
    )
    return [(number, f"{city} {start.year}") for number, city, start in rows]


def begin(work: Work, form: NewLeadForm, args: Mapping[str, str], me: int) -> None:
    """Fill a new form with what the address says: of whom, of what organisation, of which trip."""
    form.owner.data = me
    form.trip.data = read_id(args.get("trip"))
    contact_id, organisation_id = (
        read_id(args.get("contact")),
        read_id(args.get("organisation")),
    )
    if contact_id is not None:
        form.contact.data = work.session.scalar(
            select(Contact.name).where(Contact.id == contact_id)
        )
    if organisation_id is not None:
        form.organisation.data = work.session.scalar(
            select(Organisation.name).where(Organisation.id == organisation_id)
        )


def new_lead(work: Work, form: NewLeadForm) -> NewLead:
    """Return the lead a form tells of; its organisation and contact are found, or added."""
    organisation_id, contact_id = _people(work, form)
    return NewLead(
        str(form.title.data),
        pipeline_key=form.pipeline.data or FIRST_PIPELINE,
        organisation_id=organisation_id,
        contact_id=contact_id,
        trip_id=form.trip.data,
        owner_id=form.owner.data,
        step=form.planned(),
        dormant_until=form.dormant_until.data,
        value_eur=form.value.data,
        is_non_monetary=bool(form.non_monetary.data),
        topic_ids=tuple(form.topics.data or ()),
        form_key=form_key(form.key.data),
    )


def particulars(work: Work, form: EditForm) -> Particulars:
    """Return what a form says of a lead that is there."""
    organisation_id, contact_id = _people(work, form)
    return Particulars(
        title=str(form.title.data),
        organisation_id=organisation_id,
        contact_id=contact_id,
        trip_id=form.trip.data,
        country=form.country.data or None,
        value_eur=form.value.data,
        is_non_monetary=bool(form.non_monetary.data),
        topic_ids=tuple(form.topics.data or ()),
    )


def form_of(work: Work, lead: Lead) -> EditForm:
    """Return the form of a lead as it stands; its topics must have been loaded."""
    names = work.session.execute(
        select(
            select(Organisation.name)
            .where(Organisation.id == lead.organisation_id)
            .scalar_subquery(),
            select(Contact.name).where(Contact.id == lead.contact_id).scalar_subquery(),
        )
    ).one()
    return EditForm(
        title=lead.title,
        organisation=names[0],
        contact=names[1],
        trip=lead.trip_id,
        topics=[row.topic_id for row in lead.topics],
        value=lead.value_eur,
        non_monetary=lead.is_non_monetary,
        country=lead.country or "",
        version=lead.version,
    )


def _people(work: Work, form: LeadForm) -> tuple[int | None, int | None]:
    """Return the organisation and the contact that were typed, made where nobody knows them."""
    organisation = None
    if form.organisation.data:
        organisation = organisation_named(work, form.organisation.data)
    if not form.contact.data:
        return (organisation.id if organisation else None), None
    contact = find_contact_by_name(work.session, form.contact.data)
    if contact is None:
        country = organisation.country if organisation else None
        name = read_name(form.contact.data, country)
        contact = add_contact(
            work,
            NewContact(
                given=name.given,
                family=name.family,
                name_order=name.order,
                native_name=name.native,
                country=country,
                organisation_id=organisation.id if organisation else None,
            ),
        )
    return (organisation.id if organisation else None), contact.id
