"""Pages on which contacts are entered, changed and named."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.contacts import queries, service
from tracker.contacts.forms import OFTEN, CaptureForm, ContactForm, NameForm
from tracker.contacts.keeping import NotKeptError, keep_in_touch
from tracker.contacts.met import TripsMet
from tracker.contacts.models import Contact, Organisation, SourceKind
from tracker.contacts.names import read_name
from tracker.contacts.organisations import organisation_named
from tracker.contacts.salutations import Person, suggest, suggest_lithuanian
from tracker.contacts.same import Entered, Same, SameAs
from tracker.contacts.words import called, zones_of
from tracker.core.db import Work
from tracker.core.forms import MAX_LINE, choices
from tracker.core.ids import read_id
from tracker.core.once import made_by
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import ClashError
from tracker.core.web import (
    needs,
    page,
    part_of_app,
    reading,
    say_refusal,
    see,
    tell,
    writing,
)

bp = Blueprint("contacts", __name__)
DATALIST = 200
"""So many organisations are offered while typing; any other is found by its whole name."""


@bp.get("/contacts/new")
@needs(Permission.EDIT_CONTACTS)
def new() -> ResponseReturnValue:
    """Ask for a new contact; only a name is needed."""
    trip_id = read_id(request.args.get("trip"))
    source = SourceKind.TRIP if trip_id else SourceKind.CARD
    organisation = request.args.get("organisation", "")[:MAX_LINE]
    said = {"organisation": organisation, "trip": trip_id, "source": source.value}
    return _ask_for_contact(CaptureForm(data=said))


@bp.post("/contacts/new")
@needs(Permission.EDIT_CONTACTS)
def add() -> ResponseReturnValue:
    """Add a contact; one that seems to be here already only when the person says so.

    The same form sent twice adds one.
    """
    form = CaptureForm(request.form)
    form.offer(language())
    if not form.validate():
        return _ask_for_contact(form), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as work:
        added = made_by(work, Contact, form.form_key)
        same = () if added or "anyway" in request.form else _same(work, form)
        if added is None and not same:
            added = service.add_contact(work, form.contact(_organisation_named(work, form)))
            _meet(work, form, added)
    if added is None:
        return _ask_for_contact(form, same), HTTPStatus.CONFLICT
    tell(_("Added: %(name)s", name=added.name))
    return see("contacts.show", contact_id=added.id)


def _meet(work: Work, form: CaptureForm | ContactForm, contact: Contact) -> None:
    if form.trip.data:
        trips: TripsMet = part_of_app("trips_met")
        trips.meet(work, form.trip.data, contact.id)


def _offer_trips(work: Work, form: CaptureForm | ContactForm) -> None:
    trips: TripsMet = part_of_app("trips_met")
    form.trip.choices = choices(trips.offered(work.session, form.trip.data), empty="–")


def _same(work: Work, form: CaptureForm) -> Sequence[Same]:
    """Return who may be the same; nobody else adds one of that name meanwhile."""
    work.take_turn(service.turn_of_contact(form.name.data or ""))
    same_as: SameAs = part_of_app("same_as")
    return same_as(work, Entered(form.contact(None), form.organisation.data, form.trip.data))


def _organisation_named(work: Work, form: CaptureForm | ContactForm) -> Organisation | None:
    name = form.organisation.data
    return organisation_named(work, name, country=form.country.data or None) if name else None


def _ask_for_contact(form: CaptureForm, same: Sequence[Same] = ()) -> str:
    form.offer(language())
    with reading() as work:
        _offer_trips(work, form)
        return page(
            "contacts/new.html",
            active="contacts",
            form=form,
            same=same,
            organisations=queries.organisations_for_datalist(work.session, limit=DATALIST),
        )


@bp.get("/contacts/<int:contact_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def edit(contact_id: int) -> ResponseReturnValue:
    """Show a contact in a form."""
    return _contact_in_form(contact_id)


@bp.post("/contacts/<int:contact_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def change(contact_id: int) -> ResponseReturnValue:
    """Change a contact; where somebody else has changed the same meanwhile, both are shown."""
    form = ContactForm(request.form)
    form.offer(language())
    if not form.validate():
        return _contact_in_form(contact_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            contact = queries.contact_to_change(work.session, contact_id)
            saved = ContactForm.of(contact)
            form.settle(saved)
            at = _organisation_meant(work, contact, form, saved)
            service.change_contact(work, contact, form.contact(at), by_mistake=form.by_mistake.data)
            keeper_id = form.keeper.data or work.actor_id
            keep_in_touch(work, contact, form.keep_days.data, keeper_id, seen=None)
            _meet(work, form, contact)
    except ClashError:
        return _contact_in_form(contact_id, form, clash=True), HTTPStatus.CONFLICT
    except NotKeptError as error:
        form.form_errors = [say_refusal(error)]
        return _contact_in_form(contact_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Saved."))
    return see("contacts.show", contact_id=contact_id)


def _organisation_meant(
    work: Work, contact: Contact, form: ContactForm, saved: ContactForm
) -> Organisation | None:
    """Return the contact's own organisation, not a namesake, until another name is typed."""
    if form.is_changed("organisation") and form.organisation.data != saved.organisation.data:
        return _organisation_named(work, form)
    at = service.place_of(contact)
    return at.organisation if at else None


