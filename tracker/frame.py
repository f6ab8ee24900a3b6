"""The frame round every page: menu with counts, commands, theme; one statement a page.

What is the same for everybody of one role and language is made once and kept (`_Fixed`); a page
pays for its counts and for the name of whoever reads it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from flask import request
from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, select

from tracker.accounts.models import Role
from tracker.accounts.permissions import Permission, may
from tracker.accounts.queries import SignedIn
from tracker.accounts.words import is_in_trouble, role_name
from tracker.contacts.models import Contact
from tracker.core import web
from tracker.core.addresses import page_url
from tracker.core.counting import count_shown, counted
from tracker.core.db import Work, ask
from tracker.core.templates import render
from tracker.core.texts import gettext, language, language_is_given
from tracker.core.words import mark
from tracker.leads.models import IS_OPEN, Lead
from tracker.trips.models import Trip

THEMES = ("light", "dark")


class Entry(NamedTuple):
    """A line of the menu: whose it is, and which count stands beside it."""

    key: str
    label: str
    icon: str
    endpoint: str
    permission: Permission
    chord: str = ""
    """The key after G that leads to it."""
    counted: str = ""


class Command(NamedTuple):
    """A line of the command palette."""

    label: str
    icon: str
    endpoint: str
    permission: Permission
    key: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu as it is shown."""

    key: str
    label: str
    icon: str
    url: str
    chord: str = ""
    count: str | None = None
    danger: bool = False


MENU = (
    Entry("today", mark("Today"), "calendar-check", "today.show", Permission.READ, "t", "mine_due"),
    Entry("dashboard", mark("Overview"), "chart-bar", "dashboard.show", Permission.READ, "d"),
    Entry("leads", mark("Leads"), "route", "leads.board", Permission.READ, "l", "open_leads"),
    Entry("trips", mark("Trips"), "plane", "trips.index", Permission.READ, "k", "trips"),
    Entry(
        "contacts", mark("Contacts"), "users", "contacts.index", Permission.READ, "c", "contacts"
    ),
    Entry("reports", mark("Upload a report"), "upload", "review.new", Permission.EDIT_TRIPS),
    Entry("people", mark("Colleagues"), "briefcase", "handover.people", Permission.MANAGE_PEOPLE),
    Entry("letters", mark("Letters"), "mail", "letters.index", Permission.READ_LETTERS),
    Entry("health", mark("Health"), "shield-check", "health.show", Permission.READ_HEALTH),
    Entry("users", mark("Accounts"), "users", "accounts.users", Permission.MANAGE_ACCOUNTS),
)
COMMANDS = (
    Command(mark("New contact"), "plus", "contacts.new", Permission.EDIT_CONTACTS, "N"),
    Command(mark("New lead"), "plus", "leads.new", Permission.EDIT_LEADS),
    Command(mark("Upload a trip report"), "upload", "review.new", Permission.EDIT_TRIPS),
    Command(mark("New trip"), "plus", "trips.new", Permission.EDIT_TRIPS),
    Command(mark("Go to Today"), "calendar-check", "today.show", Permission.READ, "G T"),
    Command(mark("Go to the overview"), "chart-bar", "dashboard.show", Permission.READ, "G D"),
    Command(mark("Go to leads"), "route", "leads.board", Permission.READ, "G L"),
    Command(mark("Go to trips"), "plane", "trips.index", Permission.READ, "G K"),
    Command(mark("Go to contacts"), "users", "contacts.index", Permission.READ, "G C"),
    Command(mark("Go to topics"), "list", "topics.index", Permission.READ),
    Command(mark("Go to plans"), "list", "plans.index", Permission.READ),
    Command(mark("Account settings"), "settings", "accounts.own", Permission.OWN_ACCOUNT),
)
_LINKS = {
    "resume_mail": "reaching.resume_own",
    "home": "today.home",
    "account": "accounts.own",
    "language": "accounts.language",
    "sign_out": "accounts.sign_out",
}


class _Reader(NamedTuple):
    """What the fixed part of a frame depends on; nobody's role is a visitor's."""

    role: Role | None
    language: str
    is_demo: bool

    def may(self, permission: Permission) -> bool:
        return self.role is not None and may(self.role, permission)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What is the same on every page of everybody of one role and language."""

    links: SimpleNamespace
    nav: tuple[tuple[Item, str], ...]
    """Each line of the menu, and the name of its count."""
    unowned: Item
    palette: Markup
    role_label: str


class _Counts(NamedTuple):
    """What the menu counts, in the order it is asked."""

    mine_due: int | None
    open_leads: int
    unowned: int
    contacts: int
    trips: int


class _Menu(NamedTuple):
    """The side menu and a phone's bottom menu, drawn."""

    side: Markup
    tabs: Markup


def surroundings() -> dict[str, object]:
    """Return what every template may use, signed in or not; asks the database nothing."""
    theme = request.cookies.get("theme", "")
    return {
        "locale": language(),
        "language_is_given": language_is_given(),
        "here": request.full_path.rstrip("?"),
        "theme": theme if theme in THEMES else "",
        "municipality": web.part_of_app("settings").municipality,
        "demo": web.part_of_app("demo"),
        "links": _links(_reader()),
    }


