"""Pages of contacts and organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.audit.service import Record
from tracker.contacts import bar, beside, lines, listing, queries, shown
from tracker.contacts import organisations as deeds
from tracker.contacts.card import card_of_contact
from tracker.contacts.editing import bp
from tracker.contacts.filters import Asked, Cursor
from tracker.contacts.forms import (
    OFTEN,
    KeepForm,
    NameForm,
    NewOrganisationForm,
    OrganisationChangeForm,
    OrganisationForm,
)
from tracker.contacts.keeping import KeptOtherwiseError, NotKeptError, keep_in_touch, take_back
from tracker.contacts.models import Organisation
from tracker.contacts.touch import touch_shown
from tracker.contacts.vcard import file_name, vcard
from tracker.contacts.words import Reader, called, reminded_after, zones_of
from tracker.core.asked import day_in
from tracker.core.counting import count_shown
from tracker.core.db import Work
from tracker.core.errors import TrackerError
from tracker.core.forms import choices
from tracker.core.ids import read_id
from tracker.core.once import made_by
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import ClashError
from tracker.core.web import (
    came_from,
    needs,
    page,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    writing,
)
from tracker.leads.queries import Of, Since, activities_of, leads_of, owner_of_contact
from tracker.reminders.queries import quiet_contacts, touch_of
from tracker.search.queries import Kind, ids_found
from tracker.topics.queries import topic_options

F = TypeVar("F", bound=OrganisationForm)
ENTRIES = 20
LEADS = 20

__all__ = ["bp"]


@bp.get("/contacts")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    """List contacts by surname."""
    asked = Asked.from_args(request.args)
    with reading() as work:
        wanted = replace(
            asked,
            among=ids_found(work.session, Kind.CONTACT, asked.q),
            silent=quiet_contacts(work.today) if asked.quiet else None,
        )
        found = listing.list_contacts(work.session, wanted, Cursor.from_args(request.args))
        over = listing.over_contacts(work.session, wanted)
        return page(
            "contacts/index.html",
            rows=[lines.contact_line(row, language()) for row in found.rows],
            statuses=None if asked.status else bar.status_menu(asked),
            **_over(work, asked, found, over, organisation=_place(work, asked, found.rows)),
        )


def _place(work: Work, asked: Asked, rows: Sequence[listing.ContactRow]) -> str | None:
    """Return what the organisation asked for is called; most often a row says it."""
    if asked.organisation is None:
        return None
    said = (row.organisation for row in rows if row.organisation_id == asked.organisation)
    return next(said, None) or queries.organisation_called(work.session, asked.organisation)


@bp.get("/organisations")
@needs(Permission.READ)
def organisations() -> ResponseReturnValue:
    """List organisations by name."""
    asked = Asked.from_args(request.args)
    with reading() as work:
        wanted = replace(asked, among=ids_found(work.session, Kind.ORGANISATION, asked.q))
        found = listing.list_organisations(work.session, wanted, Cursor.from_args(request.args))
        over = listing.over_organisations(work.session, wanted)
        return page(
            "contacts/organisations.html",
            rows=[lines.organisation_line(row, language()) for row in found.rows],
            statuses=None,
            **_over(work, asked, found, over),
        )


def _over(
    work: Work,
    asked: Asked,
    found: listing.Page[Any],
    over: listing.Over,
    *,
    organisation: str | None = None,
) -> dict[str, object]:
    """Return what stands over and below either list."""
    topics = topic_options(work.session, language())
    return {
        "active": "contacts",
        "asked": asked,
        "bar": bar.filter_bar(
            asked, language(), countries=over.countries, topics=topics, organisation=organisation
        ),
        "count": count_shown(over.count),
        "back_url": bar.turned_url(asked, before=found.first),
        "on_url": bar.turned_url(asked, after=found.last),
    }


@bp.get("/contacts/<int:contact_id>")
@needs(Permission.READ)
def show(contact_id: int) -> ResponseReturnValue:
    """Show a contact: facts right, what happened left."""
    with reading() as work:
        reader = _reader(work)
        card = card_of_contact(work.session, contact_id)
        return page(
            "contacts/show.html",
            contact=shown.contact_shown(card, reader),
            form=NameForm(),
            **_in_touch(work, contact_id, reader),
            **_what_goes_on(work, "contact", contact_id, reader),
        )


def _in_touch(work: Work, contact_id: int, reader: Reader) -> dict[str, object]:
    """Return what a contact's page says of trips, the last contact and who keeps it up."""
    found = touch_of(work.session, contact_id, today=reader.today)
    is_own = found.told.keeper_id == work.actor_id
    may_act = is_own or require_actor().may(Permission.EDIT_LEADS)
    return {
        "met": [beside.met_words(row, reader) for row in found.met],
        "touch": touch_shown(found, reader, may_act=may_act),
    }


