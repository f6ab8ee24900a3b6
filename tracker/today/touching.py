"""What is done about somebody's silence from any page: contact made, later."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.errors import ForbiddenError
from tracker.core.i18n import weekday_and_date
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.versions import VersionForm
from tracker.core.web import came_from, needs, tell, writing
from tracker.core.workdays import next_working_day
from tracker.leads.rights import may_act_on
from tracker.reminders.models import Reminder
from tracker.reminders.service import finish_own, snooze_own
from tracker.reminders.touching import silence_to_end
from tracker.today.forms import SnoozeForm

bp = Blueprint("touch", __name__)


@bp.post("/reminders/<int:reminder_id>/done")
@needs(Permission.KEEP_OWN_LEADS)
def done(reminder_id: int) -> ResponseReturnValue:
    """Write down that a contact was made today; from now on the days of silence count anew."""
    form = VersionForm.checked()
    with writing() as work:
        reminder = _to_act_on(work, reminder_id, seen=form.version.data)
        entry = finish_own(work, reminder)
        words = _("Contact made: %(name)s", name=reminder.title)
        tell(words, undo=url_for("today.undo", entry_id=entry.id))
    return redirect(came_from(), code=HTTPStatus.SEE_OTHER)


@bp.post("/reminders/<int:reminder_id>/snooze")
@needs(Permission.KEEP_OWN_LEADS)
def snooze(reminder_id: int) -> ResponseReturnValue:
    """Put the reminder of a silence off, to a working day."""
    form = SnoozeForm.checked()
    with writing() as work:
        reminder = _to_act_on(work, reminder_id, seen=form.version.data)
        on = next_working_day(form.day(work.today))
        entry = snooze_own(work, reminder, on)
        words = _("New date: %(day)s.", day=weekday_and_date(on, language()))
        tell(words, undo=url_for("today.undo", entry_id=entry.id))
    return redirect(came_from(), code=HTTPStatus.SEE_OTHER)


def _to_act_on(work: Work, reminder_id: int, *, seen: int | None) -> Reminder:
    """Return the reminder of a silence for a deed of the signed-in person.

    Raises NotFoundError, ForbiddenError, and ConflictError when somebody has dealt with it since.
    """
    reminder = silence_to_end(work, reminder_id, seen=seen)
    if not may_act_on(reminder.owner_id):
        raise ForbiddenError
    return reminder
