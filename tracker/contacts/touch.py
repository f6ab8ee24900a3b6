"""Who keeps in touch with a contact, and since when nobody was, in the words of its page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from tracker.contacts.beside import trip_link
from tracker.contacts.words import Reader
from tracker.core.due import Due, due_words
from tracker.core.i18n import day_and_clock
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext

if TYPE_CHECKING:
    from tracker.reminders.touches import Told, Touch


@dataclass(frozen=True, slots=True)
class TouchShown:
    """The card of a contact's page."""

    last: str
    met_at: tuple[str, str] | None
    """The trip that the last contact was on, and its address; nothing where it was a talk."""
    ago: str
    every: str
    keeper: str
    due: Due | None
    """Since when it is due; of one to come that writes, its letter says when."""
    letter: str
    """When the next letter of it leaves; empty where none is to."""
    done_url: str
    """Where "Contact made" leads; nothing for who may not say so."""
    version: int | None


def touch_shown(touch: "Touch", reader: Reader, *, may_act: bool) -> TouchShown:
    """Return how a contact is kept in touch with."""
    told = touch.told
    last, today = told.last_on, reader.today
    days = told.days or 0
    is_reminded = told.reminder_id is not None and told.wall_on is not None
    return TouchShown(
        last=last.isoformat() if last else "",
        met_at=_met_at(touch),
        ago=_ago((today - last).days) if last else "",
        every=ngettext(
            "after %(num)d day without contact", "after %(num)d days without contact", days
        )
        if days
        else "",
        keeper=f"{told.keeper_given} {told.keeper_family}" if told.keeper_id else "",
        due=_due(told, reader),
        letter=day_and_clock(told.letter_at.astimezone(reader.zone), reader.language)
        if told.letter_at
        else "",
        done_url=url_for("touch.done", reminder_id=told.reminder_id)
        if is_reminded and may_act
        else "",
        version=told.version,
    )


def _due(told: "Told", reader: Reader) -> Due | None:
    """Return when the reminder is due, in words, unless the moment of its letter says it."""
    if told.wall_on is None or (told.letter_at and told.wall_on > reader.today):
        return None
    return due_words(told.wall_on, today=reader.today, language=reader.language)


def _met_at(touch: "Touch") -> tuple[str, str] | None:
    """Return the trip of the last contact: a talk on the same day tells of itself."""
    told = touch.told
    if told.met_on is None or told.talked_on == told.last_on:
        return None
    trips = ((row, met_on or end_on) for row in touch.met for *_trip, end_on, _how, met_on in [row])
    return next((trip_link(row) for row, day in trips if day == told.met_on), None)


def _ago(days: int) -> str:
    return ngettext("%(num)d day ago", "%(num)d days ago", days) if days > 0 else _("today")
