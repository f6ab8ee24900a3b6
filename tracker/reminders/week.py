"""What the letter about the week says, at the moment it leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.accounts.choosing import Ends, settings_url, stop_url
from tracker.core.i18n import date_range, plural
from tracker.core.weeks import sunday_of
from tracker.core.words import mark
from tracker.letters.render import Desk
from tracker.reminders.digest import Line, Section, is_late, lines_of, said
from tracker.reminders.letter import days_off


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/week` show."""
    today = desk.now.astimezone(ZoneInfo(payload["zone"])).date()
    monday = date.fromisoformat(payload["from"])
    everything = [*payload["items"], *payload["rest"]]
    late = sum(is_late(item, today) for item in everything)
    on_time, done = payload["result"]
    return {
        "days": date_range(monday, sunday_of(monday), desk.locale),
        "late": late,
        "ahead": len(everything) - late,
        "standing_still": len(payload["standing"]) + payload["more_standing"],
        "sections": [*_own(payload, today, desk), *_standing(payload, today, desk)],
        "more": len(payload["rest"]),
        "more_standing": payload["more_standing"],
        "on_time": on_time,
        "done": done,
        "hints": list(days_off(None, today, desk.locale)),
        "today_url": desk.url("/today"),
        "late_url": desk.url("/leads?view=late"),
        "settings_url": settings_url(desk, payload["to"]),
        "unsubscribe_url": stop_url(desk, payload["to"], Ends.WEEKLY),
    }


def _own(payload: Mapping[str, Any], today: date, desk: Desk) -> list[Section]:
    items = payload["items"]
    late = [item for item in items if is_late(item, today)]
    due = [item for item in items if item not in late and _on(item) <= today]
    ahead = [item for item in items if _on(item) > today]
    parts = (
        Section(said(desk, mark("Late")), lines_of(late, today, desk), is_late=True),
        Section(said(desk, mark("Today")), lines_of(due, today, desk)),
        Section(said(desk, mark("Later this week")), lines_of(ahead, today, desk, acts=False)),
    )
    return [part for part in parts if part.lines]


def _on(item: Mapping[str, Any]) -> date:
    return date.fromisoformat(item["due_on"])


def _standing(payload: Mapping[str, Any], today: date, desk: Desk) -> list[Section]:
    lines = tuple(
        Line(
            what=each["title"],
            url=desk.url(each["path"]),
            who=f"{each['step']} · {each['owner']}",
            due=plural(
                desk.locale, "%(num)d day late", "%(num)d days late", (today - _on(each)).days
            ),
        )
        for each in payload["standing"]
    )
    return [Section(said(desk, mark("Stands still")), lines, is_late=True)] if lines else []
