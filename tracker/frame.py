"""The frame round every page: menu with counts, commands, theme; one statement a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from flask import request, url_for
from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, select

from tracker.accounts.models import Role
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import SignedIn
from tracker.accounts.words import role_name
from tracker.contacts.models import Contact
from tracker.core import web
from tracker.core.db import Work
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.leads.models import IS_OPEN, Lead
from tracker.trips.models import Trip

COUNTED_TO = 1000
"""A menu says "1 000+" rather than count every row for each page."""
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu; `chord` is the key after G that leads to it."""

    key: str
    label: str
    icon: str
    url: str
    count: str | None = None
    danger: bool = False
    chord: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the command palette."""

    icon: str
    label: str
    key: str
    url: str


def surroundings() -> dict[str, object]:
    """Return what every template may use, signed in or not; asks the database nothing."""
    theme = request.cookies.get("theme", "")
    person = web.actor()
    return {
        "locale": language(),
        "theme": theme if theme in THEMES else "",
        "municipality": web.part_of_app("settings").municipality,
        "demo": web.part_of_app("demo"),
        "links": _links(person if isinstance(person, SignedIn) else None),
    }


def frame() -> dict[str, object]:
    """Return what `templates/layouts/page.html` needs beside the page's own values."""
    person = web.actor()
    if not isinstance(person, SignedIn):
        raise TypeError("a page with the whole frame was asked for by nobody")
    with web.reading() as work:
        counts = _counts(work, person.id)
    return {
        "me": SimpleNamespace(
            name=person.name,
            initials=f"{person.given[:1]}{person.family[:1]}",
            role_label=role_name(person.role),
            is_mayor=person.role in {Role.MAYOR, Role.VICE_MAYOR},
            keys_off=not person.keys_on,
        ),
        "active": "",
        "nav": tuple(_menu(person, counts)),
        "views": tuple(_views(person, counts)),
        "commands": tuple(_commands(person)),
        "can": lambda permission: person.may(Permission(permission)),
    }


def _links(person: SignedIn | None) -> SimpleNamespace:
    edits = person is not None and person.may(Permission.EDIT_CONTACTS)
    return SimpleNamespace(
        home=url_for("today.home"),
        search=url_for("search.results"),
        quick=url_for("search.quick"),
        account=url_for("accounts.own"),
        language=url_for("accounts.language"),
        sign_out=url_for("accounts.sign_out"),
        new_contact=url_for("contacts.new") if edits else "",
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    mine_due: int
    open_leads: int
    unowned: int
    contacts: int
    trips: int


def _capped(question: Select[int]) -> ScalarSelect[int]:
    some = question.limit(COUNTED_TO + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


_DUE = and_(Lead.owner_id == bindparam("user"), Lead.next_step_on <= bindparam("today"))
# Built once: every page says it, and building costs more than asking.
_COUNTED: Select[*tuple[int, ...]] = select(
    _capped(select(Lead.id).where(_DUE)),
    _capped(select(Lead.id).where(IS_OPEN)),
    _capped(select(Lead.id).where(IS_OPEN, Lead.owner_id.is_(None))),
    _capped(select(Contact.id)),
    _capped(select(Trip.id)),
)


def _counts(work: Work, user_id: int) -> _Counts:
    """Count what the menu shows, each only so far, in one statement."""
    asked = {"user": user_id, "today": work.today}
    return _Counts(*work.session.execute(_COUNTED, asked).one())


def _said(count: int) -> str:
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


def _menu(person: SignedIn, counts: _Counts) -> Iterator[Item]:
    if person.may(Permission.READ):
        yield from _rooms(counts)
    if person.may(Permission.EDIT_TRIPS):
        yield Item("reports", _("Upload a report"), "upload", url_for("review.new"))
    if person.may(Permission.READ_LETTERS) or web.part_of_app("demo"):
        yield Item("letters", _("Letters"), "mail", url_for("letters.index"))
    if person.may(Permission.MANAGE_ACCOUNTS):
        yield Item("users", _("Accounts"), "users", url_for("accounts.users"))


def _rooms(counts: _Counts) -> Iterator[Item]:
    yield Item(
        "today",
        _("Today"),
        "calendar-check",
        url_for("today.show"),
        count=_said(counts.mine_due) if counts.mine_due else None,
        chord="t",
    )
    yield Item("dashboard", _("Overview"), "chart-bar", url_for("dashboard.show"), chord="d")
    yield Item(
        "leads",
        _("Leads"),
        "route",
        url_for("leads.board"),
        count=_said(counts.open_leads),
        chord="l",
    )
    yield Item(
        "trips",
        _("Trips"),
        "plane",
        url_for("trips.index"),
        count=_said(counts.trips),
        chord="k",
    )
    yield Item(
        "contacts",
        _("Contacts"),
        "users",
        url_for("contacts.index"),
        count=_said(counts.contacts),
        chord="c",
    )


def _views(person: SignedIn, counts: _Counts) -> Iterator[Item]:
    if person.may(Permission.READ) and counts.unowned:
        yield Item(
            "unowned",
            _("Without an owner"),
            "star",
            url_for("leads.index", view="unowned"),
            count=_said(counts.unowned),
            danger=True,
        )


def _commands(person: SignedIn) -> Iterator[Command]:
    if person.may(Permission.EDIT_CONTACTS):
        yield Command("plus", _("New contact"), "N", url_for("contacts.new"))
    if person.may(Permission.EDIT_LEADS):
        yield Command("plus", _("New lead"), "", url_for("leads.new"))
    if person.may(Permission.EDIT_TRIPS):
        yield Command("upload", _("Upload a trip report"), "", url_for("review.new"))
        yield Command("plus", _("New trip"), "", url_for("trips.new"))
    if person.may(Permission.READ):
        yield Command("calendar-check", _("Go to Today"), "G T", url_for("today.show"))
        yield Command("chart-bar", _("Go to the overview"), "G D", url_for("dashboard.show"))
        yield Command("route", _("Go to leads"), "G L", url_for("leads.board"))
        yield Command("plane", _("Go to trips"), "G K", url_for("trips.index"))
        yield Command("users", _("Go to contacts"), "G C", url_for("contacts.index"))
        yield Command("list", _("Go to topics"), "", url_for("topics.index"))
    yield Command("settings", _("Account settings"), "", url_for("accounts.own"))
