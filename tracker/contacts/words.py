"""The words in which pages speak of contacts and organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from flask_babel.speaklater import LazyString

from tracker.contacts.models import ContactStatus, OrganisationKind, SourceKind
from tracker.core.text import order_key
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_pgettext, ngettext

_CODES = (
    "lt en de fr pl uk lv et sv fi nb da nl es it pt cs sk hu ro bg hr sl el tr ja ko"
    " zh-Hant zh-Hans he ar ka hy kk be"
)
LANGUAGES = tuple(_CODES.split())
"""The languages people write to us in; any other may be said in a note."""
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


@dataclass(frozen=True)
class Reader:
    """Who reads the page: their language, moment and zone."""

    language: str
    now: datetime
    zone: ZoneInfo

    @cached_property
    def here(self) -> datetime:
        """Return their moment, as their clock shows it."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """Return their day."""
        return self.here.date()


@lru_cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, in the order of the reader's alphabet."""
    names = Locale.parse(language).territories
    known = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(known, key=lambda pair: order_key(pair[1], language)))


@lru_cache
def language_name(code: str, language: str) -> str:
    """Return a language as it is called in `language`: «kinų», "Chinese"."""
    locale = Locale.parse(language)
    name = locale.languages.get(code.replace("-", "_"), code)
    return str(name)


@lru_cache
def language_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the languages to choose from."""
    return tuple((code, language_name(code, language)) for code in LANGUAGES)


@lru_cache
def zones_of(country: str | None) -> tuple[str, ...]:
    """Return the time zones to offer: those of the country."""
    zones = get_global("territory_zones").get(country or "", ())
    return tuple(zone for zone in zones if zone in available_timezones())


STATUS_WORDS: Mapping[ContactStatus, LazyString] = {
    ContactStatus.ACTIVE: lazy_pgettext("contact status", "In touch"),
    ContactStatus.LEFT: lazy_pgettext("contact status", "Left the organisation"),
    ContactStatus.BOUNCED: lazy_pgettext("contact status", "E-mail does not reach them"),
    ContactStatus.OBJECTED: lazy_pgettext("contact status", "Does not want to be contacted"),
}
"""How we stand with a contact."""
SOURCE_WORDS: Mapping[SourceKind, LazyString] = {
    SourceKind.REPORT: lazy_pgettext("source", "Trip report"),
    SourceKind.TRIP: lazy_pgettext("source", "Met on a trip"),
    SourceKind.CARD: lazy_pgettext("source", "Business card"),
    SourceKind.LIST: lazy_pgettext("source", "List"),
    SourceKind.IMPORT: lazy_pgettext("source", "Import"),
    SourceKind.OTHER: lazy_pgettext("source", "Other"),
}
"""Where we have somebody's data from."""
KIND_WORDS: Mapping[OrganisationKind, LazyString] = {
    OrganisationKind.COMPANY: lazy_pgettext("organisation", "Company"),
    OrganisationKind.MUNICIPALITY: lazy_pgettext("organisation", "Municipality"),
    OrganisationKind.PUBLIC_BODY: lazy_pgettext("organisation", "Public body"),
    OrganisationKind.ASSOCIATION: lazy_pgettext("organisation", "Association"),
    OrganisationKind.NGO: lazy_pgettext("organisation", "Non-governmental organisation"),
    OrganisationKind.DIPLOMATIC: lazy_pgettext("organisation", "Diplomatic mission"),
    OrganisationKind.UNIVERSITY: lazy_pgettext("organisation", "University"),
    OrganisationKind.OTHER: lazy_pgettext("organisation", "Other"),
}
"""What an organisation is."""


def called(name: str, number: int | None, count: int | None) -> str:
    """Return what to call a contact: the name, or which of the counted it is."""
    if name:
        return name
    return _("%(number)d of %(count)d, not named yet", number=number or 0, count=count or 0)


def reminded_after(days: int, whom: str) -> str:
    """Say after how many days of silence somebody is reminded of whom."""
    return ngettext(
        "Reminder after %(num)d day without contact: %(name)s",
        "Reminder after %(num)d days without contact: %(name)s",
        days,
        name=whom,
    )
