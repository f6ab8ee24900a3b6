"""The review page as its template needs it: cards of items with labels and faults, marked text."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from tracker.core.ids import read_id
from tracker.core.text import clean_line, fold
from tracker.core.texts import gettext as _
from tracker.core.texts import language, pgettext
from tracker.review.decisions import Decisions
from tracker.review.items import Choice, Group, Item, Proposal
from tracker.review.plan import FIGURE, Problem, figure_value
from tracker.trips.figures import figure_said
from tracker.trips.marks import Paragraph, marked_text

_SHOWN = 140
_LONG = ("trip-purpose", "trip-conclusions")


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with what its row says beside the value."""

    id: str
    said: str
    """The value, or what stands for it where there is none."""
    label: str
    confidence: str
    choice: str
    is_marked: bool
    is_long: bool
    values: Mapping[str, str]
    errors: Mapping[str, str]
    has_account: bool
    """Whether a delegate bears the name of an account."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the page."""

    group: str
    title: str
    hint: str
    items: Sequence[Shown]
    total: str = ""
    """How many people are counted and not named, as typed."""


@dataclass(frozen=True, slots=True)
class Review:
    """The whole page."""

    paragraphs: Sequence[Paragraph]
    cards: Sequence[Card]
    direction: str
    into: str
    is_empty: bool
    """The text gave nothing; place and days are asked for all the same."""
    total: int
    accepted: int
    rejected: int
    errors: Sequence[tuple[str, str]]


def review_of(
    text: str,
    proposal: Proposal,
    decisions: Decisions,
    problems: Sequence[Problem],
    *,
    accounts: Container[str],
) -> Review:
    """Return the page; `accounts` are the folded names of those who have one."""
    said = {each.control: _(each.message, **each.params) for each in problems}
    cards = [_card(group, decisions, said, accounts) for group in Group]
    return Review(
        paragraphs=marked_text(text, proposal.marks),
        cards=[card for card in cards if card.items],
        direction=decisions.direction.value,
        into=decisions.into,
        is_empty=not proposal.marks,
        total=len(decisions.items),
        accepted=decisions.count(Choice.ACCEPT),
        rejected=decisions.count(Choice.REJECT),
        errors=list(said.items()),
    )


def _card(
    group: Group, decisions: Decisions, said: Mapping[str, str], accounts: Container[str]
) -> Card:
    title, hint = _titles()[group]
    items = [_shown(item, said, accounts) for item in decisions.items if item.group is group]
    return Card(group.value, title, hint, items, _counted(items))


def _counted(items: Sequence[Shown]) -> str:
    return str(sum(read_id(item.values.get("count")) or 0 for item in items))


def _titles() -> dict[Group, tuple[str, str]]:
    return {
        Group.PLACES: (_("Contacts"), ""),
        Group.LEADS: (_("Leads"), _("one for each topic")),
        Group.FOLLOW_UPS: (_("What was agreed"), _("each becomes a lead")),
        Group.TRIP: (pgettext("card", "Trip"), ""),
        Group.DELEGATION: (_("Delegation"), _("the nominative is guessed")),
        Group.PEOPLE: (pgettext("card", "People"), ""),
        Group.ORGANISATIONS: (pgettext("card", "Organisations"), ""),
        Group.FIGURES: (pgettext("card", "Figures"), _("as the report gives them")),
    }


def _shown(item: Item, said: Mapping[str, str], accounts: Container[str]) -> Shown:
    names = (f"{name}-{item.id}" for name in item.values)
    return Shown(
        id=item.id,
        said=_said(item),
        label=_label(item),
        confidence=item.confidence.value,
        choice=item.choice.value,
        is_marked=item.is_marked,
        is_long=item.id in _LONG,
        values=item.values,
        errors={name.partition("-")[0]: said[name] for name in names if name in said},
        has_account=item.group is Group.DELEGATION and fold(item.value) in accounts,
    )


def _said(item: Item) -> str:
    if item.id in _LONG:
        return shorten(_in_one_line(item.value), _SHOWN, placeholder="…")
    figure = FIGURE.fullmatch(clean_line(item.value)) if item.group is Group.FIGURES else None
    if figure:
        return figure_said(figure_value(figure), figure["label"], language())
    return item.value or item.values.get("role", "")


def _in_one_line(text: str) -> str:
    """Return lines in a row, apart from each other where no stop parts them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(line if line[-1] in ".;:,!?" else f"{line};" for line in lines).rstrip(";")


def _label(item: Item) -> str:
    if item.group is Group.TRIP:
        return _trip_label(item.id)
    if item.group is Group.PEOPLE:
        return _person_label(item)
    if item.group is Group.DELEGATION:
        return item.values["role"] or pgettext("item", "Delegate")
    if item.id.startswith("aliases-"):
        return _("perhaps another name of: %(name)s", name=item.hint)
    names = {
        Group.PLACES: _("Not named in the report"),
        Group.LEADS: pgettext("item", "Lead"),
        Group.FOLLOW_UPS: pgettext("item", "Agreed"),
        Group.ORGANISATIONS: pgettext("item", "Organisation"),
        Group.FIGURES: pgettext("item", "Figure"),
    }
    return names[item.group]


def _trip_label(id_: str) -> str:
    names = {
        "trip-place": pgettext("item", "Place"),
        "trip-days": pgettext("item", "Days"),
        "trip-event": _("Event"),
        "trip-purpose": _("Purpose"),
        "trip-conclusions": _("Conclusions"),
    }
    return names.get(id_) or _("Invited by")


def _person_label(item: Item) -> str:
    how = {
        "met": _("met"),
        "inviter": _("invited us"),
        "heard": _("heard, not said to have been met"),
    }.get(item.hint, _("mentioned"))
    role = item.values["role"]
    if item.value and role:
        return f"{how} · {role}"
    return how if item.value else _("%(how)s, not named", how=how)
