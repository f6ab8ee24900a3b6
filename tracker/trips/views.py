"""Pages of trips and visits: the list, one trip, its report, new and changed ones."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.contacts.forms import OFTEN
from tracker.contacts.keeping import NotKeptError, keep_several
from tracker.contacts.words import reminded_after
from tracker.core import i18n
from tracker.core.asked import day_in, one_of
from tracker.core.db import Work
from tracker.core.forms import choices
from tracker.core.ids import read_id
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext, pgettext
from tracker.core.versions import ClashError
from tracker.core.web import (
    needs,
    page,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    writing,
)
from tracker.leads.queries import (
    coverage_of_trips,
    outcomes_of_trip,
    owners_of_contacts,
    people_of_trip,
)
from tracker.trips import queries, service, shown
from tracker.trips.forms import KeepForm, NewTripForm, TripChangeForm, TripForm
from tracker.trips.intake.draft import Draft
from tracker.trips.marks import marked_text, marks_of
from tracker.trips.models import Direction, Trip

bp = Blueprint("trips", __name__, url_prefix="/trips")
MOST_PEOPLE = 100


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    """List trips and visits, the latest first."""
    kind = one_of(Direction, request.args.get("kind"))
    with reading() as work:
        found = queries.trips_page(
            work.session, direction=kind, before=_place(request.args.get("after", ""))
        )
        trips = found[: queries.PAGE]
        coverage = coverage_of_trips(work.session, [trip.id for trip in trips])
        return page(
            "trips/index.html",
            active="trips",
            tabs=_tabs(kind),
            lines=[shown.line_of(trip, coverage[trip.id], _reader(work)) for trip in trips],
            more_url=_next_page(kind, trips[-1]) if len(found) > len(trips) else None,
        )


@bp.get("/<int:trip_id>")
@needs(Permission.READ)
def show(trip_id: int) -> ResponseReturnValue:
    """Show a trip: whom it met, what goes on with each, what it brought."""
    with reading() as work:
        trip = queries.get_trip(work.session, trip_id)
        reader = _reader(work)
        rows = people_of_trip(work.session, trip_id)
        people = shown.people_of(rows[:MOST_PEOPLE], trip, reader)
        coverage = coverage_of_trips(work.session, [trip_id])[trip_id]
        parts = queries.parts_of_trip(work.session, trip_id)
        return page(
            "trips/show.html",
            active="trips",
            trip=trip,
            days=i18n.date_range(trip.start_on, trip.end_on, reader.language),
            event=shown.event_of(trip, reader.language),
            covered=shown.covered(coverage, people),
            people=people,
            has_more=len(rows) > MOST_PEOPLE,
            facts=shown.facts_of(trip, parts, reader),
            parts=parts,
            brought=shown.brought(outcomes_of_trip(work.session, trip_id), trip, reader.language),
        )


@bp.get("/<int:trip_id>/text")
@needs(Permission.READ)
def text(trip_id: int) -> ResponseReturnValue:
    """Show the report a trip was made of, with the places that were used marked."""
    with reading() as work:
        trip = queries.get_trip(work.session, trip_id)
        document = queries.report_of_trip(work.session, trip_id)
        marks = marks_of(Draft.from_json(document.draft), document.text)
        return page(
            "trips/text.html",
            active="trips",
            trip=trip,
            document=document,
            paragraphs=marked_text(document.text, marks),
        )


@bp.get("/<int:trip_id>/keep")
@needs(Permission.EDIT_CONTACTS)
def ask_to_keep(trip_id: int) -> ResponseReturnValue:
    """Ask after how many days of silence who is told, of all whom a trip met."""
    return _keep_page(trip_id)


@bp.post("/<int:trip_id>/keep")
@needs(Permission.EDIT_CONTACTS)
def keep(trip_id: int) -> ResponseReturnValue:
    """Let somebody keep in touch with those chosen whom a trip met and with whom nobody does."""
    form = KeepForm(request.form)
    if not form.validate():
        return _keep_page(trip_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            keepers = _keepers(work, trip_id, form)
            kept = keep_several(work, keepers, form.days.data or 0, of=f"trip:{trip_id}")
    except NotKeptError as error:
        form.form_errors = [say_refusal(error)]
        return _keep_page(trip_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(
        reminded_after(
            form.days.data or 0, ngettext("%(num)d contact", "%(num)d contacts", kept.number)
        ),
        undo=url_for("contacts.undo_kept", entry_id=kept.entry.id) if kept.entry else None,
    )
    return see("trips.show", trip_id=trip_id)


def _keepers(work: Work, trip_id: int, form: KeepForm) -> dict[int, int]:
    """Return by contact who keeps in touch: who was chosen, else the lead's owner, else me."""
    queries.get_trip(work.session, trip_id)
    others = queries.company_of_trip(work.session, trip_id).others
    ids = [each.id for each in others if each.id in (form.ids.data or ())]
    owners = {} if form.keeper.data else owners_of_contacts(work.session, ids)
    keeper = form.keeper.data or require_actor().id
    return {number: owners.get(number, keeper) for number in ids}


