"""Pages of a report: putting it in, deciding on what it proposes, making records of it."""

from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.text import clean_line
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.web import needs, page, reading, say_refusal, see, tell, writing
from tracker.review import service
from tracker.review.decisions import NEW, Decisions, restored, typed
from tracker.review.items import proposal_of
from tracker.review.plan import NotReadyError, Plan, Problem, plan_of
from tracker.review.shown import review_of
from tracker.review.together import ClashingError, print_of, problems_of, settled
from tracker.trips import queries
from tracker.trips.intake import limits
from tracker.trips.intake.child import Reading, read_text, read_upload
from tracker.trips.intake.draft import Draft
from tracker.trips.intake.refusals import UnreadableError, Why
from tracker.trips.models import DocumentState, SourceDocument, Trip

bp = Blueprint("review", __name__, url_prefix="/reports")
_LONGEST_NAME = 120
_TRIES = 3
"""How often decisions are settled with what others kept between looking and writing."""


@bp.get("/new")
@needs(Permission.EDIT_TRIPS)
def new() -> ResponseReturnValue:
    """Ask for a report."""
    return _ask()


@bp.post("/new")
@needs(Permission.EDIT_TRIPS)
def put_in() -> ResponseReturnValue:
    """Read a report and keep what it proposes; one that is here already is only shown."""
    file = request.files.get("file")
    pasted = request.form.get("text", "")
    try:
        read = _read(file, pasted)
    except UnreadableError as error:
        return _ask(text=pasted, problem=say_refusal(error)), int(error.status)
    name = clean_line(file.filename or "")[-_LONGEST_NAME:] if file else ""
    number, is_new = _keep(read, name or None, file.mimetype if file else "text/plain")
    if not is_new:
        tell(_("This report is here already. Nothing new was made."))
    return see("review.show", document_id=number)


@bp.get("/<int:document_id>/review")
@needs(Permission.EDIT_TRIPS)
def show(document_id: int) -> ResponseReturnValue:
    """Show the text of a report, and beside it what it proposes."""
    with reading() as work:
        document = queries.get_document(work.session, document_id)
        if document.state is not DocumentState.PROPOSED:
            return _already(work, document)
        return _review(work, document)


@bp.post("/<int:document_id>/review")
@needs(Permission.EDIT_TRIPS)
def decide(document_id: int) -> ResponseReturnValue:
    """Keep the decisions for later, or make everything that was accepted."""
    for _try in range(_TRIES - 1):
        with suppress(service.KeptMeanwhileError):
            return _decide(document_id)
    return _decide(document_id)


def _decide(document_id: int) -> ResponseReturnValue:
    with reading() as work:
        document = queries.get_document(work.session, document_id)
        owners = dict(owners_offered(work))
        accounts = queries.accounts_by_name(work.session, today=work.today)
        saved = _saved(work, document)
    draft = Draft.from_json(document.draft)
    decisions = typed(proposal_of(draft, document.text, language()).items, request.form)
    try:
        if document.state is DocumentState.PROPOSED and document.decisions:
            decisions = settled(decisions, saved, request.form.get("was", ""))
        if request.form.get("do") != "create":
            return _keep_for_later(document, decisions)
        plan = plan_of(draft, decisions, owners=list(owners), accounts=accounts)
        return _make(document, decisions, plan, saved)
    except ClashingError as error:
        names = {str(number): name for number, name in owners.items()}
        problems = problems_of(error, saved, names)
        return _again(document_id, error.decisions, problems, saved), HTTPStatus.CONFLICT
    except NotReadyError as error:
        again = _again(document_id, decisions, error.problems, saved)
        return again, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<int:document_id>/discard")
@needs(Permission.EDIT_TRIPS)
def discard(document_id: int) -> ResponseReturnValue:
    """Throw a proposal away."""
    with writing() as work:
        service.discard(work, queries.get_document(work.session, document_id, to_change=True))
    tell(_("Discarded. The same report can be put in again."))
    return see("review.new")


def _ask(*, text: str = "", problem: str | None = None) -> str:
    with reading() as work:
        waiting = queries.waiting_documents(work.session)
        return page(
            "review/new.html",
            active="reports",
            text=text,
            problem=problem,
            waiting=waiting,
            limits=limits,
        )


