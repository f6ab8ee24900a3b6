"""Pages of leads: the list, the board, one lead; what is written and done stands in `deeds`."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.contacts.card import card_of_contact
from tracker.contacts.shown import contact_shown
from tracker.contacts.words import Reader
from tracker.core.asked import one_of
from tracker.core.counting import COUNTED_TO, count_shown
from tracker.core.db import Work
from tracker.core.errors import NotFoundError, TrackerError
from tracker.core.texts import gettext as _
from tracker.core.texts import language, ngettext
from tracker.core.versions import ClashError
from tracker.core.web import (
    needs,
    page,
    part,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    today,
    wants_part,
    writing,
)
from tracker.leads import entering, history, lead_page, queries, service, shown
from tracker.leads import over as above
from tracker.leads.bar import bar
from tracker.leads.board import CARDS, cards, columns_of, next_place
from tracker.leads.choosing import choices_of
from tracker.leads.filters import LeadFilter, View
from tracker.leads.forms import EditForm, LeadForm, NewLeadForm
from tracker.leads.listing import Asking, LeadPage, Place, Sort, page_of, sorts_of
from tracker.leads.models import Lead, Phase
from tracker.leads.rights import may_act_on, may_name_owner
from tracker.plans.queries import steps_of_lead
from tracker.reminders.queries import letter_ahead
from tracker.search.queries import Kind, ids_found

bp = Blueprint("leads", __name__, url_prefix="/leads")


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    """List leads, fifty a page."""
    asked = LeadFilter.from_args(request.args)
    sort = _sort(asked)
    with reading() as work:
        among = ids_found(work.session, Kind.LEAD, asked.q)
        asking = Asking(asked, require_actor().id, work.today)
        found = page_of(work.session, asking, among=among, sort=sort, place=_place(sort))
        counts = bar(work.session, asking, among=among)
        return page(
            "leads/index.html",
            active="leads",
            lines=shown.lines(
                found.rows,
                language=language(),
                now=work.here,
                topic=above.topic_asked(counts, language()),
            ),
            over=above.over(
                "leads.index", asked, counts, language=language(), count=_count(counts.found, sort)
            ),
            sorts=_sorts(asked, sort),
            hand_over_url=_hand_over_url(asked),
            **_pages(asked, sort, found),
        )


def _hand_over_url(asked: LeadFilter) -> str | None:
    """Return where the leads of the owner asked for are handed over, for whoever may do that."""
    person = require_actor()
    mine = person.id if asked.view is View.MINE else asked.owner
    may = person.may(Permission.MANAGE_PEOPLE) or (
        mine == person.id and person.may(Permission.EDIT_LEADS)
    )
    return url_for("handover.ask", user_id=mine) if mine and may else None


@bp.get("/board")
@needs(Permission.READ)
def board() -> ResponseReturnValue:
    """Show leads by phase, twenty cards a column."""
    asked = LeadFilter.from_args(request.args)
    columns = columns_of(asked)
    with reading() as work:
        among = ids_found(work.session, Kind.LEAD, asked.q)
        asking = Asking(asked, require_actor().id, work.today)
        found = cards(work.session, asking, among=among)
        counts = bar(work.session, asking, among=among, phases=columns)
        return page(
            "leads/board.html",
            active="leads",
            columns=[
                above.column(
                    phase,
                    counts,
                    _cards(found[phase], work, above.topic_asked(counts, language())),
                    _more(asked, found[phase]),
                )
                for phase in columns
            ],
            over=above.over("leads.board", asked, counts, language=language(), count=""),
            phases=above.phases(),
            nothing=not any(found.values()),
        )


@bp.get("/board/more")
@needs(Permission.READ)
def more() -> ResponseReturnValue:
    """Bring the next cards of a column; without script, the list of that column."""
    asked = LeadFilter.from_args(request.args)
    if not wants_part() or asked.phase is None:
        return redirect(above.address("leads.index", asked))
    with reading() as work:
        asking = Asking(asked, require_actor().id, work.today, with_running=True)
        place = Place.read(request.args.get("after"), Sort.DUE)
        among = ids_found(work.session, Kind.LEAD, asked.q)
        found = page_of(work.session, asking, among=among, place=place, limit=CARDS)
        on = above.address("leads.more", asked, after=str(found.on)) if found.on else None
        return part("leads/_more.html", cards=_cards(found.rows, work), more_url=on)


@bp.get("/filter")
@needs(Permission.READ)
def choose() -> ResponseReturnValue:
    """Offer every filter at once: a page, or for htmx the form that takes the chips' place."""
    asked = LeadFilter.from_args(request.args)
    at = "leads.board" if request.args.get("at") == "board" else "leads.index"
    with reading() as work:
        values = {
            "fields": choices_of(work, asked, language()),
            "target_url": url_for(at),
            "view": asked.view.value,
            "back_url": above.address(at, asked),
            "to": request.args.get("to", ""),
            "q": asked.q,
        }
        if wants_part():
            return part("leads/_choose.html", **values)
        return page("leads/choose.html", active="leads", **values)


