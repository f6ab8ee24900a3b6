"""Who keeps in touch with a contact, and since when nobody was, in the words of its page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from tracker.contacts.words import Reader
from tracker.core.due import Due, due_words
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext

if TYPE_CHECKING:
    from tracker.reminders.queries import Told


@dataclass(frozen=True, slots=True)
class TouchShown:
    """The card of a contact's page."""

    last: str
    ago: str
    every: str
    keeper: str
    due: Due | None
    """When the reminder is due; nothing where there is none."""
    done_url: str
    """Where "Contact made" leads; nothing for who may not say so."""
    version: int | None


def touch_shown(told: "Told", reader: Reader, *, may_act: bool) -> TouchShown:
    """Return how a contact is kept in touch with."""
    last, today = told.last_on, reader.today
    days = told.days or 0
    is_reminded = told.reminder_id is not None and told.wall_on is not None
    return TouchShown(
        last=last.isoformat() if last else "",
        ago=_ago((today - last).days) if last else "",
        every=ngettext(
            "after %(num)d day without contact", "after %(num)d days without contact", days
        )
        if days
        else "",
        keeper=f"{told.keeper_given} {told.keeper_family}" if told.keeper_id else "",
        due=due_words(told.wall_on, today=today, language=reader.language)
        if told.wall_on
        else None,
        done_url=url_for("touch.done", reminder_id=told.reminder_id)
        if is_reminded and may_act
        else "",
        version=told.version,
    )


def _ago(days: int) -> str:
    return ngettext("%(num)d day ago", "%(num)d days ago", days) if days > 0 else _("today")
