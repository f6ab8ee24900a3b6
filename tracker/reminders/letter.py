"""What the letter of a reminder says, at the moment it leaves."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.accounts.choosing import settings_url
from tracker.contacts.hours import ahead_of_us
from tracker.core.i18n import (
    city_of_zone,
    country_name,
    day_and_month,
    long_date,
    plural,
    translate,
    weekday_and_date,
)
from tracker.core.words import mark
from tracker.core.workdays import HOME, UNNAMED, holiday, is_weekend, is_working_day
from tracker.letters.render import Desk, clip, subject_tail
from tracker.reminders.links import Action, Link
from tracker.reminders.models import ReminderKind

LAST_LENGTH = 160
"""Two lines of the letter."""
DAYS_AHEAD = 4
_DAY = timedelta(days=1)
_COMMON = (
    *("padėk", "laišk", "skambut", "pokalb", "susitikim", "pasiūlym", "ataskait", "sutart"),
    *("susitarim", "priminim", "kvietim", "pakvietim", "dokument", "medžiag", "informacij"),
    *("nuotolin", "bandom", "vaizd", "atsakym", "klausim", "peržiūr", "apžvalg", "vizit"),
    *("pristatym", "projekt", "technin", "sąlyg", "protokol", "ketinim", "sveikinim", "derinim"),
    *("vertim", "sąraš", "sąmat", "tarybos", "posėd", "nuotrauk", "kontakt", "duomen", "grafik"),
    *("antr", "pirm", "trump", "greit", "galutin", "bendr"),
)
_LABELS = {
    Action.DONE: mark("Done"),
    Action.TOMORROW: mark("Remind me tomorrow"),
    Action.MONDAY: mark("Remind me on Monday"),
}


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/reminder` show: how late it is, how far the clock is.

    A letter that waited for its mail server tells the truth of the moment it leaves.
    """
    zone = ZoneInfo(payload["zone"])
    today = desk.now.astimezone(zone).date()
    due_on = date.fromisoformat(payload["due_on"])
    step = payload["step"]
    about = payload["about"]
    last = payload["last"]
    there = list(_there(payload, desk, zone))
    return {
        "is_wake_up": payload["kind"] == ReminderKind.WAKE_UP,
        "days_late": (today - due_on).days,
        "day": day_and_month(due_on, desk.locale),
        "at": payload["due_at"],
        "step": step,
        "step_inside": _inside(step) if desk.locale == "lt" else step,
        "subject_tail": subject_tail(payload["contact"]),
        "who": about_whom(payload),
        "about": about and {"title": about["title"], "url": desk.url(about["path"])},
        "buttons": _buttons(payload, desk),
        "last": last and _last(last, today, desk.locale),
        "hints": [*days_off(payload["country"], today, desk.locale), *there],
        "preheader": [
            *([about["title"]] if about else []),
            *(hint.rstrip(".") for hint in there),
            translate(desk.locale, mark("one press marks it")),
        ],
        "stands_in_for": payload.get("for"),
        "settings_url": settings_url(desk, reader_of(payload)),
    }


def _inside(step: str) -> str:
    """Return a step as it stands after a colon: it begins small there, unless by a name.

    Names cannot be told from other words, so infinitives and what steps often begin with are known.
    """
    first = step.partition(" ")[0]
    is_common = first.endswith("ti") or first.lower().startswith(_COMMON)
    return step[0].lower() + step[1:] if is_common and first[1:].islower() else step


def about_whom(payload: Mapping[str, Any]) -> str:
    """Return the contact and the organisation that a reminder is about."""
    return ", ".join(filter(None, (payload["contact"], payload["organisation"])))


def _buttons(payload: Mapping[str, Any], desk: Desk) -> list[dict[str, object]]:
    buttons = [
        {
            "label": translate(desk.locale, label),
            "url": deed_url(payload, action, desk),
            "is_deed": True,
        }
        for action, label in _LABELS.items()
    ]
    if payload["kind"] != ReminderKind.WAKE_UP:
        return buttons
    label = translate(desk.locale, mark("Open the lead"))
    opened = {"label": label, "url": desk.url(payload["about"]["path"]), "is_deed": False}
    return [opened, *buttons[1:]]


def deed_url(payload: Mapping[str, Any], action: Action, desk: Desk) -> str:
    """Return the address at which the reader of a letter does something to its reminder."""
    return Link(payload["reminder"], payload["version"], action, reader_of(payload)).url(desk)


def reader_of(payload: Mapping[str, Any]) -> int:
    """Return whom a letter goes to: its owner, or who stands in for them."""
    reader: int = payload.get("to", payload["person"])
    return reader


def _last(last: Mapping[str, Any], today: date, locale: str) -> dict[str, str]:
    on = date.fromisoformat(last["on"])
    day = day_and_month(on, locale) if on.year == today.year else long_date(on, locale)
    return {"day": day, "text": clip(last["text"], LAST_LENGTH)}


def _there(payload: Mapping[str, Any], desk: Desk, zone: ZoneInfo) -> Iterable[str]:
    """Say how many hours the contact's clock is from here: true whenever the letter is read."""
    if ahead := ahead_of_us(payload["zone_there"], desk.now, zone):
        city = city_of_zone(payload["zone_there"], desk.locale)
        yield _hours_away(city, ahead, desk.locale)


def _hours_away(city: str, ahead: timedelta, locale: str) -> str:
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    is_ahead = ahead > timedelta(0)
    if minutes:
        words = mark("%(city)s: %(hours)d h %(minutes)d min ahead.")
        if not is_ahead:
            words = mark("%(city)s: %(hours)d h %(minutes)d min behind.")
        return translate(locale, words, city=city, hours=hours, minutes=minutes)
    if is_ahead:
        return plural(
            locale,
            "%(city)s: %(num)d hour ahead.",
            "%(city)s: %(num)d hours ahead.",
            hours,
            city=city,
        )
    return plural(
        locale,
        "%(city)s: %(num)d hour behind.",
        "%(city)s: %(num)d hours behind.",
        hours,
        city=city,
    )


def days_off(country: str | None, today: date, locale: str) -> Iterable[str]:
    """Name the next public holiday of the coming days, there and here.

    Where nothing is known of a country nothing is said: a letter never claims "no holidays".
    """
    for where in dict.fromkeys(filter(None, (country, HOME))):
        days = [today + ahead * _DAY for ahead in range(DAYS_AHEAD + 1)]
        off = [day for day in days if holiday(day, where) and not is_weekend(day, where)]
        if off:
            yield _day_off(off[0], where, locale)


def _day_off(first: date, country: str, locale: str) -> str:
    last = first
    while not is_working_day(last + _DAY, country):
        last += _DAY
    where = country_name(country, locale)
    if last - first > 2 * _DAY:
        span = {"first": day_and_month(first, locale), "last": day_and_month(last, locale)}
        words = mark("%(where)s: from %(first)s to %(last)s – days off.")
        return translate(locale, words, where=where, **span)
    day, name = weekday_and_date(first, locale), holiday(first, country, locale)
    if name in (None, UNNAMED):
        return translate(locale, mark("%(where)s: %(day)s – a day off."), where=where, day=day)
    words = mark("%(where)s: %(day)s – a day off (%(name)s).")
    return translate(locale, words, where=where, day=day, name=name)