def _what_goes_on(work: Work, of: Of, number: int, reader: Reader) -> dict[str, object]:
    """Return what the pages of contacts and organisations show left: leads, and what happened."""
    leads = leads_of(work.session, of, number, limit=LEADS)
    since = _since(request.args)
    happened = activities_of(work.session, of, number, limit=ENTRIES, before=since)
    return {
        "active": "contacts",
        "leads": leads[:LEADS],
        "now": reader.here,
        "has_more_leads": len(leads) > LEADS,
        "entries": beside.timeline_of(happened[:ENTRIES], reader),
        "older_url": _older(happened),
    }


def _since(args: Mapping[str, str]) -> Since | None:
    """Read where a timeline goes on; what cannot be read is its beginning."""
    on, _dot, number = args.get("before", "").partition(".")
    day, entry = day_in(on), read_id(number)
    return Since(day, entry) if day and entry else None


def _older(happened: Sequence[Any]) -> str | None:
    if len(happened) <= ENTRIES:
        return None
    last = happened[ENTRIES - 1]
    return f"{request.path}?before={last.happened_on.isoformat()}.{last.id}"


@bp.get("/contacts/<int:contact_id>/keep")
@needs(Permission.EDIT_CONTACTS)
def ask_to_keep(contact_id: int) -> ResponseReturnValue:
    """Ask after how many days of silence who is to be told."""
    return _keep_page(contact_id)


@bp.post("/contacts/<int:contact_id>/keep")
@needs(Permission.EDIT_CONTACTS)
def keep(contact_id: int) -> ResponseReturnValue:
    """Let somebody be told when a contact has been silent for too long, or nobody any more."""
    form = KeepForm(request.form)
    if not form.validate():
        return _keep_page(contact_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            contact = queries.contact_to_change(work.session, contact_id)
            days, seen = form.days.data, form.version.data or 0
            entry = keep_in_touch(work, contact, days, form.keeper.data, seen=seen)
            name = called(contact.name, contact.placeholder_number, contact.placeholder_count)
    except KeptOtherwiseError as error:
        return _keep_page(contact_id, form, error), HTTPStatus.CONFLICT
    except NotKeptError as error:
        return _keep_page(contact_id, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_kept(days, name), undo=_undo_url(entry))
    return see("contacts.show", contact_id=contact_id)


def _kept(days: int | None, name: str) -> str:
    if days is None:
        return _("No more reminders: %(name)s", name=name)
    return reminded_after(days, name)


def _undo_url(entry: Record | None) -> str | None:
    return url_for("contacts.undo_kept", entry_id=entry.id) if entry else None


@bp.post("/contacts/kept/<int:entry_id>/undo")
@needs(Permission.EDIT_CONTACTS)
def undo_kept(entry_id: int) -> ResponseReturnValue:
    """Let all be as it was before somebody said with whom they keep in touch, one or several."""
    with writing() as work:
        take_back(work, entry_id)
    tell(_("Undone."))
    return redirect(came_from(), code=HTTPStatus.SEE_OTHER)


def _keep_page(
    contact_id: int, form: KeepForm | None = None, error: TrackerError | None = None
) -> str:
    """Show what is said, or what was typed; after a clash with what somebody else has said."""
    with reading() as work:
        contact = queries.contact_whole(work.session, contact_id)
        said = contact.kept
        owner_id = None if said else owner_of_contact(work.session, contact_id)
        form = form or KeepForm(
            days=said.days if said else None,
            keeper=said.keeper_id if said else owner_id or require_actor().id,
            version=said.version if said else 0,
        )
        theirs: list[tuple[str, str]] = []
        form.keeper.choices = choices(owners_offered(work, chosen=said.keeper_id if said else None))
        if isinstance(error, KeptOtherwiseError):
            theirs = form.again_over(said)
        elif error is not None:
            form.form_errors = [say_refusal(error)]
        return page(
            "contacts/keep.html",
            active="contacts",
            form=form,
            contact=contact,
            name=called(contact.name, contact.placeholder_number, contact.placeholder_count),
            often=OFTEN,
            theirs=theirs,
        )


@bp.get("/contacts/<int:contact_id>/card.vcf")
@needs(Permission.READ)
def download_card(contact_id: int) -> ResponseReturnValue:
    """Give a contact as a vCard."""
    with reading() as work:
        card = card_of_contact(work.session, contact_id)
        body = vcard(card, at=work.now)
    answer = Response(body, mimetype="text/vcard")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(card)}"'
    return answer