@bp.get("/<int:lead_id>")
@needs(Permission.READ)
def show(lead_id: int) -> ResponseReturnValue:
    """Show a lead: where it stands, what comes next, what happened, who is behind it."""
    which = one_of(history.Show, request.args.get("show")) or history.Show.ALL
    with reading() as work:
        session = work.session
        facts = history.facts_of(session, lead_id)
        stages, topics = history.stages_and_topics(session, lead_id, facts.pipeline_id)
        people = history.people(session, today=work.today)
        before = history.read_before(request.args.get("before"))
        happened = history.timeline_of(session, lead_id, show=which, before=before)
        letter = letter_ahead(session, lead_id)
        planned = steps_of_lead(session, lead_id, facts.laying_id)
        reader = Reader(language(), work.now, work.zone)
        contact = (
            contact_shown(card_of_contact(session, facts.contact_id), reader)
            if facts.contact_id
            else None
        )
        return page(
            "leads/show.html",
            active="leads",
            **lead_page.values(
                lead_page.Whole(facts, stages, topics, people, happened, letter, planned),
                which,
                reader,
                me=require_actor().id,
            ),
            edits=may_act_on(facts.owner_id),
            names_owner=may_name_owner(facts.owner_id),
            contact=contact,
            clock=contact.clock if contact else None,
            rests=contact.rests if contact else (),
            key=token_hex(16),
            writes_call=request.args.get("write") == "call",
        )


@bp.get("/new")
@needs(Permission.EDIT_LEADS)
def new() -> ResponseReturnValue:
    """Ask for a new lead."""
    form = NewLeadForm()
    with reading() as work:
        entering.begin(work, form, request.args, require_actor().id)
        return _form_page(work, form)


@bp.post("/new")
@needs(Permission.EDIT_LEADS)
def create() -> ResponseReturnValue:
    """Open a lead; the same form sent twice opens one."""
    form = NewLeadForm(request.form)
    form.today = today()
    if not form.validate():
        return _new_again(form)
    try:
        with writing() as work:
            lead_id = service.open_lead(work, entering.new_lead(work, form)).id
    except service.GoneMeanwhileError as error:
        return _opened_already(form, error)
    except TrackerError as error:
        return _new_again(form, error)
    tell(_("The lead is open."))
    return see("leads.show", lead_id=lead_id)


def _opened_already(form: NewLeadForm, error: service.GoneMeanwhileError) -> ResponseReturnValue:
    """Lead to what the form's first sending made; else something it names has just gone."""
    with reading() as work:
        lead_id = queries.lead_of_form(work.session, form.form_key or "")
    if lead_id is None:
        return _new_again(form, error)
    return see("leads.show", lead_id=lead_id)


