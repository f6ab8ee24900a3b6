"""Plans in words: in which days a step is done, and how often it comes again."""

from tracker.core.texts import gettext as _
from tracker.core.texts import pgettext
from tracker.plans.models import PlanStep

RULES = (
    "FREQ=WEEKLY",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=MONTHLY;INTERVAL=6",
    "FREQ=YEARLY",
)
"""The rules that the form offers; any other that stands in the data is kept as it is."""


def rule_words(rrule: str) -> str:
    """Return how often it comes again."""
    words = {
        "FREQ=WEEKLY": pgettext("again", "every week"),
        "FREQ=MONTHLY": pgettext("again", "every month"),
        "FREQ=MONTHLY;INTERVAL=3": pgettext("again", "every quarter"),
        "FREQ=MONTHLY;INTERVAL=6": pgettext("again", "every half-year"),
        "FREQ=YEARLY": pgettext("again", "every year"),
    }
    return words.get(rrule, rrule)


def window_words(step: PlanStep) -> str:
    """Return in which days of the plan a step is done."""
    if step.within_hours is not None:
        words = _("within %(num)d h", num=step.within_hours)
    elif step.from_day == step.by_day:
        words = _("day %(num)d", num=step.by_day)
    else:
        words = _("days %(first)d–%(last)d", first=step.from_day, last=step.by_day)
    if step.rrule is None:
        return words
    return _("%(days)s, then %(often)s", days=words, often=rule_words(step.rrule))