@bp.get("/organisations/<int:organisation_id>")
@needs(Permission.READ)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation: its people, leads and what happened left, facts right."""
    with reading() as work:
        found = queries.organisation_whole(work.session, organisation_id)
        people = queries.people_of_organisation(work.session, organisation_id)
        reader = _reader(work)
        return page(
            "contacts/organisation.html",
            organisation=shown.organisation_shown(
                found, topic_options(work.session, language()), reader
            ),
            people=[lines.person_line(row) for row in people],
            **_what_goes_on(work, "organisation", organisation_id, reader),
        )


@bp.get("/organisations/new")
@needs(Permission.EDIT_CONTACTS)
def new_organisation() -> ResponseReturnValue:
    """Ask for a new organisation."""
    return _ask_for_organisation(_offered(NewOrganisationForm()))


@bp.post("/organisations/new")
@needs(Permission.EDIT_CONTACTS)
def add_organisation() -> ResponseReturnValue:
    """Add an organisation, unless one of that name is here; the same form sent twice adds one."""
    form = _offered(NewOrganisationForm(request.form))
    if not form.validate():
        return _ask_for_organisation(form), HTTPStatus.UNPROCESSABLE_ENTITY
    new = form.organisation()
    with writing() as work:
        added = made_by(work, Organisation, new.form_key)
        anyway = added or "anyway" in request.form
        same = None if anyway else deeds.organisation_here(work, new.name)
        added = added or (None if same else deeds.add_organisation(work, new))
    if added is None:
        return _ask_for_organisation(form, same=same), HTTPStatus.CONFLICT
    tell(_("Added: %(name)s", name=added.name))
    return see("contacts.organisation", organisation_id=added.id)


@bp.get("/organisations/<int:organisation_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation in a form."""
    return _organisation_in_form(organisation_id)


@bp.post("/organisations/<int:organisation_id>/edit")
@needs(Permission.EDIT_CONTACTS)
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change an organisation; where somebody else has changed the same, both are shown."""
    form = _offered(OrganisationChangeForm(request.form))
    if not form.validate():
        return _organisation_in_form(organisation_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            kept = queries.organisation_to_change(work.session, organisation_id)
            whole = queries.organisation_whole(work.session, kept.id)
            form.settle(_form_of(work, whole))
            deeds.change_organisation(work, kept, form.organisation())
    except ClashError:
        return _organisation_in_form(organisation_id, form, clash=True), HTTPStatus.CONFLICT
    tell(_("Saved."))
    return see("contacts.organisation", organisation_id=organisation_id)


def _organisation_in_form(
    organisation_id: int, form: OrganisationChangeForm | None = None, *, clash: bool = False
) -> str:
    """Show an organisation as it is saved, or typed; after a clash beside what is saved."""
    with reading() as work:
        whole = queries.organisation_whole(work.session, organisation_id)
        saved = _offered(_form_of(work, whole))
        theirs = form.again_over(saved) if form and clash else ()
        return _ask_for_organisation(form or saved, whole.organisation, theirs=theirs)


def _form_of(work: Work, whole: queries.OrganisationWhole) -> OrganisationChangeForm:
    known = queries.city_names(work.session, whole.organisation.city)
    return OrganisationChangeForm.of(whole, known)


def _offered(form: F) -> F:
    with reading() as work:
        form.offer(language(), topic_options(work.session, language()))
    return form


def _ask_for_organisation(
    form: OrganisationForm, organisation: Organisation | None = None, **beside: object
) -> str:
    """Show the form; `beside` it the organisation of the `same` name, or what clashes."""
    return page(
        "contacts/edit_organisation.html",
        active="contacts",
        form=form,
        organisation=organisation,
        zones=zones_of(organisation.country if organisation else None),
        **{"same": None, "theirs": (), **beside},
    )


def _reader(work: Work) -> Reader:
    return Reader(language(), work.now, require_actor().zone)