def _new_again(form: NewLeadForm, error: TrackerError | None = None) -> ResponseReturnValue:
    _refuse(form, error)
    with reading() as work:
        return _form_page(work, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _refuse(form: LeadForm, error: TrackerError | None) -> None:
    if error is not None:
        form.form_errors = [*form.form_errors, say_refusal(error)]


@bp.get("/<int:lead_id>/edit")
@needs(Permission.EDIT_LEADS)
def edit(lead_id: int) -> ResponseReturnValue:
    """Show what is written about a lead in a form."""
    return _in_form(lead_id)


@bp.post("/<int:lead_id>/edit")
@needs(Permission.EDIT_LEADS)
def save(lead_id: int) -> ResponseReturnValue:
    """Change what is written about a lead; after a clash both are shown."""
    form = EditForm(request.form)
    if not form.validate():
        return _in_form(lead_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with writing() as work:
            lead = queries.lead_with_topics(work.session, lead_id, to_change=True)
            form.settle(entering.form_of(work, lead))
            service.edit_lead(work, lead, entering.particulars(work, form))
    except ClashError:
        return _in_form(lead_id, form, clash=True), HTTPStatus.CONFLICT
    except NotFoundError:
        raise
    except TrackerError as error:
        _refuse(form, error)
        return _in_form(lead_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Saved."))
    return see("leads.show", lead_id=lead_id)


def _in_form(lead_id: int, form: EditForm | None = None, *, clash: bool = False) -> str:
    """Show a lead as it is saved, or as it was typed; after a clash beside what is saved."""
    with reading() as work:
        lead = queries.lead_with_topics(work.session, lead_id)
        saved = entering.form_of(work, lead)
        theirs: Sequence[tuple[str, str]] = ()
        if form is not None and clash:
            entering.offer(work, saved, language())
            theirs = form.again_over(saved)
        return _form_page(work, form or saved, lead, theirs)


def _form_page(
    work: Work,
    form: LeadForm,
    lead: Lead | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> str:
    entering.offer(work, form, language())
    return page("leads/edit.html", active="leads", form=form, lead=lead, theirs=theirs)


def _sort(asked: LeadFilter) -> Sort:
    allowed = sorts_of(asked.view)
    return next((sort for sort in allowed if sort == request.args.get("sort")), allowed[0])


def _place(sort: Sort) -> Place | None:
    after, before = request.args.get("after"), request.args.get("before")
    return Place.read(after, sort) or Place.read(before, sort, backwards=True)


def _count(found: int, sort: Sort) -> str:
    if found > COUNTED_TO:
        many = _("more than %(num)s leads", num=count_shown(COUNTED_TO))
    else:
        many = ngettext("%(num)d lead", "%(num)d leads", found)
    return f"{many} · {above.SORTS[sort]}"


def _sorts(asked: LeadFilter, sort: Sort) -> list[tuple[str, str, bool]]:
    return [
        (str(above.SORTS[each]), _sorted(asked, each), each is sort)
        for each in sorts_of(asked.view)
    ]


def _sorted(asked: LeadFilter, sort: Sort, **more: str) -> str:
    said = {} if sort is sorts_of(asked.view)[0] else {"sort": sort.value}
    return above.address("leads.index", asked, **said, **more)


def _pages(asked: LeadFilter, sort: Sort, found: LeadPage) -> dict[str, str | None]:
    return {
        "back_url": _sorted(asked, sort, before=str(found.back)) if found.back else None,
        "on_url": _sorted(asked, sort, after=str(found.on)) if found.on else None,
    }


def _cards(rows: Any, work: Work, topic: str | None = None) -> list[shown.Line]:  # noqa: ANN401 - rows of leads
    can_move = require_actor().may(Permission.EDIT_LEADS)
    return shown.cards(rows, language=language(), now=work.here, can_move=can_move, topic=topic)


def _more(asked: LeadFilter, rows: Any) -> str | None:  # noqa: ANN401 - rows of leads
    """Return where the next cards of a full column are; the closed one goes on as a list."""
    if len(rows) < CARDS:
        return None
    in_column = replace(asked, phase=rows[-1].phase)
    if in_column.phase is Phase.CLOSED:
        return above.address("leads.index", in_column)
    return above.address("leads.more", in_column, after=str(next_place(rows)))