def _keep_page(trip_id: int, form: KeepForm | None = None) -> str:
    with reading() as work:
        company = queries.company_of_trip(work.session, trip_id)
        form = form or KeepForm(ids=[each.id for each in company.others])
        form.ids.choices = choices((each.id, each.name) for each in company.others)
        owners = owners_offered(work)
        form.keeper.choices = choices(owners, empty=_("who answers for the lead"))
        return page(
            "trips/keep.html",
            active="trips",
            form=form,
            trip=queries.get_trip(work.session, trip_id),
            company=company,
            often=OFTEN,
        )


@bp.get("/new")
@needs(Permission.EDIT_TRIPS)
def new() -> ResponseReturnValue:
    """Ask about a new trip or visit."""
    form = NewTripForm()
    form.direction.data = one_of(Direction, request.args.get("kind")) or Direction.OUTGOING
    return _ask(form)


@bp.post("/new")
@needs(Permission.EDIT_TRIPS)
def add() -> ResponseReturnValue:
    """Make a trip or a visit; the same form sent twice makes one."""
    form = NewTripForm(request.form)
    with reading() as work:
        _offer(work, form)
    if not form.validate():
        return _ask(form), HTTPStatus.UNPROCESSABLE_ENTITY
    with writing() as work:
        trip = service.add_trip(
            work, form.facts(), delegates=form.members(), form_key=form.form_key
        )
        number, name = trip.id, trip.name
    tell(_("Created: %(name)s", name=name))
    return see("trips.show", trip_id=number)


def _ask(form: NewTripForm) -> str:
    with reading() as work:
        _offer(work, form)
        return page("trips/edit.html", active="trips", form=form, trip=None, theirs=())


@bp.get("/<int:trip_id>/edit")
@needs(Permission.EDIT_TRIPS)
def edit(trip_id: int) -> ResponseReturnValue:
    """Show a trip in a form."""
    return _in_form(trip_id)


@bp.post("/<int:trip_id>/edit")
@needs(Permission.EDIT_TRIPS)
def change(trip_id: int) -> ResponseReturnValue:
    """Change a trip; where somebody else has changed the same meanwhile, both are shown."""
    form = TripChangeForm(request.form)
    with reading() as work:
        _offer(work, form, queries.get_trip(work.session, trip_id))
    if not form.validate():
        return _in_form(trip_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            trip = queries.get_trip(work.session, trip_id, to_change=True)
            form.settle(_form_of(work, trip))
            service.change_trip(work, trip, form.facts(), delegates=form.members())
    except ClashError:
        return _in_form(trip_id, form, clash=True), HTTPStatus.CONFLICT
    tell(_("Saved."))
    return see("trips.show", trip_id=trip_id)


def _in_form(trip_id: int, form: TripChangeForm | None = None, *, clash: bool = False) -> str:
    """Show a trip as it is saved, or as it was typed; after a clash beside what is saved."""
    with reading() as work:
        trip = queries.get_trip(work.session, trip_id)
        saved = _form_of(work, trip)
        _offer(work, saved, trip)
        theirs = form.again_over(saved) if form and clash else ()
        return page(
            "trips/edit.html",
            active="trips",
            form=form or saved,
            trip=trip,
            theirs=theirs,
        )


def _form_of(work: Work, trip: Trip) -> TripChangeForm:
    return TripChangeForm.of(trip, queries.parts_of_trip(work.session, trip.id).delegates)


def _offer(work: Work, form: TripForm, trip: Trip | None = None) -> None:
    form.offer(hosts=_hosts(work, trip), language=language())


def _hosts(work: Work, trip: Trip | None) -> list[tuple[int, str]]:
    """Return who may host the trip; whoever does, stands among them."""
    return owners_offered(work, chosen=trip.host_id if trip else None)


def _reader(work: Work) -> shown.Reader:
    person = require_actor()
    return shown.Reader(language(), work.here, person.id, person.may)


def _place(typed: str) -> tuple[date, int] | None:
    """Read the last row of the page before; what cannot be read is the first page."""
    day, _dot, number = typed.partition(".")
    start, trip_id = day_in(day), read_id(number)
    return (start, trip_id) if start and trip_id else None


def _next_page(kind: Direction | None, last: Trip) -> str:
    return url_for("trips.index", kind=kind, after=f"{last.start_on}.{last.id}")


def _tabs(kind: Direction | None) -> list[dict[str, object]]:
    names = {
        None: pgettext("trips", "All"),
        Direction.OUTGOING: pgettext("trips", "Our trips"),
        Direction.INCOMING: pgettext("trips", "Visits to us"),
    }
    return [
        {
            "label": label,
            "url": url_for("trips.index", kind=each),
            "count": None,
            "on": each == kind,
        }
        for each, label in names.items()
    ]
