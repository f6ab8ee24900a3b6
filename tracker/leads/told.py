"""What happened with a lead, told in words: activities, and changes from the journal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.contacts.beside import Entry, day_words, talk
from tracker.contacts.words import Reader
from tracker.core import i18n
from tracker.core.texts import gettext as _
from tracker.core.texts import ngettext
from tracker.leads.history import Happening

Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the journal: what was, what is, and how stages and people are called."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    detail: Mapping[str, Any]
    stages: Names
    names: Names
    reader: Reader

    def day(self, name: str) -> str:
        """Return a day the change tells of."""
        said = self.after.get(name)
        return i18n.long_date(date.fromisoformat(said), self.reader.language) if said else "–"


def told(entry: Happening, reader: Reader, *, stages: Names, names: Names) -> Entry:
    """Return an entry in the reader's words."""
    who = f"{entry.given} {entry.family}" if entry.given else _("The system")
    if entry.detail is None:
        return talk(
            "received" if entry.direction == "received" else entry.what,
            who=who,
            when=(entry.day, entry.at),
            said=(entry.text or "", entry.language),
            reader=reader,
        )
    change = _Change(
        entry.detail.get("before") or {},
        entry.detail.get("after") or {},
        entry.detail,
        stages,
        names,
        reader,
    )
    icon, say = DEEDS.get(entry.what, _ANY)
    said = [say(change), *(tell(change) for tell in _also(entry.what, change) if tell is not say)]
    local = entry.moment.astimezone(reader.zone)
    return Entry(
        icon=icon,
        who=who,
        did=", ".join(said),
        at=local.isoformat(timespec="minutes"),
        when=day_words(local.date(), local.time(), reader),
        text=change.after.get("close_reason"),
    )


def _opened(change: _Change) -> str:
    if change.detail.get("from_report"):
        return _("opened the lead from a trip report")
    return _("opened the lead")


def _moved(change: _Change) -> str:
    stage = change.stages.get(change.after.get("stage_id", 0), "–")
    return _("moved it to “%(stage)s”", stage=stage)


def _assigned(change: _Change) -> str:
    owner = change.after.get("owner_id")
    if owner is None:
        return _("took the owner off")
    return _("named the owner: %(name)s", name=change.names.get(owner, "–"))


def _planned(change: _Change) -> str:
    step = change.after.get("next_step")
    if step is None:
        return _("set a new date: %(day)s", day=change.day("next_step_on"))
    return _("planned the next step: %(step)s", step=step)


def _laid(change: _Change) -> str:
    plan = change.after.get("plan", "–")
    if change.reader.language == "en":
        plan = change.after.get("plan_en", plan)
    return _("laid the plan “%(plan)s”", plan=plan)


def _undone(change: _Change) -> str:
    """Tell which change was taken back, by the first of these that it put back."""
    which = {
        "laying_id": _("undid a change of the plan"),
        "stage_id": _("undid a change of the stage"),
        "owner_id": _("undid a change of the owner"),
        "dormant_until": _("undid a change of the day until which it is on hold"),
        "next_step": _("undid a change of the next step"),
        "next_step_on": _("undid a change of the next step"),
    }
    return next((said for name, said in which.items() if name in change.after), _("undid a change"))


def _went_on(change: _Change) -> str:
    step = change.after.get("next_step", "–")
    return _("went on along the plan: %(step)s", step=step)


def _done(change: _Change) -> str:
    return _("did: %(step)s", step=change.before.get("next_step", "–"))


def _valued(change: _Change) -> str:
    value = change.after.get("value_eur")
    if value is not None:
        said = i18n.euros(Decimal(value), change.reader.language)
        return _("said the value: %(value)s", value=said)
    if change.after.get("is_non_monetary"):
        return _("said that it is non-monetary")
    return _("took the value off")


def _escalated(change: _Change) -> str:
    name = change.names.get(change.detail.get("to", 0), "–")
    return ngettext(
        "told %(name)s that nothing has been done for %(num)d working day",
        "told %(name)s that nothing has been done for %(num)d working days",
        change.detail.get("days", 0),
        name=name,
    )


def _topics_set(_change: _Change) -> str:
    return _("changed the topics")


DEEDS: Mapping[str, tuple[str, Callable[[_Change], str]]] = {
    "lead.opened": ("file-text", _opened),
    "lead.moved": ("route", _moved),
    "lead.closed": ("x", lambda _c: _("closed the lead without result")),
    "lead.reopened": ("refresh", lambda _c: _("reopened the lead")),
    "lead.slept": (
        "player-pause",
        lambda c: _("put it on hold until %(day)s", day=c.day("dormant_until")),
    ),
    "lead.assigned": ("user", _assigned),
    "lead.step_planned": ("calendar-event", _planned),
    "lead.step_done": ("circle-check", _done),
    "lead.step_postponed": (
        "clock",
        lambda c: _("snoozed the step until %(day)s", day=c.day("next_step_on")),
    ),
    "lead.plan_laid": ("list", _laid),
    "lead.plan_removed": ("list", lambda _c: _("took the plan off")),
    "lead.plan_went_on": ("list", _went_on),
    "lead.step_restored": ("arrow-back-up", lambda _c: _("put the step back")),
    "lead.undone": ("arrow-back-up", _undone),
    "lead.edited": ("pencil", lambda _c: _("changed the lead's facts")),
    "lead.valued": ("tag", _valued),
    "lead.escalated": ("bell", _escalated),
    "activity.taken_back": ("arrow-back-up", lambda _c: _("took back that contact was made")),
}
_ANY = ("history", lambda _c: _("changed the lead"))
_WHOLE = {
    "lead.opened",
    "lead.step_done",
    "lead.step_postponed",
    "lead.step_restored",
    "lead.plan_went_on",
    "lead.undone",
}
"""What tells all there is to tell."""


def _also(what: str, change: _Change) -> Iterator[Callable[[_Change], str]]:
    """Yield how to tell what else was changed in the same deed."""
    if what in _WHOLE:
        return
    if "owner_id" in change.after:
        yield _assigned
    if change.after.get("next_step"):
        yield _planned
    if change.after.keys() & {"value_eur", "is_non_monetary"}:
        yield _valued
    if "topic_ids" in change.after:
        yield _topics_set
