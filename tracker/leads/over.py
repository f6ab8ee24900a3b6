"""What stands over the list and the board: tabs, filters that are on and off, the count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel.speaklater import LazyString

from tracker.core.addresses import page_url
from tracker.core.counting import COUNTED_TO, count_shown
from tracker.core.i18n import country_name, in_language
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import lazy_pgettext
from tracker.leads.bar import COUNTED_VIEWS, Bar
from tracker.leads.filters import DueIn, LeadFilter, View
from tracker.leads.listing import Sort
from tracker.leads.models import Phase
from tracker.leads.shown import NUMBERS, Line
from tracker.trips.shown import phase_label


@dataclass(frozen=True, slots=True)
class Tab:
    """A ready-made view over the list."""

    label: str
    url: str
    count: str | None
    on: bool


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is on, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over a list or a board."""

    tabs: Sequence[Tab]
    filters: Sequence[ActiveFilter]
    choices: Sequence[tuple[str, str]]
    """The filters that are off: their name, and the address where they are chosen."""
    keep: Mapping[str, str]
    """What the search field's form carries along."""
    q: str
    count: str
    board_url: str
    list_url: str
    clear_url: str
    any_lead: bool


def address(endpoint: str, asked: LeadFilter, **more: str) -> str:
    """Return the address of a list or board that asks this."""
    said = asked.args | more
    return page_url(endpoint) + (f"?{urlencode(said)}" if said else "")


VIEWS: Mapping[View, LazyString] = {
    View.OPEN: lazy_pgettext("leads", "All open"),
    View.MINE: lazy_pgettext("leads", "Mine"),
    View.LATE: lazy_pgettext("leads", "Late"),
    View.MISSING: lazy_pgettext("leads", "No next step"),
    View.UNOWNED: lazy_pgettext("leads", "No owner"),
    View.AGREED: lazy_pgettext("leads", "Agreed"),
    View.PARKED: lazy_pgettext("leads", "On hold"),
    View.CLOSED: lazy_pgettext("leads", "Closed"),
    View.ALL: lazy_pgettext("leads", "All"),
}
"""What the views are called."""
DUE: Mapping[DueIn, LazyString] = {
    DueIn.LATE: lazy_pgettext("due", "late"),
    DueIn.TODAY: lazy_pgettext("due", "today"),
    DueIn.WEEK: lazy_pgettext("due", "later this week"),
}
"""When the next step is due."""
SORTS: Mapping[Sort, LazyString] = {
    Sort.DUE: _l("sorted by due date"),
    Sort.NEWEST: _l("the newest first"),
    Sort.MISSING: _l("the longest waiting first"),
    Sort.WAKES: _l("sorted by the day they wake up"),
    Sort.CLOSED: _l("the last closed first"),
}
"""How a list is sorted."""


def over(endpoint: str, asked: LeadFilter, bar: Bar, *, language: str, count: str) -> Over:
    """Return what stands over the list or the board at `endpoint`."""
    labels = dict(_active_labels(asked, bar, language))
    at = endpoint.rpartition(".")[2]
    return Over(
        tabs=[_tab(endpoint, view, asked, bar) for view in _tabs(asked)],
        filters=[
            ActiveFilter(label, address(endpoint, asked.without(name)))
            for name, label in labels.items()
        ],
        choices=[
            (str(label), address("leads.choose", asked, at=at, to=name))
            for name, label in CHOICES.items()
            if name not in labels
        ],
        keep={name: value for name, value in asked.args.items() if name != "q"},
        q=asked.q,
        count=count,
        board_url=address("leads.board", asked),
        list_url=address("leads.index", asked),
        clear_url=address(endpoint, LeadFilter(asked.view)),
        any_lead=bar.any_lead,
    )


def _tabs(asked: LeadFilter) -> list[View]:
    shown = [*COUNTED_VIEWS, View.PARKED, View.CLOSED]
    return shown if asked.view in shown else [*shown, asked.view]


def _tab(endpoint: str, view: View, asked: LeadFilter, bar: Bar) -> Tab:
    return Tab(
        label=str(VIEWS[view]),
        url=address(endpoint, LeadFilter(view)),
        count=count_shown(bar.views[view]) if view in bar.views else None,
        on=view is asked.view,
    )


CHOICES: Mapping[str, LazyString] = {
    "owner": _l("Owner"),
    "topic": _l("Topic"),
    "country": _l("Country"),
    "trip": _l("Trip"),
    "stage": _l("Stage"),
    "due": lazy_pgettext("step", "Due"),
}
"""What can be filtered by, and what it is called."""
_HEADS: Mapping[str, LazyString] = {
    **CHOICES,
    "phase": _l("Stage"),
    "pipeline": _l("Pipeline"),
    "on": _l("Due"),
    "since": _l("Opened since"),
    "q": _l("Words"),
}


def topic_asked(bar: Bar, language: str) -> str | None:
    """Return what the topic is called that the list is filtered by."""
    return in_language(language, bar.topic_lt, bar.topic_en) or None


def _active_labels(asked: LeadFilter, bar: Bar, language: str) -> Iterator[tuple[str, str]]:
    topic = topic_asked(bar, language)
    trip = f"{bar.trip_city} {bar.trip_start.year}" if bar.trip_start else ""
    labels = {
        "owner": _("no owner") if asked.unowned else bar.owner if asked.owner else None,
        "topic": topic,
        "country": country_name(asked.country, language),
        "trip": trip,
        "stage": in_language(language, bar.stage_lt, bar.stage_en),
        "phase": phase_label(asked.phase.value) if asked.phase else "",
        "pipeline": asked.pipeline,
        "due": str(DUE[asked.due]) if asked.due else "",
        "on": " – ".join(day.isoformat() for day in (asked.on, asked.until) if day),
        "since": str(asked.since),
        "q": asked.q,
    }
    for name, label in labels.items():
        if name in asked.args:
            yield name, f"{_HEADS[name]}: {label or asked.args[name]}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board."""

    value: str
    number: int
    label: str
    count: str
    running: str
    cards: Sequence[Line]
    more_url: str | None
    more_label: str


def column(phase: Phase, bar: Bar, cards: Sequence[Line], more_url: str | None) -> Column:
    """Return a column with its cards."""
    count = bar.phases[phase]
    left = count - len(cards)
    left_words = _("Show more") if count > COUNTED_TO else _("Show %(num)d more", num=left)
    running = phase is Phase.AGREED and bar.running
    return Column(
        value=phase.value,
        number=NUMBERS[phase],
        label=phase_label(phase.value),
        count=count_shown(count),
        running=_("running: %(num)s", num=count_shown(bar.running)) if running else "",
        cards=cards,
        more_url=more_url if left > 0 else None,
        more_label=left_words,
    )


@dataclass(frozen=True, slots=True)
class PhaseChoice:
    """A phase to move a card to."""

    value: str
    label: str
    phase: int


def phases() -> list[PhaseChoice]:
    """Return the phases a card can be moved to, "closed" last."""
    return [PhaseChoice(each.value, phase_label(each.value), NUMBERS[each]) for each in Phase]
