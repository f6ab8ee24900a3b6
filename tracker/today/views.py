"""The page Today, and what is done to a step from any page: done, later, what comes next, undo."""

from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.models import Role
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import SignedIn
from tracker.audit.service import Record
from tracker.core.db import Work
from tracker.core.i18n import weekday_and_date
from tracker.core.ids import read_id
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import VersionForm
from tracker.core.web import (
    came_from,
    needs,
    page,
    reading,
    require_actor,
    see,
    tell,
    writing,
)
from tracker.core.weeks import sunday_of
from tracker.handover.queries import leaving
from tracker.handover.shown import warning
from tracker.leads.forms import StepForm
from tracker.leads.later import day_for, snooze_choices
from tracker.leads.rights import lead_to_act_on, require_right_to_undo
from tracker.leads.service import plan_step
from tracker.reminders.service import finish_step, snooze_step, undo_deed
from tracker.today import queries, rows, standing
from tracker.today.forms import SnoozeForm
from tracker.today.queries import Counts, Group

bp = Blueprint("today", __name__)
MAYORS = (Role.MAYOR, Role.VICE_MAYOR)


@bp.get("/")
@needs(Permission.OWN_ACCOUNT)
def home() -> ResponseReturnValue:
    """Lead everybody to the page they come for."""
    person = cast("SignedIn", require_actor())
    if person.role in MAYORS:
        return redirect(url_for("dashboard.show"))
    return redirect(url_for("today.show" if person.may(Permission.READ) else "accounts.users"))


@bp.get("/today")
@needs(Permission.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Show what the reader owes, or what everybody does; who may not read is led elsewhere."""
    person = cast("SignedIn", require_actor())
    if not person.may(Permission.READ):
        return redirect(url_for(".home"))
    everybody = request.args.get("who") == "all"
    owner_id = None if everybody else person.id
    with reading() as work:
        counts = queries.counts(work, owner_id)
        if not any(counts.values()):
            return _all_done(work, owner_id, person)
        tasks = queries.tasks(work, owner_id)
        silences = queries.silences(work, owner_id) if counts[Group.TOUCH] else []
        if not (tasks or silences):  # the last one has gone since they were counted
            return _all_done(work, owner_id, person)
        return page(
            "today/show.html",
            **_head(work, counts, person, everybody=everybody),
            parts=rows.parts(work, (tasks, silences), counts, owner_id, language()),
            asked=_asked(work),
            around=rows.around(work, tasks, language()),
        )


def _head(work: Work, counts: Counts, person: SignedIn, *, everybody: bool) -> dict[str, object]:
    hour = work.here.hour
    steps = [] if everybody else standing.covered(work, person.id)
    return {
        "active": "today",
        "greeting": rows.greeting(person.given, hour, language()),
        "summary": rows.summary(work.today, counts, standing.in_all(steps), language()),
        "tabs": rows.tabs(everybody=everybody),
        "week": queries.kept(work, None if everybody else person.id),
        "everybody": everybody,
        "leaving": _leaving(work, person),
        "covered": standing.parts(work, steps, language()),
        "choices": snooze_choices(work.today, language()),
    }


def _leaving(work: Work, person: SignedIn) -> list[tuple[str, str]]:
    """Return (words, address) of colleagues whose leads need a new owner, for the director."""
    if not person.may(Permission.MANAGE_PEOPLE):
        return []
    return [
        (warning(each, work.today), url_for("handover.ask", user_id=each.id))
        for each in leaving(work)
    ]


def _all_done(work: Work, owner_id: int | None, person: SignedIn) -> ResponseReturnValue:
    after = queries.afterwards(work.session, owner_id, after=sunday_of(work.today))
    if not after.any_lead:
        return page("today/start.html", active="today")
    next_on = weekday_and_date(after.next_on, language()) if after.next_on else None
    return page(
        "today/show.html",
        **_head(work, dict.fromkeys(Group, 0), person, everybody=owner_id is None),
        parts=(),
        rest=rows.rest(next_on, after.unowned, leads_others=_leads_others(person, owner_id)),
        asked=_asked(work),
    )


def _leads_others(person: SignedIn, owner_id: int | None) -> bool:
    """Tell whether somebody who leads others looks at their own day."""
    return owner_id is not None and person.role in {*MAYORS, Role.DIRECTOR}


def _asked(work: Work) -> rows.Row | None:
    """Return the lead whose step was just done, so that the page asks what comes next."""
    lead_id = read_id(request.args.get("then"))
    if lead_id is None:
        return None
    task = queries.lead_without_step(work, lead_id)
    return rows.row(work, task, language()) if task else None


@bp.post("/leads/<int:lead_id>/step/done")
@needs(Permission.KEEP_OWN_LEADS)
def done(lead_id: int) -> ResponseReturnValue:
    """Mark the next step done, and ask what comes next."""
    form = VersionForm.checked()
    with writing() as work:
        lead = lead_to_act_on(work, lead_id, seen=form.version.data)
        what = lead.next_step
        entry = finish_step(work, lead)
        _tell(_("Done: %(what)s", what=what), entry)
    return _back(then=lead_id)


@bp.post("/leads/<int:lead_id>/step/snooze")
@needs(Permission.KEEP_OWN_LEADS)
def snooze(lead_id: int) -> ResponseReturnValue:
    """Put the next step off; a day of rest, here or there, moves to the next working day."""
    form = SnoozeForm.checked()
    with writing() as work:
        lead = lead_to_act_on(work, lead_id, seen=form.version.data)
        chosen = form.day(work.today)
        on = day_for(lead, chosen)
        entry = snooze_step(work, lead, on)
        words = _("New date: %(day)s.", day=weekday_and_date(on, language()))
        if on != chosen:
            rest = weekday_and_date(chosen, language())
            words = " ".join((words, _("Not a working day: %(day)s.", day=rest)))
        _tell(words, entry)
    return _back()


@bp.post("/leads/<int:lead_id>/step/next")
@needs(Permission.KEEP_OWN_LEADS)
def next_step(lead_id: int) -> ResponseReturnValue:
    """Say what comes next."""
    form = StepForm.checked()
    with writing() as work:
        lead = lead_to_act_on(work, lead_id, seen=form.seen)
        plan_step(work, lead, form.planned())
        tell(_("Next step: %(what)s", what=lead.next_step))
    return _back()


@bp.post("/undo/<int:entry_id>")
@needs(Permission.KEEP_OWN_LEADS)
def undo(entry_id: int) -> ResponseReturnValue:
    """Take back what was just done or put off."""
    with writing() as work:
        require_right_to_undo(work, entry_id)
        undo_deed(work, entry_id)
    tell(_("Undone."))
    return _back()


def _tell(words: str, entry: Record | None) -> None:
    """Say what was done and offer the way back, where anything was."""
    tell(words, undo=url_for("today.undo", entry_id=entry.id) if entry else None)


def _back(*, then: int | None = None) -> ResponseReturnValue:
    """Lead back to the page the deed was done on; Today asks what comes `then`."""
    came = urlsplit(came_from())
    if came.path not in {"/", url_for("today.show")}:
        return redirect(came.geturl(), code=HTTPStatus.SEE_OTHER)
    return see("today.show", who=parse_qs(came.query).get("who", [None])[0], then=then)
