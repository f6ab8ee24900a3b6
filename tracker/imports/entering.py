"""People of a file as contacts that may be added."""

from functools import lru_cache

from tracker.contacts.models import SourceKind
from tracker.contacts.names import NameParts, read_name, script_of
from tracker.contacts.same import Entered
from tracker.contacts.service import NewContact
from tracker.contacts.words import country_choices
from tracker.core.i18n import LANGUAGES
from tracker.core.text import CJK, fold
from tracker.imports.people import Read

_OFTEN = {"usa": "US", "uk": "GB", "south korea": "KR", "taiwan roc": "TW"}
"""What people write and Babel does not, folded."""


def entered(person: Read, *, source_note: str | None = None) -> Entered:
    """Return a person as the form of a new contact would have them."""
    country = country_code(person.country)
    parts = _parts(person, country)
    new = NewContact(
        given=parts.given,
        family=parts.family,
        name_order=parts.order,
        native_name=parts.native,
        alias=person.alias or None,
        honorific=person.honorific or None,
        title=person.title or None,
        country=country,
        emails=tuple(person.emails),
        phones=tuple(person.phones),
        source=SourceKind.IMPORT,
        source_note=source_note,
        note="\n".join(person.notes) or None,
    )
    return Entered(new, person.organisation or None)


def _parts(person: Read, country: str | None) -> NameParts:
    """Return the name in parts, as the file has them, or as it can be told from one piece."""
    given, family = person.given, person.family
    if not (given or family):
        return read_name(person.name, country)
    order = read_name("", country).order
    if script_of(family + given) is None:
        return NameParts(given or None, family or None, order)
    is_joined = CJK.search(family + given)
    native = family + given if is_joined else " ".join(filter(None, (family, given)))
    return NameParts(order=order, native=native)


@lru_cache(maxsize=1_000)
def country_code(said: str) -> str | None:
    """Return the ISO 3166 code of a country called in either language; nothing for none we know."""
    folded = fold(said)
    return _codes().get(folded) or _OFTEN.get(folded)


@lru_cache
def _codes() -> dict[str, str]:
    known = [pair for language in LANGUAGES for pair in country_choices(language)]
    by_name = {fold(name): code for code, name in known}
    return {**by_name, **{code.casefold(): code for code, _ in known}}
