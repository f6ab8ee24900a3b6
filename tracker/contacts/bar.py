"""What stands over a list of contacts or organisations: filters that are on, others to choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from tracker.contacts.filters import Asked
from tracker.contacts.models import ContactStatus
from tracker.contacts.words import STATUS_WORDS
from tracker.core.i18n import country_name
from tracker.core.texts import gettext as _


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
        "status": str(STATUS_WORDS[asked.status]) if asked.status else "",
        "quiet": _("Silent for too long") if asked.quiet else "",
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
    choices = [
        Option(str(STATUS_WORDS[each]), _url(asked, status=each.value)) for each in ContactStatus
    ]
    if not asked.quiet:
        choices.append(Option(_("Silent for too long"), _url(asked, quiet=1)))
    return Menu(_("Status"), choices)


def _url(asked: Asked, **change: str | int | None) -> str:
    said = {**asked.args, **change}
    given = {name: value for name, value in said.items() if value}
    return url_for(str(request.endpoint), **given)  # type: ignore[arg-type]  # Flask's own keywords are not among them


def turned_url(asked: Asked, *, after: int | None = None, before: int | None = None) -> str | None:
    """Return the address of the page beside; nothing where there is none."""
    if after is None and before is None:
        return None
    return _url(asked, after=after, before=before)
