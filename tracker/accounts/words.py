"""Accounts in words: roles, states, languages, time zones, as pages and commands say them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from tracker.accounts.models import Role, User
from tracker.core.i18n import city_of_zone
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import pgettext
from tracker.core.words import mark


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for something: the name, and the initials in the ring beside it."""

    name: str
    initials: str


@lru_cache(maxsize=1024)
def owner_shown(given: str | None, family: str | None) -> Owner | None:
    """Return an owner as pages show them; nobody, where nobody has a name."""
    if given is None or family is None:
        return None
    return Owner(f"{given} {family}", f"{given[:1]}{family[:1]}")


LANGUAGE_NAMES = (("lt", "Lietuvių"), ("en", "English"))
"""Each in itself, so that whoever reads only one of them finds it."""
ZONES = (
    "Europe/Vilnius", "Europe/Riga", "Europe/Tallinn", "Europe/Helsinki", "Europe/Kyiv",
    "Europe/Warsaw", "Europe/Berlin", "Europe/Stockholm", "Europe/Brussels", "Europe/Paris",
    "Europe/Madrid", "Europe/Rome", "Europe/London", "Europe/Istanbul", "Asia/Tbilisi",
    "Asia/Jerusalem", "Asia/Dubai", "Asia/Kolkata", "Asia/Bangkok", "Asia/Singapore",
    "Asia/Shanghai", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo",
)  # fmt: skip
"""Where people of the municipality travel; nobody scrolls through all six hundred."""


def settings_saved(*, gets_none: bool) -> str:
    """Say that somebody's choices are kept, and where their steps are if no letter tells of any."""
    said = _("Your settings are saved.")
    if not gets_none:
        return said
    return " ".join((said, _("You get no letters; your steps are on the page “Today”.")))


WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
NAGS = (
    (1, _l("every working day")),
    (2, _l("every second working day")),
    (3, _l("every third working day")),
    (5, _l("once a week")),
)
DIGESTS = (
    (0, _l("always")),
    (3, _l("when there are more than 3")),
    (5, _l("when there are more than 5")),
    (10, _l("when there are more than 10")),
    (999, _l("never: a letter for each step")),
)


def role_name(role: Role) -> str:
    """Return a role as people say it, in the reader's language."""
    return {
        Role.OFFICER: pgettext("role", "Officer"),
        Role.DIRECTOR: pgettext("role", "Director of Administration"),
        Role.MAYOR: pgettext("role", "Mayor"),
        Role.VICE_MAYOR: pgettext("role", "Vice-mayor"),
        Role.COMMUNICATIONS: pgettext("role", "Communications"),
        Role.AUDITOR: pgettext("role", "Auditor"),
        Role.DATA_PROTECTION_OFFICER: pgettext("role", "Data protection officer"),
        Role.ADMINISTRATOR: pgettext("role", "Administrator"),
    }[role]


def state_of(user: User, today: date) -> tuple[str, str]:
    """Return what an account is waiting for, as a catalogue key, and the colour of its tag."""
    if user.disabled_at is not None:
        return mark("Switched off"), ""
    if user.active_until is not None and user.active_until < today:
        return mark("Last day has passed"), ""
    if user.password_hash is None:
        return mark("No password yet"), "warn"
    return mark("In use"), "ok"


WARNED_FOR = timedelta(days=7)


def is_in_trouble(warned_at: datetime | None, now: datetime) -> bool:
    """Tell whether letters to somebody met trouble again and again of late."""
    return warned_at is not None and now - warned_at < WARNED_FOR


def mail_of(user: User, now: datetime) -> tuple[str, str]:
    """Return what is wrong with somebody's mail, as a catalogue key, and the colour of its tag."""
    if user.mail_paused_at is not None:
        return mark("Letters bounce"), "danger"
    if is_in_trouble(user.mail_warned_at, now):
        return mark("Mail meets trouble"), "warn"
    return "", ""


def zone_choices(own: str, language: str) -> list[tuple[str, str]]:
    """Return (name, words) of the time zones to choose from; their own one is always there."""
    names = dict.fromkeys((*ZONES, own))
    return [(name, city_of_zone(name, language)) for name in names]
