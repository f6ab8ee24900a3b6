"""What letters about hand-overs say, at the moment they leave."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.accounts.choosing import settings_url
from tracker.core.i18n import day_and_month, plural, say_counts, translate
from tracker.core.words import mark
from tracker.handover.queries import counts_of
from tracker.letters.render import SUBJECT_LENGTH, Desk, subject_tail


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/handover` show: how much, and how late each lead is."""
    today = desk.now.astimezone(ZoneInfo(payload["zone"])).date()
    giver = payload["from"]
    contacts = payload.get("contacts", 0)
    return {
        "count": payload["count"],
        "contacts": contacts,
        "counts": say_counts(desk.locale, counts_of(payload["count"], contacts)),
        "sheet_url": desk.url(payload["path"]) if contacts else "",
        "subject_tail": subject_tail(giver),
        "giver": giver,
        "by": payload["by"],
        "leads": [_lead(lead, desk, today) for lead in payload["leads"]],
        "unlisted": payload["count"] - len(payload["leads"]),
        "list_url": desk.url("/leads?view=mine"),
        "settings_url": settings_url(desk, payload["to"]),
    }


def compose_undone(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/undone` show: how much has gone back, and to whom.

    The subject ends with their name where it is not cut for it.
    """
    counts = say_counts(desk.locale, counts_of(payload["count"], payload["contacts"]))
    heading = translate(desk.locale, mark("Hand-over undone: %(what)s"), what=counts)
    tail = subject_tail(payload["from"])
    return {
        "heading": heading,
        "subject_tail": tail if len(heading) + len(tail) <= SUBJECT_LENGTH else "",
        "giver": payload["from"],
        "by": payload["by"],
        "sheet_url": desk.url(payload["path"]),
        "settings_url": settings_url(desk, payload["to"]),
    }


def _lead(lead: Mapping[str, Any], desk: Desk, today: date) -> dict[str, object]:
    on = date.fromisoformat(lead["on"]) if lead["on"] else None
    return {
        "title": lead["title"],
        "url": desk.url(lead["path"]),
        "who": lead["who"],
        "step": lead["step"] or translate(desk.locale, _no_step(lead)),
        "when": _when(lead, on, desk.locale, today),
        "is_late": on is not None and on < today,
    }


def _no_step(lead: Mapping[str, Any]) -> str:
    if lead["sleeps_until"]:
        return mark("No next step")
    return mark("No next step yet: write one.")


def _when(lead: Mapping[str, Any], on: date | None, locale: str, today: date) -> str:
    if on is not None and on < today:
        late = (today - on).days
        return plural(locale, "late by %(num)d day", "late by %(num)d days", late)
    if on == today and not lead["at"]:
        return translate(locale, mark("today"))
    if on is not None:
        day = day_and_month(on, locale)
        return f"{day}, {lead['at']}" if lead["at"] else day
    if lead["sleeps_until"]:
        until = day_and_month(date.fromisoformat(lead["sleeps_until"]), locale)
        return translate(locale, mark("on hold until %(day)s"), day=until)
    return ""
