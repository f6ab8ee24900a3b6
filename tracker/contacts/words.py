"""The words in which pages speak of contacts and organisations."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from tracker.contacts.models import ContactStatus, OrganisationKind, SourceKind
from tracker.core.text import sort_key
from tracker.core.texts import gettext as _
from tracker.core.texts import pgettext

_CODES = (
    "lt en de fr pl uk lv et sv fi nb da nl es it pt cs sk hu ro bg hr sl el tr ja ko"
    " zh-Hant zh-Hans he ar ka hy kk be"
)
LANGUAGES = tuple(_CODES.split())
"""The languages people write to us in; any other may be said in a note."""
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page: their language, moment and zone."""

    language: str
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return their day."""
        return self.now.astimezone(self.zone).date()


@lru_cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, in the order of the Lithuanian alphabet."""
    names = Locale.parse(language).territories
    known = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(known, key=lambda pair: sort_key(pair[1])))


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


def status_words(status: ContactStatus) -> str:
    """Return how we stand with a contact."""
    words = {
        ContactStatus.ACTIVE: pgettext("contact status", "In touch"),
        ContactStatus.LEFT: pgettext("contact status", "Left the organisation"),
        ContactStatus.BOUNCED: pgettext("contact status", "E-mail does not reach them"),
        ContactStatus.OBJECTED: pgettext("contact status", "Does not want to be contacted"),
    }
    return str(words[status])


def source_words(source: SourceKind) -> str:
    """Return where we have somebody's data from."""
    words = {
        SourceKind.REPORT: pgettext("source", "Trip report"),
        SourceKind.TRIP: pgettext("source", "Met on a trip"),
        SourceKind.CARD: pgettext("source", "Business card"),
        SourceKind.LIST: pgettext("source", "List"),
        SourceKind.IMPORT: pgettext("source", "Import"),
        SourceKind.OTHER: pgettext("source", "Other"),
    }
    return str(words[source])


def kind_words(kind: OrganisationKind) -> str:
    """Return what an organisation is."""
    words = {
        OrganisationKind.COMPANY: pgettext("organisation", "Company"),
        OrganisationKind.MUNICIPALITY: pgettext("organisation", "Municipality"),
        OrganisationKind.PUBLIC_BODY: pgettext("organisation", "Public body"),
        OrganisationKind.ASSOCIATION: pgettext("organisation", "Association"),
        OrganisationKind.NGO: pgettext("organisation", "Non-governmental organisation"),
        OrganisationKind.DIPLOMATIC: pgettext("organisation", "Diplomatic mission"),
        OrganisationKind.UNIVERSITY: pgettext("organisation", "University"),
        OrganisationKind.OTHER: pgettext("organisation", "Other"),
    }
    return str(words[kind])


def called(name: str, number: int | None, count: int | None) -> str:
    """Return what to call a contact: the name, or which of the counted it is."""
    if name:
        return name
    return str(_("%(number)d of %(count)d, not named yet", number=number or 0, count=count or 0))
