"""What the address of a list of contacts or organisations asks for; all of it is in the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request, url_for

from tracker.contacts.listing import Cursor
from tracker.contacts.models import ContactStatus
from tracker.contacts.words import status_words
from tracker.core.i18n import country_name
from tracker.core.ids import read_id
from tracker.core.texts import gettext as _

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; a value nobody knows is left out rather than refused."""

    q: str = ""
    country: str | None = None
    topic: int | None = None
    organisation: int | None = None
    status: ContactStatus | None = None
    unnamed: bool = False

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address."""
        country = args.get("country", "").upper()
        return cls(
            q=" ".join(args.get("q", "").split())[:100],
            country=country if len(country) == 2 and country.isalpha() else None,
            topic=read_id(args.get("topic")),
            organisation=read_id(args.get("organisation")),
            status=_choice(ContactStatus, args.get("status")),
            unnamed=args.get("view") == "unnamed",
        )

    @property
    def args(self) -> dict[str, str | int]:
        """Return what an address says of this; nothing for what asks nothing."""
        said = {
            "q": self.q,
            "country": self.country,
            "topic": self.topic,
            "organisation": self.organisation,
            "status": self.status.value if self.status else None,
            "view": "unnamed" if self.unnamed else None,
        }
        return {name: value for name, value in said.items() if value}


def read_cursor(args: Mapping[str, str]) -> Cursor:
    """Read where the page begins."""
    after = read_id(args.get("after"))
    return Cursor(after=after, before=None if after else read_id(args.get("before")))


def day(value: str) -> date | None:
    """Read a day from an address; what is none is nothing."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _choice(kind: type[_Choice], value: str | None) -> _Choice | None:
    return kind(value) if value in set(kind) else None


@dataclass(frozen=True, slots=True)
class Option:
    """Something to filter by."""

    label: str
    url: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter to choose."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The filters that are on, each with the address without it, and those to choose."""

    active: Sequence[tuple[str, str]]
    menus: Sequence[Menu]
    clear_url: str


def filter_bar(
    asked: Asked,
    language: str,
    *,
    countries: Sequence[str],
    topics: Sequence[tuple[int, str]],
    organisation: str | None = None,
) -> FilterBar:
    """Return the filters over the list this request shows."""
    names = {
        "q": _("Search: %(words)s", words=asked.q),
        "country": country_name(asked.country, language),
        "topic": dict(topics).get(asked.topic or 0, ""),
        "organisation": organisation or "",
        "status": status_words(asked.status) if asked.status else "",
    }
    active = [(names[name], _url(asked, **{name: None})) for name in asked.args if names.get(name)]
    menus = []
    if countries and not asked.country:
        found = sorted((country_name(code, language), code) for code in countries)
        menus.append(Menu(_("Country"), [Option(n, _url(asked, country=c)) for n, c in found]))
    if topics and not asked.topic:
        choices = [Option(name, _url(asked, topic=each)) for each, name in topics]
        menus.append(Menu(_("Topic"), choices))
    return FilterBar(active, menus, url_for(str(request.endpoint)))


def status_menu(asked: Asked) -> Menu:
    """Return the filter by how we stand with a contact."""
    choices = [Option(status_words(each), _url(asked, status=each.value)) for each in ContactStatus]
    return Menu(_("Status"), choices)


def _url(asked: Asked, **change: str | int | None) -> str:
    said = {**asked.args, **change}
    given = {name: value for name, value in said.items() if value}
    return url_for(str(request.endpoint), **given)  # type: ignore[arg-type]  # Flask's own keywords are not among them


def page_url(asked: Asked, *, after: int | None = None, before: int | None = None) -> str | None:
    """Return the address of the page beside; nothing where there is none."""
    if after is None and before is None:
        return None
    return _url(asked, after=after, before=before)