def _contact_in_form(
    contact_id: int, form: ContactForm | None = None, *, clash: bool = False
) -> str:
    """Show a contact as it is saved, or as it was typed; after a clash beside what is saved."""
    with reading() as work:
        contact = queries.contact_whole(work.session, contact_id)
        saved = ContactForm.of(contact)
        saved.offer(language())
        _offer_trips(work, form or saved)
        kept_by = saved.keeper.data
        owners = owners_offered(work, chosen=kept_by)
        for each in (form, saved):
            if each is not None:
                each.keeper.choices = choices(owners, empty="–")
        person = Person.of(contact)
        return page(
            "contacts/edit.html",
            active="contacts",
            theirs=form.again_over(saved) if form and clash else (),
            form=form or saved,
            contact=contact,
            name=called(contact.name, contact.placeholder_number, contact.placeholder_count),
            suggested=suggest(person),
            suggested_lt=suggest_lithuanian(person),
            zones=zones_of(contact.country),
            often=OFTEN,
            organisations=queries.organisations_for_datalist(work.session, limit=DATALIST),
        )


@bp.post("/contacts/<int:contact_id>/name")
@needs(Permission.EDIT_CONTACTS)
def give_name(contact_id: int) -> ResponseReturnValue:
    """Name somebody who was only counted; they keep their leads and their past."""
    form = NameForm.checked()
    with writing() as work:
        contact = queries.contact_to_change(work.session, contact_id)
        parts = read_name(form.name.data or "", contact.country)
        service.name_contact(work, contact, parts, title=form.title.data)
        called = contact.name
    tell(_("Named: %(name)s", name=called))
    return see("contacts.show", contact_id=contact_id)


@bp.post("/contacts/<int:contact_id>/told")
@needs(Permission.EDIT_CONTACTS)
def told(contact_id: int) -> ResponseReturnValue:
    """Write down that somebody was told that we keep their data; it can be taken back."""
    with writing() as work:
        service.note_told(work, queries.contact_to_change(work.session, contact_id))
    tell(_("Noted: told today."), undo=url_for("contacts.not_told", contact_id=contact_id))
    return see("contacts.show", contact_id=contact_id)


@bp.post("/contacts/<int:contact_id>/told/undo")
@needs(Permission.EDIT_CONTACTS)
def not_told(contact_id: int) -> ResponseReturnValue:
    """Take it back."""
    with writing() as work:
        service.take_told_back(work, queries.contact_to_change(work.session, contact_id))
    tell(_("Undone."))
    return see("contacts.show", contact_id=contact_id)
