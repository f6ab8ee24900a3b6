"""Pages on which leads and contacts change hands: who gets what, and the sheet that is signed."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.absences import away_until
from tracker.accounts.models import User
from tracker.accounts.offered import owners_offered
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import get_user
from tracker.accounts.rights import require_self_or
from tracker.audit.service import UNDO_LASTS
from tracker.core.db import Work
from tracker.core.errors import ForbiddenError, TrackerError
from tracker.core.i18n import long_date
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.web import (
    needs,
    page,
    part_of_app,
    reading,
    require_actor,
    say_refusal,
    see,
    tell,
    writing,
)
from tracker.core.words import mark
from tracker.handover import queries, shown
from tracker.handover.choices import Choices, print_of, sum_of
from tracker.handover.queries import Waiting
from tracker.handover.service import ChangedMeanwhileError, Moves, hand_over, undo_hand_over
from tracker.leads.queries import titles

bp = Blueprint("handover", __name__)


class SumNotSeenError(TrackerError):
    """Nobody hands over what they have not seen counted."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "sum_not_seen"

    def __init__(self) -> None:
        super().__init__(mark("Look at the sum once more: it is another one now."))


class NothingChosenError(TrackerError):
    """Nothing has a new owner."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "nothing_chosen"

    def __init__(self) -> None:
        super().__init__(mark("Choose who takes over."))


@bp.get("/people")
@needs(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """List who works with leads: how much waits for each, who is away and who leaves."""
    with reading() as work:
        away = away_until(work.session, work.today)
        rows = [shown.person_row(each, away, work.today) for each in queries.people(work)]
        return page("handover/people.html", active="people", people=rows)


@bp.get("/people/<int:user_id>/handover")
@needs(Permission.EDIT_LEADS)
def ask(user_id: int) -> ResponseReturnValue:
    """Ask who takes over somebody's leads and contacts."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    return _form_page(user_id, Choices.read({}))


