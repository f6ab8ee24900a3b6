"""Pages on which contacts are entered, changed and named."""

from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.accounts.permissions import Permission
from tracker.contacts import queries, service
from tracker.contacts.forms import CaptureForm, ContactForm, NameForm, differences
from tracker.contacts.models import Contact, Organisation
from tracker.contacts.names import read_name
from tracker.contacts.salutations import Person, suggest, suggest_lithuanian
from tracker.contacts.words import called, zones_of
from tracker.core.db import Work
from tracker.core.forms import MAX_LINE
from tracker.core.web import language, needs, page, reading, see, tell, writing

bp = Blueprint("contacts", __name__)
DATALIST = 200
"""So many organisations are offered while typing; any other is found by its whole name."""


@bp.get("/contacts/new")
@needs(Permission.EDIT_CONTACTS)
def new() -> ResponseReturnValue:
    """Ask for a new contact; only a name is needed."""
    form = CaptureForm(data={"organisation": request.args.get("organisation", "")[:MAX_LINE]})
    return _ask_for_contact(form)


@bp.post("/contacts/new")
@needs(Permission.EDIT_CONTACTS)
def add() -> ResponseReturnValue:
    """Add a contact; one that seems to be here already only when the person says so."""
    form = CaptureForm(request.form)
    form.offer(language())
    if not form.validate():
        return _ask_for_contact(form), HTTPStatus.UNPROCESSABLE_ENTITY
    if "anyway" not in request.form:
        with reading() as work:
            name = form.name.data or ""
            same = queries.possible_duplicates(work.session, name=name, emails=form.emails)
        if same:
            return _ask_for_contact(form, same), HTTPStatus.CONFLICT
    with writing() as work:
        at = _organisation_named(work, form)
        contact = service.add_contact(
            work,
            form.contact(organisation_id=at.id if at else None, country=at.country if at else None),
        )
        number, called = contact.id, contact.name
    tell(_("Added: %(name)s", name=called))
    return see("contacts.show", contact_id=number)


def _organisation_named(work: Work, form: CaptureForm | ContactForm) -> Organisation | None:
    name = form.organisation.data
    return (
        service.organisation_named(work, name, country=form.country.data or None) if name else None
    )


def _ask_for_contact(form: CaptureForm, same: list[queries.Option] | None = None) -> str:
    form.offer(language())
    with reading() as work:
        return page(
            "contacts/new.html",
            active="contacts",
            form=form,
            same=same or [],
            organisations=queries.organisations_for_datalist(work.session, limit=DATALIST),
        )


@bp.get("/contacts/<int:contact_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def edit(contact_id: int) -> ResponseReturnValue:
    """Show a contact in a form."""
    with reading() as work:
        contact = queries.contact_whole(work.session, contact_id)
        form = ContactForm()
        form.offer(language())
        form.show(contact, _organisation_of(contact))
        return _contact_in_form(form, contact)


@bp.post("/contacts/<int:contact_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def change(contact_id: int) -> ResponseReturnValue:
    """Change a contact, unless somebody else has meanwhile: then both texts are shown."""
    form = ContactForm(request.form)
    form.offer(language())
    if not form.validate():
        with reading() as work:
            contact = queries.contact_whole(work.session, contact_id)
            return _contact_in_form(form, contact), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            _change_contact(work, contact_id, form)
    except service.ChangedMeanwhileError:
        return _both_contacts(form, contact_id)
    tell(_("Saved."))
    return see("contacts.show", contact_id=contact_id)


def _change_contact(work: Work, contact_id: int, form: ContactForm) -> None:
    contact = queries.contact_to_change(work.session, contact_id)
    service.must_be_version(contact, form.version.data)
    at = _organisation_named(work, form)
    service.change_contact(
        work,
        contact,
        form.contact(organisation_id=at.id if at else None),
        by_mistake=form.by_mistake.data,
    )


def _both_contacts(form: ContactForm, contact_id: int) -> ResponseReturnValue:
    """Show what was typed beside what somebody else saved; saving again is then a choice."""
    with reading() as work:
        contact = queries.contact_whole(work.session, contact_id)
        saved = ContactForm()
        saved.offer(language())
        saved.show(contact, _organisation_of(contact))
        form.version.data, form.version.raw_data = contact.version, None
        return _contact_in_form(form, contact, differences(form, saved)), HTTPStatus.CONFLICT


def _contact_in_form(
    form: ContactForm, contact: Contact, theirs: list[tuple[str, str]] | None = None
) -> str:
    person = Person.of(contact)
    with reading() as work:
        return page(
            "contacts/edit.html",
            active="contacts",
            form=form,
            contact=contact,
            name=called(contact.name, contact.placeholder_number, contact.placeholder_count),
            suggested=suggest(person),
            suggested_lt=suggest_lithuanian(person),
            zones=zones_of(contact.country),
            theirs=theirs or [],
            organisations=queries.organisations_for_datalist(work.session, limit=DATALIST),
        )


def _organisation_of(contact: Contact) -> str | None:
    at = (a for a in contact.affiliations if a.until_on is None and a.is_primary)
    return next((a.organisation.name for a in at), None)


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