def frame(active: str) -> dict[str, object]:
    """Return what `templates/layouts/page.html` needs beside the page's own values.

    `active` is the key of the menu's line under which the page stands.
    """
    person = web.actor()
    if not isinstance(person, SignedIn):
        raise TypeError("a page with the whole frame was asked for by nobody")
    reader = _reader()
    fixed = _fixed(reader)
    with web.reading() as work:
        counts = _counts(work, person.id)
    return {
        "me": SimpleNamespace(
            name=person.name,
            initials=f"{person.given[:1]}{person.family[:1]}",
            title=person.title or fixed.role_label,
            is_mayor=person.role in {Role.MAYOR, Role.VICE_MAYOR},
            keys_off=not person.keys_on,
            mail=_mail(person, work.now),
        ),
        "menu": _menu(reader, active, counts),
        "palette": fixed.palette,
        "can": lambda permission: person.may(Permission(permission)),
    }


def _mail(person: SignedIn, now: datetime) -> str:
    """Return whether letters to somebody are "paused", or in "trouble" of late; else nothing."""
    if person.mail_paused_at is not None:
        return "paused"
    return "trouble" if is_in_trouble(person.mail_warned_at, now) else ""


def _unbroken(role: str) -> str:
    """Keep an ending such as "(-ė)" on one line."""
    return role.replace("(-", "(-\u2060")


def _reader() -> _Reader:
    person = web.actor()
    role = person.role if isinstance(person, SignedIn) else None
    return _Reader(role, language(), web.part_of_app("demo"))


@lru_cache
def _links(reader: _Reader) -> SimpleNamespace:
    edits, reads = reader.may(Permission.EDIT_CONTACTS), reader.may(Permission.READ)
    return SimpleNamespace(
        **{name: page_url(endpoint) for name, endpoint in _LINKS.items()},
        search=page_url("search.results") if reads else "",
        quick=page_url("search.quick") if reads else "",
        new_contact=page_url("contacts.new") if edits else "",
    )


@lru_cache
def _fixed(reader: _Reader) -> _Fixed:
    commands = [
        (command, gettext(command.label), page_url(command.endpoint))
        for command in COMMANDS
        if reader.may(command.permission)
    ]
    return _Fixed(
        links=_links(reader),
        nav=tuple((_item(entry), entry.counted) for entry in MENU if _is_shown(entry, reader)),
        unowned=Item(
            "unowned",
            gettext("Without an owner"),
            "star",
            f"{page_url('leads.index')}?view=unowned",
            danger=True,
        ),
        palette=_drawn("layouts/_palette.html", commands=commands),
        role_label=_unbroken(role_name(reader.role)) if reader.role else "",
    )


def _is_shown(entry: Entry, reader: _Reader) -> bool:
    """Tell whether the menu has a line: the demo shows its letters to everybody."""
    return reader.may(entry.permission) or (reader.is_demo and entry.key == "letters")


def _item(entry: Entry) -> Item:
    url = page_url(entry.endpoint)
    return Item(entry.key, gettext(entry.label), entry.icon, url, entry.chord)


@lru_cache(maxsize=1024)
def _menu(reader: _Reader, active: str, counts: _Counts) -> _Menu:
    """Draw the menus; the next page of the same person mostly says the same."""
    fixed = _fixed(reader)
    nav = [_counted(item, getattr(counts, name, None)) for item, name in fixed.nav]
    views = [_counted(fixed.unowned, counts.unowned)] if _shows_views(reader, counts) else []
    return _Menu(
        side=_drawn("layouts/_side_menu.html", nav=nav, views=views, active=active),
        tabs=_drawn("layouts/_tabbar.html", nav=nav, active=active),
    )


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render(template, **values))  # noqa: S704 - a template's own


def _shows_views(reader: _Reader, counts: _Counts) -> bool:
    return bool(counts.unowned) and reader.may(Permission.READ)


def _counted(item: Item, count: int | None) -> Item:
    return item if count is None else replace(item, count=count_shown(count))


_DUE = and_(Lead.owner_id == bindparam("user"), Lead.next_step_on <= bindparam("today"))
# Built once: every page says it, and building costs more than asking.
_COUNTED: Select[*tuple[int, ...]] = select(
    counted(select(Lead.id).where(_DUE)).scalar_subquery(),
    counted(select(Lead.id).where(IS_OPEN)).scalar_subquery(),
    counted(select(Lead.id).where(IS_OPEN, Lead.owner_id.is_(None))).scalar_subquery(),
    counted(select(Contact.id)).scalar_subquery(),
    counted(select(Trip.id)).scalar_subquery(),
)


def _counts(work: Work, user_id: int) -> _Counts:
    """Count what the menu shows, each only so far, in one statement; nothing due is not said."""
    due, *others = ask(work.session, _COUNTED, {"user": user_id, "today": work.today}).one()
    return _Counts(due or None, *others)