@bp.post("/people/<int:user_id>/handover/sum")
@needs(Permission.EDIT_LEADS)
def count(user_id: int) -> ResponseReturnValue:
    """Show how much each new owner would get; nothing changes."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    return _form_page(user_id, Choices.read(request.form))


@bp.post("/people/<int:user_id>/handover")
@needs(Permission.EDIT_LEADS)
def act(user_id: int) -> ResponseReturnValue:
    """Hand it all over, or nothing, and show the sheet."""
    require_self_or(Permission.MANAGE_PEOPLE, user_id)
    choices = Choices.read(request.form)
    try:
        with writing() as work:
            person = get_user(work.session, user_id)
            moves = _moves_seen(work, person, choices)
            entry = hand_over(work, person, moves, host=_host())
            work.session.flush()
    except TrackerError as error:
        if error.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, 422}:
            raise
        return _form_page(user_id, choices, refusal=say_refusal(error)), _status_of(error)
    tell(shown.was_handed_over(moves), undo=url_for("handover.undo", entry_id=entry.id))
    return see("handover.sheet", entry_id=entry.id)


def _host() -> str:
    return str(part_of_app("settings").mail_from.rpartition("@")[2])


def _status_of(error: TrackerError) -> int:
    is_conflict = error.status == HTTPStatus.CONFLICT
    return HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY


def _moves_seen(work: Work, person: User, choices: Choices) -> Moves:
    """Return what was chosen, as its sum was shown.

    Raises ChangedMeanwhileError, NothingChosenError and SumNotSeenError.
    """
    held = queries.held_by(work.session, person.id)
    gone = choices.seen.keys() - {each.row.id for each in held.leads}
    let_go = choices.seen_contacts.keys() - {each.id for each in held.contacts}
    if gone or let_go:
        contacts = queries.contacts_by_id(work.session, let_go).values()
        names = [*titles(work.session, sorted(gone)), *(each.name for each in contacts)]
        raise ChangedMeanwhileError(names)
    moves = choices.moves(held, person.id)
    if not any(moves):
        raise NothingChosenError
    if request.form.get("sum") != print_of(moves):
        raise SumNotSeenError
    return moves


@dataclass(frozen=True, slots=True)
class Sum:
    """Who gets how much."""

    lines: list[tuple[str, str]]
    print: str
    button: str


def _form_page(user_id: int, choices: Choices, *, refusal: str | None = None) -> str:
    with reading() as work:
        person = get_user(work.session, user_id)
        held = queries.held_by(work.session, user_id)
        owners = owners_offered(work)
        last = person.active_until
        return page(
            "handover/ask.html",
            active="people",
            person=person,
            is_own=person.id == work.actor_id,
            waiting=shown.counted(held.counts),
            has_more_leads=held.has_more_leads,
            has_more_contacts=held.has_more_contacts,
            most=queries.MOST,
            last_day=long_date(last, language()) if last else None,
            groups=shown.groups(held.leads, choices, work.here),
            contacts=shown.contact_lines(held.contacts, choices),
            contacts_count=shown.counted(queries.counts_of(0, len(held.contacts))),
            for_contacts=choices.for_contacts or "",
            for_all=choices.for_all or "",
            options=shown.owner_options(owners, (person.id, person.name)),
            sum=_sum(held, choices, person, dict(owners)),
            ended=queries.ended_of(work.session, user_id),
            sheets=[
                (
                    url_for("handover.sheet", entry_id=number),
                    long_date(at.astimezone(work.zone).date(), language()),
                )
                for number, at in queries.hand_overs_of(work.session, user_id)
            ],
            refusal=refusal,
        )


def _sum(held: Waiting, choices: Choices, person: User, names: dict[int, str]) -> Sum | None:
    """Return who would get how much; nothing before anything is chosen."""
    moves = choices.moves(held, person.id)
    if not any(moves):
        return None
    counts = sum_of(moves)
    lines = [
        (name, shown.counted(counts[number])) for number, name in names.items() if number in counts
    ]
    stay = queries.counts_of(
        len(held.leads) - len(moves.leads), len(held.contacts) - len(moves.contacts)
    )
    if stay:
        lines.append((_("Stays with: %(name)s", name=person.name), shown.counted(stay)))
    return Sum(lines, print_of(moves), shown.to_hand_over(moves))


@bp.get("/handovers/<int:entry_id>")
@needs(Permission.EDIT_LEADS)
def sheet(entry_id: int) -> ResponseReturnValue:
    """Show who handed what to whom, to be printed and signed."""
    with reading() as work:
        done = queries.get_hand_over(work.session, entry_id)
        me, taking = require_actor(), done.owner_ids
        if not me.may(Permission.MANAGE_PEOPLE) and me.id not in {done.from_id, *taking}:
            raise ForbiddenError
        people = {done.from_id, *taking, *([done.actor_id] if done.actor_id else [])}
        names = queries.names_of(work.session, people)
        rows = queries.rows_by_id(work.session, [item.lead_id for item in done.items])
        contact_ids = [each.contact_id for each in done.contacts]
        contacts = queries.contacts_by_id(work.session, contact_ids)
        by_other = done.actor_id is not None and done.actor_id != done.from_id
        undone = queries.is_undone(work.session, entry_id)
        may_undo = not undone and done.actor_id == me.id and work.now <= done.at + UNDO_LASTS
        return page(
            "handover/sheet.html",
            active="people",
            day=long_date(done.at.astimezone(work.zone).date(), language()),
            from_id=done.from_id,
            giver=names[done.from_id],
            by=names[done.actor_id or 0] if by_other else None,
            count=shown.counted(done.counts),
            parts=shown.sheet_parts(done, rows, contacts, names),
            undone=undone,
            undo_url=url_for("handover.undo", entry_id=entry_id) if may_undo else None,
            may_ask=me.may(Permission.MANAGE_PEOPLE) or me.id == done.from_id,
        )


@bp.post("/handovers/<int:entry_id>/undo")
@needs(Permission.EDIT_LEADS)
def undo(entry_id: int) -> ResponseReturnValue:
    """Give it all back."""
    with writing() as work:
        done = queries.get_hand_over(work.session, entry_id)
        require_self_or(Permission.MANAGE_PEOPLE, done.from_id)
        retold = undo_hand_over(work, done, host=_host())
    said = [_("Undone.")]
    if retold.written_to:
        said.append(_("Whom a letter has told of it already is written to once more."))
    if retold.unreached:
        names = ", ".join(retold.unreached)
        said.append(_("A letter had told, and none can reach now: %(names)s.", names=names))
    tell(" ".join(said))
    return see("handover.sheet", entry_id=entry_id)
