"""What the letter about a contact's silence says, at the moment it leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.core.i18n import translate
from tracker.core.words import mark
from tracker.letters.render import Desk
from tracker.reminders import letter
from tracker.reminders.links import Action

LABELS = {
    Action.DONE: mark("Log contact"),
    Action.TOMORROW: mark("Remind me tomorrow"),
    Action.WEEK: mark("In a week"),
}

ALONE = {Action.WEEK: mark("Remind me in a week")}
"""What reads on from the button before it, where plain text gives each lines of its own."""


def compose(payload: Mapping[str, Any], desk: Desk) -> dict[str, object]:
    """Return what the templates of `letters/silence` show: for how many days, and of whom.

    A letter that waited for its mail server counts the days up to the moment it leaves.
    """
    today = desk.now.astimezone(ZoneInfo(payload["zone"])).date()
    return {
        **letter.compose(payload, desk),
        "days": (today - date.fromisoformat(payload["since"])).days,
        "name": payload["step"],
        "organisation": payload["organisation"],
        "subject_tail": "",
        "buttons": _buttons(payload, desk),
    }


def _buttons(payload: Mapping[str, Any], desk: Desk) -> list[dict[str, object]]:
    return [
        {
            "label": translate(desk.locale, label),
            "alone": translate(desk.locale, ALONE.get(action, label)),
            "url": letter.deed_url(payload, action, desk),
        }
        for action, label in LABELS.items()
    ]
