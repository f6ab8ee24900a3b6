"""The page on which pairs are worked through, and what is said there."""

import re
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.ids import read_id
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.web import came_from, needs, page, reading, tell, writing
from tracker.duplicates import queries, service
from tracker.duplicates.models import LikelyPair
from tracker.duplicates.shown import pair_shown

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")
_WEIGHT = re.compile(r"\d{1,4}(\.\d)?")
SHOWN = 20
COUNTED_TO = 500


@bp.get("")
@needs(Permission.EDIT_CONTACTS)
def index() -> ResponseReturnValue:
    """List who may be here twice, the likeliest first."""
    after = _after(request.args.get("after"))
    with reading() as work:
        found = queries.pairs(work.session, after=after, limit=SHOWN + 1)
        shown = found[:SHOWN]
        numbers = {number for pair in shown for number in (pair.low_id, pair.high_id)}
        sides = queries.sides(work.session, numbers)
        return page(
            "duplicates/index.html",
            active="contacts",
            pairs=[pair_shown(pair, sides, language()) for pair in shown],
            count=queries.how_many(work.session, most=COUNTED_TO + 1),
            counted_to=COUNTED_TO,
            more_url=_url_after(shown[-1]) if len(found) > SHOWN else "",
        )


def _url_after(last: LikelyPair) -> str:
    return url_for("duplicates.index", after=f"{last.weight:g}:{last.low_id}:{last.high_id}")


def _after(said: str | None) -> queries.After | None:
    """Read after which pair the list goes on; what makes no sense begins it anew."""
    weight, _, ids = (said or "").partition(":")
    low_id, high_id = (read_id(number) for number in ids.partition(":")[::2])
    if not (_WEIGHT.fullmatch(weight) and low_id and high_id):
        return None
    return queries.After(float(weight), low_id, high_id)


@bp.post("/<int:low_id>/<int:high_id>/apart")
@needs(Permission.EDIT_CONTACTS)
def apart(low_id: int, high_id: int) -> ResponseReturnValue:
    """Write down that two are two; said already, nothing happens."""
    with writing() as work:
        entry = service.tell_apart(work, low_id, high_id)
    taken_back_at = url_for("duplicates.undo", entry_id=entry.id) if entry else None
    tell(_("Noted: two different people."), undo=taken_back_at)
    return redirect(came_from(), code=HTTPStatus.SEE_OTHER)


@bp.post("/undo/<int:entry_id>")
@needs(Permission.EDIT_CONTACTS)
def undo(entry_id: int) -> ResponseReturnValue:
    """Let two be asked about again."""
    with writing() as work:
        service.take_back(work, entry_id)
    tell(_("Undone."))
    return redirect(came_from(), code=HTTPStatus.SEE_OTHER)