def _read(file: FileStorage | None, pasted: str) -> Reading:
    """Read the file where there is one, else the text; no transaction is open meanwhile."""
    if file is not None and file.filename:
        return read_upload(file.read())
    if not pasted.strip():
        raise UnreadableError(Why.NOTHING_SENT)
    return read_text(pasted)


def _keep(read: Reading, name: str | None, media_type: str) -> tuple[int, bool]:
    """Keep a report once, and say whether it is new."""
    with writing() as work:
        known = service.report_here(work, read.text)
        document = known or service.put_in(
            work, read.text, read.draft, file_name=name, media_type=media_type
        )
        return document.id, known is None


def _already(work: Work, document: SourceDocument) -> str:
    trip = None
    if document.trip_id is not None:
        trip = queries.get_trip(work.session, document.trip_id)
    return page("review/already.html", active="reports", document=document, trip=trip)


def _review(
    work: Work,
    document: SourceDocument,
    *,
    decisions: Decisions | None = None,
    problems: Sequence[Problem] = (),
    seen: Decisions | None = None,
) -> str:
    """Show the page; `seen` is what is saved, where it was looked up before."""
    draft = Draft.from_json(document.draft)
    proposal = proposal_of(draft, document.text, language())
    offered = _offered(work, draft)
    seen = seen or _decided(document, draft, offered)
    accounts = queries.accounts_by_name(work.session, today=work.today)
    shown = review_of(document.text, proposal, decisions or seen, problems, accounts=accounts)
    owners = owners_offered(work)
    return page(
        "review/show.html",
        active="reports",
        document=document,
        review=shown,
        owners=owners,
        offered=offered,
        was=print_of(seen),
    )


def _saved(work: Work, document: SourceDocument) -> Decisions:
    """Return what is decided so far, by whomever: at first, what the report proposes."""
    draft = Draft.from_json(document.draft)
    return _decided(document, draft, _offered(work, draft))


def _decided(document: SourceDocument, draft: Draft, offered: Trip | None) -> Decisions:
    items = proposal_of(draft, document.text, language()).items
    first = {
        "direction": draft.trip.direction or "",
        "into": str(offered.id) if offered else NEW,
    }
    return restored(items, document.decisions or first)


def _again(
    document_id: int, decisions: Decisions, problems: Sequence[Problem], seen: Decisions
) -> str:
    """Show a report as it was decided on, and what stands in the way."""
    with reading() as work:
        document = queries.get_document(work.session, document_id)
        return _review(work, document, decisions=decisions, problems=problems, seen=seen)


def _offered(work: Work, draft: Draft) -> Trip | None:
    """Return the trip that is here already and seems to be the one the report is of."""
    trip = draft.trip
    if not (trip.city and trip.start and trip.end):
        return None
    return queries.trip_to_fill(work.session, trip.city, trip.start, trip.end)


def _keep_for_later(read: SourceDocument, decisions: Decisions) -> ResponseReturnValue:
    if request.form.get("do") == "certain":
        decisions = decisions.accept_certain()
    with writing() as work:
        document = queries.get_document(work.session, read.id, to_change=True)
        service.keep_decisions(document, decisions, over=read.decisions)
    tell(_("Kept. Nothing has been made yet."))
    return see("review.show", document_id=read.id)


def _make(
    read: SourceDocument, decisions: Decisions, plan: Plan, saved: Decisions
) -> ResponseReturnValue:
    try:
        with writing() as work:
            document = queries.get_document(work.session, read.id, to_change=True)
            trip = service.make_records(work, document, decisions, plan, over=read.decisions)
            number, name = trip.id, trip.name
            is_filled = plan.fill_trip_id is not None
    except service.AlreadyInError:
        tell(_("This report is here already. Nothing new was made."))
        return see("review.show", document_id=read.id)
    except service.HasReportError as error:
        again = _again(read.id, decisions, [Problem("which", error.message)], saved)
        return again, HTTPStatus.CONFLICT
    missing = sum(1 for lead in plan.leads if lead.step is None)
    made = _("Added to: %(name)s", name=name) if is_filled else _("Created: %(name)s", name=name)
    if missing:
        lacking = ngettext(
            "%(num)d lead has no next step yet.", "%(num)d leads have no next step yet.", missing
        )
        made = f"{made}. {lacking}"
    tell(made)
    return see("trips.show", trip_id=number)
