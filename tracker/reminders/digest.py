"""What a letter about several reminders says, at the moment it leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.accounts.choosing import Ends, settings_url, stop_url
from tracker.core.i18n import plural, short_weekday, translate
from tracker.core.words import mark
from tracker.letters.render import Desk
from tracker.reminders import silence
from tracker.reminders.letter import about_whom, days_off, deed_url
from tracker.reminders.links import Action
from tracker.reminders.models import ReminderKind
from tracker.reminders.walltime import ESCALATES_AFTER

_DEEDS = {
    Action.DONE: mark("Done"),
    Action.TOMORROW: mark("Remind tomorrow"),
    Action.MONDAY: mark("on Monday"),
}
_OF_SILENCE = {
    Action.DONE: mark("Contacted"),
    Action.TOMORROW: mark("Remind tomorrow"),
    Action.WEEK: mark("in a week"),
}
_ALONE = {Action.MONDAY: mark("Remind me on Monday"), **silence.ALONE}
"""What reads on from the link before it, where plain text gives each link lines of its own."""


class DeedLink(NamedTuple):
    """A link that acts: how it reads in a row of them, and alone."""

    label: str
    alone: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder in the letter: what, about whom, by when, and what can be pressed."""

    what: str
    url: str
    who: str
    due: str
    deeds: tuple[DeedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Reminders under one heading."""

    title: str
    lines: tuple[Line, ...]
    is_late: bool = False


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/digest` show."""
    today = desk.now.astimezone(ZoneInfo(payload["zone"])).date()
    items = payload["items"]
    late = lines_of((item for item in items if is_late(item, today)), today, desk)
    due = lines_of((item for item in items if not is_late(item, today)), today, desk)
    everything = [*items, *payload["rest"]]
    number_late = sum(is_late(item, today) for item in everything)
    stands_in_for = payload["for"]
    silent = sum(item.get("kind") == ReminderKind.NO_CONTACT for item in everything)
    return {
        "silent": silent if silent == len(everything) else 0,
        "late": number_late,
        "today": len(everything) - number_late,
        "subject_tail": f" ({stands_in_for})" if stands_in_for else "",
        "stands_in_for": stands_in_for,
        "sections": [
            each
            for each in (
                Section(said(desk, mark("Late")), late, is_late=True),
                Section(said(desk, mark("Today")), due),
            )
            if each.lines
        ],
        "more": len(payload["rest"]),
        "hints": list(days_off(None, today, desk.locale)),
        "today_url": desk.url("/today"),
        "settings_url": settings_url(desk, payload["to"]),
        # one's own end so, but never those about somebody for whom one stands in
        "unsubscribe_url": "" if stands_in_for else stop_url(desk, payload["to"], Ends.REMINDERS),
    }


def compose_escalation(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/escalation` show: nobody acts, and whose it is.

    Its reader may look, and say something to the owner; what is pressed for them is on the pages.
    """
    today = desk.now.astimezone(ZoneInfo(payload["zone"])).date()
    items, rest = payload["items"], payload["rest"]
    lines = lines_of(items, today, desk, acts=False)
    is_single = len(items) == 1 and not rest
    all_late = f"/leads?view=late&owner={payload['owner_id']}"
    return {
        "owner": payload["owner"],
        "days": payload["days"],
        "count": len(items) + len(rest),
        "sections": [Section(said(desk, mark("Late")), lines, is_late=True)] if lines else [],
        "is_single": is_single,
        "open_url": lines[0].url if is_single else desk.url(all_late),
        "stands_in": payload["days"] == ESCALATES_AFTER[0],
        "more": len(payload["rest"]),
        "settings_url": settings_url(desk, payload["to"]),
    }


def is_late(item: Mapping[str, Any], today: date) -> bool:
    """Tell whether the day of something in a letter has passed."""
    is_asleep = item.get("kind") == ReminderKind.WAKE_UP
    return date.fromisoformat(item["due_on"]) < today and not is_asleep


def lines_of(
    items: Iterable[Mapping[str, Any]], today: date, desk: Desk, *, acts: bool = True
) -> tuple[Line, ...]:
    """Return reminders as lines of a letter; with links that act, unless `acts` is off."""
    return tuple(
        Line(
            what=_what(item, today, desk),
            url=desk.url(item["about"]["path"] if item["about"] else "/today"),
            who=_who(item),
            due=due_words(item, today, desk),
            deeds=_deeds(item, desk) if acts else (),
        )
        for item in items
    )


def _who(item: Mapping[str, Any]) -> str:
    """Return whom it is about; of a silence, which names the person, where they are."""
    if item["kind"] == ReminderKind.NO_CONTACT:
        return item["organisation"] or ""
    return about_whom(item) or (item["about"] or {}).get("title", "")


def _what(item: Mapping[str, Any], today: date, desk: Desk) -> str:
    if item["kind"] != ReminderKind.NO_CONTACT:
        return str(item["step"])
    days = (today - date.fromisoformat(item["since"])).days
    words = ("No contact for %(num)d day: %(name)s", "No contact for %(num)d days: %(name)s")
    return plural(desk.locale, *words, days, name=item["step"])


def _deeds(item: Mapping[str, Any], desk: Desk) -> tuple[DeedLink, ...]:
    deeds = _OF_SILENCE if item["kind"] == ReminderKind.NO_CONTACT else _DEEDS
    return tuple(
        DeedLink(
            said(desk, label), said(desk, _ALONE.get(action, label)), deed_url(item, action, desk)
        )
        for action, label in deeds.items()
        if action is not Action.DONE or item["kind"] != ReminderKind.WAKE_UP
    )


def due_words(item: Mapping[str, Any], today: date, desk: Desk) -> str:
    """Return by when something is to be done, in few words."""
    on = date.fromisoformat(item["due_on"])
    if item["kind"] == ReminderKind.WAKE_UP:
        return said(desk, mark("time to return"))
    if item["kind"] == ReminderKind.NO_CONTACT:
        return ""  # the days of silence are said already
    if on < today:
        return plural(desk.locale, "%(num)d day late", "%(num)d days late", (today - on).days)
    if on > today:
        return f"{short_weekday(on, desk.locale)} {on:%m-%d}"
    at = item["due_at"]
    return translate(desk.locale, mark("by %(time)s"), time=at) if at else ""


def said(desk: Desk, text: str) -> str:
    """Return a text in the reader's language."""
    return translate(desk.locale, text)
