"""Two people decide on one report: what each changed is kept, and neither overwrites the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zlib import crc32

from tracker.core.errors import ConflictError
from tracker.core.words import mark
from tracker.review.decisions import Decisions
from tracker.review.items import Choice, Item
from tracker.review.plan import Problem

WHICH = "which"
"""What the trip is to be is decided as one."""
_SAID = {
    Choice.ACCEPT: mark("Somebody else has accepted this meanwhile: %(said)s."),
    Choice.REJECT: mark("Somebody else has rejected this meanwhile: %(said)s."),
    Choice.WAIT: mark("Somebody else has left this to wait meanwhile: %(said)s."),
}


class ClashingError(ConflictError):
    """Both have decided on the same, and differently; `decisions` are this person's in it."""

    def __init__(self, decisions: Decisions, clashing: Sequence[str]) -> None:
        super().__init__(mark("Somebody else has changed this in the meantime."))
        self.decisions = decisions
        self.clashing = clashing


def print_of(decisions: Decisions) -> str:
    """Return a short print of everything decided, for the page to remember what it showed."""
    return ".".join(_prints(decisions).values())


def settled(mine: Decisions, saved: Decisions, was: str) -> Decisions:
    """Return `mine` over what others have `saved` since the page showed what `was`.

    Raises ClashingError where both have decided on the same item, and differently.
    """
    own, theirs = _prints(mine), _prints(saved)
    shown = dict(zip(own, was.split("."), strict=False)) if was else theirs
    changed = {name for name in own if own[name] != shown.get(name)}
    clashing = [name for name in own if name in changed and _differs(name, own, theirs, shown)]
    items = zip(mine.items, saved.items, strict=True)
    which = mine if WHICH in changed else saved
    decisions = replace(
        which, items=tuple(item if item.id in changed else other for item, other in items)
    )
    if clashing:
        raise ClashingError(decisions, clashing)
    return decisions


def problems_of(error: ClashingError, saved: Decisions, owners: Mapping[str, str]) -> list[Problem]:
    """Return what the page says beside each item in which the two clash: what is saved there.

    `owners` are the names of accounts by their numbers.
    """
    theirs = {item.id: item for item in saved.items}
    return [_problem(name, theirs.get(name), owners) for name in error.clashing]


def _problem(name: str, item: Item | None, owners: Mapping[str, str]) -> Problem:
    if item is None:
        return Problem(WHICH, mark("Somebody else has chosen another trip here meanwhile."))
    values = {**item.values, "owner": owners.get(item.values.get("owner", ""), "")}
    said = " · ".join(" ".join(value.split()) for value in values.values() if value.strip())
    return Problem(f"value-{name}", _SAID[item.choice], {"said": said or "–"})


def _differs(
    name: str, own: Mapping[str, str], theirs: Mapping[str, str], shown: Mapping[str, str]
) -> bool:
    return theirs[name] not in {own[name], shown.get(name)}


def _prints(decisions: Decisions) -> dict[str, str]:
    which = {WHICH: _print(decisions.direction.value, decisions.into)}
    items = {item.id: _print(item.choice.value, *item.values.values()) for item in decisions.items}
    return which | items


def _print(*said: str) -> str:
    told = chr(0).join(" ".join(each.split()) for each in said)
    return f"{crc32(told.encode()):x}"
