"""What stands beside a contact or an organisation: what happened, where we met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tracker.contacts.words import Reader
from tracker.core import i18n
from tracker.core.addresses import row_url
from tracker.core.texts import pgettext

if TYPE_CHECKING:
    from tracker.leads.around import Happened


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, as the timeline component takes it."""

    icon: str
    who: str
    did: str
    at: str
    when: str
    text: str | None = None
    lang: str | None = None
    undo_url: str = ""


def timeline_of(happened: Iterable["Happened"], reader: Reader) -> list[Entry]:
    """Return notes, calls, meetings and letters as a timeline, each with its lead."""
    return [
        talk(
            "received" if one.direction == "received" else one.kind,
            who=f"{one.author_given} {one.author_family}" if one.author_given else "–",
            when=(one.happened_on, one.happened_at),
            said=(one.text, one.language),
            reader=reader,
            about=f" – {one.lead_title}" if one.lead_title else "",
        )
        for one in happened
    ]


def talk(
    kind: str,
    *,
    who: str,
    when: tuple[date, time | None],
    said: tuple[str, str | None],
    reader: Reader,
    about: str = "",
) -> Entry:
    """Return a note, call, meeting or letter; `said` is its text and the text's language."""
    icon, did = _kinds(reader.language)[kind]
    text, lang = said
    return Entry(
        icon=icon,
        who=who,
        did=f"{did}{about}",
        at=when[0].isoformat(),
        when=day_words(*when, reader),
        text=text,
        lang=lang if lang != reader.language else None,
    )


@lru_cache
def _kinds(_language: str) -> Mapping[str, tuple[str, str]]:
    """Return the icon and the verb of each kind, in the language that is spoken."""
    return {
        "note": ("note", pgettext("timeline", "noted")),
        "call": ("phone", pgettext("timeline", "called")),
        "meeting": ("users", pgettext("timeline", "met")),
        "letter": ("mail", pgettext("timeline", "wrote a letter")),
        "contact": ("message", pgettext("timeline", "was in touch")),
        "received": ("mail", pgettext("timeline", "had a letter")),
    }


def day_words(on: date, at: time | None, reader: Reader) -> str:
    """Return the day, with its year when that is another one, and the time where it is known."""
    is_far = on.year != reader.today.year
    day = (i18n.long_date if is_far else i18n.day_and_month)(on, reader.language)
    return f"{day}, {i18n.clock_time(at)}" if at else day


def met_words(row: Any, reader: Reader) -> tuple[str, str]:  # noqa: ANN401 - a row of trips
    """Return (words, address) of where we met: the trip's city and year, and the day if known."""
    *_trip, met_on = row
    words, url = trip_link(row)
    return f"{words}, {day_words(met_on, None, reader)}" if met_on else words, url


def trip_link(row: Any) -> tuple[str, str]:  # noqa: ANN401 - a row of trips
    """Return (words, address) of the trip: its city and year."""
    trip_id, city, start, *_days = row
    return f"{city} {start.year}", row_url("trips.show", trip_id)
