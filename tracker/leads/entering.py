"""A lead as it is typed: what the form offers, and what it says as the rules want it."""

from collections.abc import Mapping

from tracker.accounts.offered import owners_offered
from tracker.contacts.models import Organisation
from tracker.contacts.names import read_name
from tracker.contacts.organisations import organisation_named
from tracker.contacts.queries import (
    find_contact_by_name,
    name_of_contact,
    organisation_called,
    organisation_of_contact,
)
from tracker.contacts.service import NewContact, add_contact, turn_of_contact
from tracker.contacts.words import called, country_choices
from tracker.core.db import Work
from tracker.core.forms import choices
from tracker.core.ids import read_id
from tracker.leads import queries
from tracker.leads.forms import EditForm, LeadForm, NewLeadForm
from tracker.leads.models import Lead
from tracker.leads.pipelines import PIPELINES
from tracker.leads.service import NewLead, Particulars
from tracker.topics.queries import topic_options
from tracker.trips.queries import trip_options

FIRST_PIPELINE = PIPELINES[0][0]


def offer(work: Work, form: LeadForm, language: str) -> None:
    """Put into a form what may be chosen."""
    form.today = work.today
    form.trip.choices = choices(trip_options(work.session, form.trip.data), empty="–")
    form.topics.choices = choices(topic_options(work.session, language))
    if isinstance(form, NewLeadForm):
        form.pipeline.choices = choices(queries.pipelines(work.session, language))
        form.pipeline.data = form.pipeline.data or FIRST_PIPELINE
        form.owner.choices = choices(owners_offered(work), empty="–")
    if isinstance(form, EditForm):
        form.country.choices = choices(country_choices(language), empty="–")


def begin(work: Work, form: NewLeadForm, args: Mapping[str, str], me: int) -> None:
    """Fill a new form with what the address says: of whom, of what organisation, of which trip."""
    form.owner.data = me
    form.trip.data = read_id(args.get("trip"))
    topic_id = read_id(args.get("topic"))
    form.topics.data = [topic_id] if topic_id else []
    contact_id = read_id(args.get("contact"))
    organisation_id = read_id(args.get("organisation")) or _place_of(work, contact_id)
    _name(work, form, organisation_id, contact_id)
    form.was_organisation.data, form.was_contact.data = form.organisation.data, form.contact.data


def _name(work: Work, form: LeadForm, organisation_id: int | None, contact_id: int | None) -> None:
    form.organisation_id.data, form.contact_id.data = organisation_id, contact_id
    form.organisation.data = _organisation_called(work, organisation_id)
    form.contact.data = _contact_called(work, contact_id)


def _place_of(work: Work, contact_id: int | None) -> int | None:
    return organisation_of_contact(work.session, contact_id) if contact_id else None


def _organisation_called(work: Work, organisation_id: int | None) -> str | None:
    return organisation_called(work.session, organisation_id) if organisation_id else None


def _contact_called(work: Work, contact_id: int | None) -> str | None:
    """Return what a contact is called: one who is only counted, by which of them it is."""
    row = name_of_contact(work.session, contact_id) if contact_id else None
    return None if row is None else called(*row)


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
        form_key=form.form_key,
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
    form = EditForm(
        title=lead.title,
        trip=lead.trip_id,
        topics=[row.topic_id for row in lead.topics],
        value=lead.value_eur,
        non_monetary=lead.is_non_monetary,
        country=lead.country,
    )
    _name(work, form, lead.organisation_id, lead.contact_id)
    form.remember(lead.version)
    return form


def _people(work: Work, form: EditForm | NewLeadForm) -> tuple[int | None, int | None]:
    """Return the organisation and the contact that were typed, made where nobody knows them.

    What still says the name that the form came with means the same one, not a namesake, whatever
    that one is called by now.
    """
    if form.contact.data:  # the turn of a contact comes before that of an organisation
        work.take_turn(turn_of_contact(form.contact.data))
    at = None
    organisation_id = form.organisation_id.data
    called_now = _organisation_called(work, organisation_id)
    if form.is_changed("organisation") and form.organisation.data != called_now:
        typed = form.organisation.data
        at = organisation_named(work, typed) if typed else None
        organisation_id = at.id if at else None
    contact_id = form.contact_id.data
    called_now = _contact_called(work, contact_id)
    if form.is_changed("contact") and form.contact.data != called_now:
        contact_id = _contact_named(work, form.contact.data, at)
    return organisation_id, contact_id


def _contact_named(work: Work, typed: str | None, at: Organisation | None) -> int | None:
    if not typed:
        return None
    found = find_contact_by_name(work.session, typed)
    if found is not None:
        return found.id
    country = at.country if at else None
    name = read_name(typed, country)
    new = NewContact(
        given=name.given,
        family=name.family,
        name_order=name.order,
        native_name=name.native,
        country=country,
        organisation_id=at.id if at else None,
    )
    return add_contact(work, new).id
