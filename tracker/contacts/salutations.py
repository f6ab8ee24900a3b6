"""How a letter to somebody begins: suggestions, always shown and always the officer's to change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.contacts.models import NameOrder
from tracker.core.text import capitalised

_ENDINGS = (("us", "au"), ("as", "ai"), ("is", "i"), ("ys", "y"), ("ė", "e"))
_TO_WOMEN = "ms ms. mrs mrs. miss frau mevr mevr. mevrouw mme madame pani paní пані ponia fru 女士"
_TO_MEN = "mr mr. herr dhr dhr. heer m. monsieur pan пан ponas hr 先生"
_WOMEN = frozenset(_TO_WOMEN.split())
_MEN = frozenset(_TO_MEN.split())


@dataclass(frozen=True, slots=True)
class Person:
    """What a salutation is made from."""

    given: str | None
    family: str | None
    native_name: str | None = None
    name_order: NameOrder = NameOrder.GIVEN_FIRST
    honorific: str | None = None
    language: str | None = None
    country: str | None = None

    @classmethod
    def of(cls, contact: Any) -> "Person":  # noqa: ANN401 - a Contact, or a row with its columns
        """Return what is needed of a contact."""
        return cls(
            contact.given,
            contact.family,
            contact.native_name,
            contact.name_order,
            contact.honorific,
            contact.language,
            contact.country,
        )

    @property
    def is_woman(self) -> bool | None:
        """Tell what the honorific says; nothing where it says nothing. Never told by the name."""
        words = (self.honorific or "").casefold().split()
        if any(word in _WOMEN for word in words):
            return True
        return False if any(word in _MEN for word in words) else None

    @property
    def grade(self) -> str:
        """Return what the honorific adds to Mr or Ms ("Dr.", "Prof. Dr.")."""
        words = (self.honorific or "").split()
        return " ".join(w for w in words if w.casefold() not in _WOMEN | _MEN)


def vocative(name: str) -> str:
    """Return a Lithuanian name as it is called out: Račkauskas, Račkauskai; Eglė, Egle."""
    return "-".join(_call(part) for part in name.split("-"))


def _call(name: str) -> str:
    for ending, called in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + called
    return name


def suggest_lithuanian(person: Person) -> str | None:
    """Suggest «Gerb. p. Račkauskai» for a Lithuanian name; foreign names are not inflected."""
    name = person.family or person.given
    if not name or "lt" not in ((person.country or "").lower(), person.language):
        return None
    return f"Gerb. p. {vocative(name)}"


def suggest(person: Person) -> str | None:
    """Suggest how a letter in the person's own language begins; in English where none is set.

    Nothing, where their honorific does not say how to address them.
    """
    language = (person.language or "en").split("-", maxsplit=1)[0]
    if language == "lt":
        return suggest_lithuanian(person)
    return _BY_LANGUAGE.get(language, _english)(person)


def _english(person: Person) -> str | None:
    if not person.family or not person.honorific:
        return None
    return f"Dear {person.honorific} {person.family}"


def _german(person: Person) -> str | None:
    if person.is_woman is None or not person.family:
        return None
    begin = "Sehr geehrte Frau" if person.is_woman else "Sehr geehrter Herr"
    return " ".join(part for part in (begin, person.grade, person.family) if part)


def _dutch(person: Person) -> str | None:
    if person.is_woman is None or not person.family:
        return None
    family = person.family if person.family.startswith("'") else capitalised(person.family)
    return f"Geachte {'mevrouw' if person.is_woman else 'heer'} {family}"


def _ukrainian(person: Person) -> str | None:
    words = (person.native_name or "").split()
    if person.is_woman is None or not words:
        return None
    begin = "Шановна пані" if person.is_woman else "Шановний пане"
    return f"{begin} {words[0 if person.name_order is NameOrder.FAMILY_FIRST else -1]}"


def _japanese(person: Person) -> str | None:
    words = (person.native_name or "").split()
    return f"{words[0]}様" if words else None


def _korean(person: Person) -> str | None:
    return f"{person.native_name} 님께" if person.native_name else None


def _chinese(person: Person) -> str | None:
    if not person.native_name or person.is_woman is None:
        return None
    return f"{person.native_name}{'女士' if person.is_woman else '先生'}"


def _fixed(man: str, woman: str) -> Callable[[Person], str | None]:
    """Return a rule for languages that leave the surname out, or would inflect it."""

    def say(person: Person) -> str | None:
        if person.is_woman is None:
            return None
        return woman if person.is_woman else man

    return say


_BY_LANGUAGE: dict[str, Callable[[Person], str | None]] = {
    "en": _english,
    "de": _german,
    "nl": _dutch,
    "uk": _ukrainian,
    "ja": _japanese,
    "ko": _korean,
    "zh": _chinese,
    "fr": _fixed("Monsieur", "Madame"),
    "pl": _fixed("Szanowny Panie", "Szanowna Pani"),
    "cs": _fixed("Vážený pane", "Vážená paní"),
}
