"""People and their offices in Lithuanian text: „mero Ryčio Račkausko“, „Jonas Jonaitis, meras“."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.trips.intake.language import Named
from tracker.trips.intake.lithuanian.cases import (
    Case,
    Gender,
    gender_of,
    given_name,
    is_foreign,
    surname,
)
from tracker.trips.intake.lithuanian.countries import country_at, country_words
from tracker.trips.intake.lithuanian.roles import Office, agreed, may_modify, offices, role_case
from tracker.trips.intake.lithuanian.tokens import Token, tokens
from tracker.trips.intake.source import Source, Span, mixed_case
from tracker.trips.intake.vocabulary import GIVEN_NAMES, table

_ENDINGS = {
    Case.NOMINATIVE: re.compile(r"(?:as|is|ys|us|a|ė|i|[^aąeęėiįouųūsy])$"),
    Case.GENITIVE: re.compile(r"(?:o|os|ės|aus|ies)$"),
    Case.INSTRUMENTAL: re.compile(r"(?:u|a|e|umi|imi)$"),
    Case.ACCUSATIVE: re.compile(r"[ąęįų]$"),
    Case.DATIVE: re.compile(r"(?:ui|ai|ei)$"),
}
_SURNAME = re.compile(
    r"(?:ien|ait|yt|ut|ūt)(?:ė|ės|e)$|(?:ausk|insk|ynsk|evsk|ovsk)(?:as|o|u)$|"
    r"(?:avič|evič|ovič)(?:ius|iaus|ium?i?)$|"
    r"(?:ait|yt|ut|ūn|ėn|on|en|el|ėl|ul|ūkšt)(?:is|as|io|o|ys|iu|u)$|(?:aič|yč|uč)i[ou]$"
)
_NO_NAME = frozenset(
    table(
        "komandiruotė vizitas kelionė ataskaita išvyka stažuotė miestas miesto rajono savivaldybė "
        "savivaldybės respublika respublikos taryba tarybos administracija "
        "administracijos skyriaus "
        "universitetas universiteto europos sąjunga sąjungos delegacija delegacijos kvietimu"
    )
)
_NO_NAME_STEMS = ("komandiruot", "vizit", "kelion", "ataskait", "išvyk", "stažuot", "deleg")
_LOCATIVE = re.compile(r"(?:oje|uje|yje|ėje|uose|ose)$")


@dataclass(frozen=True, slots=True)
class _Role:
    """An office in the tokens, from its first modifier to the office itself, and its forms."""

    first: int
    last: int
    after: int
    forms: tuple[Office, ...]


class PersonReader:
    """Reads the people in one stretch of text from left to right.

    `prefer` says which case to expect where a form leaves a choice: a title is in the genitive, a
    list in the nominative, people met in the instrumental.
    """

    def __init__(self, source: Source, within: Span, prefer: Sequence[Case]) -> None:
        self._source = source
        self._tokens = tokens(source, within)
        self._prefer = prefer
        letters = [sign for sign in source.text[within.start : within.end] if sign.isalpha()]
        self._capitals = sum(map(str.isupper, letters)) > 0.7 * max(len(letters), 1)
        self._people: list[Named] = []
        self._floor = 0
        self._shared: _Role | None = None
        self._pending: _Role | None = None

    def read(self) -> list[Named]:
        """Return the people in the order of the text."""
        place = 0
        while place < len(self._tokens):
            role = self._role_at(place)
            place = self._take_role(role) if role else self._take_name_alone(place)
        self._let_go()
        return self._people

    # An office, with or without a name after it.

    def _role_at(self, place: int) -> _Role | None:
        forms = self._offices(place)
        if not forms:
            return None
        last = place
        while last + 1 < len(self._tokens) and (further := self._offices(last + 1)):
            last, forms = last + 1, further
        return _Role(self._role_start(place), last, self._after_complement(last + 1), forms)

    def _offices(self, place: int) -> tuple[Office, ...]:
        token = self._tokens[place]
        if not token.is_word:
            return ()
        return tuple(
            sorted(
                (form for form in offices(token.text) if form.case in self._prefer),
                key=lambda form: (self._prefer.index(form.case), form.plural),
            )
        )

    def _role_start(self, place: int) -> int:
        """Go left over what modifies the office, not past what is already read."""
        first = place
        while first > self._floor:
            token = self._tokens[first - 1]
            if self._modifies(token) or self._joins_modifiers(first - 1):
                first -= 1
            else:
                break
        return first

    def _modifies(self, token: Token) -> bool:
        if token.kind == "quote":
            return True
        if not token.is_word or _is_title_word(token):
            return False
        case, gender = Case.NOMINATIVE, Gender.MALE
        return may_modify(token.text) or any(
            agreed(token.text, case, gender) for case in (case, *self._prefer)
        )

    def _joins_modifiers(self, place: int) -> bool:
        """Say whether the sign at `place` stands between genitives: „kultūros ir sporto“."""
        if place - 1 < self._floor or not self._tokens[place].separates:
            return False
        before, after = self._tokens[place - 1], self._tokens[place + 1]
        if self._tokens[place].text not in {",", "ir", "bei", "IR", "BEI"}:
            return False
        return (
            before.is_word
            and self._modifies(before)
            and (self._capitals or after.text.islower())
            and not offices(before.text)
        )

    def _after_complement(self, place: int) -> int:
        """Skip what may stand between an office and the name: „Lietuvoje“, „ryšiams“, „dr.“."""
        while place < len(self._tokens):
            token = self._tokens[place]
            named = token.is_capitalised and not _LOCATIVE.search(token.low)
            if token.separates or token.kind in {"number", "mail"} or offices(token.text):
                return place
            if named and not token.is_title and token.kind != "quote":
                return place
            place += 1
        return place

    def _take_role(self, role: _Role) -> int:
        name, after = self._name_at(role.after)
        if name:
            self._emit(name, role)
            self._floor = after
            self._shared = role if self._people[-1].is_many else None
            return self._floor
        end = max(role.last + 1, min(role.after, len(self._tokens)))
        if self._follows_bare_name(role):
            self._give_role(role)
        else:
            self._let_go()
            self._pending = role
        self._floor = role.last + 1
        return end if end > role.last else role.last + 1

    def _follows_bare_name(self, role: _Role) -> bool:
        if not self._people or self._people[-1].role is not None or not self._people[-1].name:
            return False
        between = Span(self._people[-1].span.end, self._tokens[role.first].span.start)
        return self._source.flat[between.start : between.end].strip(" ,(–-—:") == ""

    def _give_role(self, role: _Role) -> None:
        person = self._people[-1]
        form = next((each for each in role.forms if each.case is Case.NOMINATIVE), role.forms[0])
        span = Span(person.whole.start, self._tokens[role.last].span.end)
        text = self._role_text(role, form, form.gender)
        self._people[-1] = replace(person, role=text, whole=span, sure=True)

    def _let_go(self) -> None:
        """Keep a role nobody was named for as a person without a name."""
        role, self._pending = self._pending, None
        if role is None:
            return
        form = role.forms[0]
        span = self._span(role.first, max(role.last, role.after - 1))
        span = self._source.trim(Span(span.start, self._tokens[role.last].span.end))
        text = self._role_text(role, form, form.gender)
        subject = form.case is Case.NOMINATIVE
        person = Named(None, text, span, span, is_subject=subject, is_many=form.plural)
        self._people.append(person)

    def _emit(self, name: list[Token], role: _Role | None) -> None:
        self._let_go()
        form = self._form_for(role.forms, name) if role else None
        case = form.case if form else self._case_of(name)
        words = [mixed_case(each.text) for each in name]
        gender = gender_of(words[0], words[-1], case)
        if form and not form.plural:
            gender = form.gender
        text, sure = nominative_name(words, case, gender)
        span = self._source.trim(Span(name[0].span.start, name[-1].span.end))
        whole = Span(self._tokens[role.first].span.start, span.end) if role else span
        if role and whole.start > span.start:
            whole = span
        said = self._role_text(role, form, gender) if role and form else None
        plural = bool(form and form.plural)
        subject = case is Case.NOMINATIVE
        self._people.append(Named(text, said, span, whole, sure, subject, plural))

    def _form_for(self, forms: tuple[Office, ...], name: list[Token]) -> Office:
        """Choose the form of the office that the name's endings agree with."""
        ends = [each.low for each in (name[0], name[-1]) if each.kind == "word"]
        for form in forms:
            if all(_ENDINGS.get(form.case, _NONE).search(end) for end in ends):
                return form
        return forms[0]

    def _case_of(self, name: list[Token]) -> Case:
        if self._shared:
            return self._form_for(self._shared.forms, name).case
        ends = [each.low for each in (name[0], name[-1]) if each.kind == "word"]
        for case in self._prefer:
            if all(_ENDINGS.get(case, _NONE).search(end) for end in ends):
                return case
        return Case.NOMINATIVE

    def _role_text(self, role: _Role, form: Office, gender: Gender) -> str:
        words = self._tokens[role.first : role.last + 1]
        texts = [each.text for each in words]
        if self._capitals:
            texts = role_case(texts, country_words())
        texts[-1] = form.named(gender)
        for place in _agreeing_places(texts):
            texts[place] = agreed(texts[place], form.case, gender) or texts[place]
        return _written(_opened(texts))

    # A name without an office before it.

    def _take_name_alone(self, place: int) -> int:
        token = self._tokens[place]
        if token.text in {";", "\n", "."}:
            self._shared = None
        if token.separates or not self._begins(place):
            return place + 1
        name, after = self._name_at(place)
        if not name or not self._stands_alone(after, name):
            return place + 1
        self._emit(name, self._shared)
        self._floor = after
        return after

    def _begins(self, place: int) -> bool:
        if place == 0:
            return True
        before = self._tokens[place - 1]
        return before.separates or before.is_title or before.low in {"su", "p"} or before.kind in {
            "number", "mail",
        }  # fmt: skip

    def _stands_alone(self, after: int, name: list[Token]) -> bool:
        ends = after >= len(self._tokens) or not self._tokens[after].is_word
        ends = ends or self._tokens[after].separates
        ends = ends or self._tokens[after].low.startswith(_NO_NAME_STEMS)
        if not ends:
            return False
        if self._shared and self._case_of(name) is not Case.NOMINATIVE:
            return True
        return self._plausible(name) or self._role_follows(after)

    def _plausible(self, name: list[Token]) -> bool:
        words = [mixed_case(each.text) for each in name]
        case = self._case_of(name)
        given = given_name(words[0], case, gender_of(words[0], words[-1], case)).text
        return given.lower() in GIVEN_NAMES or _SURNAME.search(words[-1].lower()) is not None

    def _role_follows(self, place: int) -> bool:
        """Say whether an office stands in the next part, with no other name before it."""
        if place >= len(self._tokens) or self._tokens[place].text not in {",", "(", "–", "-", "—"}:
            return False
        floor, self._floor = self._floor, place + 1
        found = False
        for here in range(place + 1, min(place + 14, len(self._tokens))):
            if self._tokens[here].text in {".", ";", "\n", ")"}:
                break
            if self._offices(here):
                found = self._role_start(here) == place + 1
                break
        self._floor = floor
        return found

    def _name_at(self, place: int) -> tuple[list[Token], int]:
        """Return two to four name words that begin at `place`, or none; and where they end."""
        while place < len(self._tokens) and self._tokens[place].is_title:
            place += 1
        name: list[Token] = []
        while place < len(self._tokens) and self._is_name_part(place) and len(name) < 4:
            name.append(self._tokens[place])
            place += 1
        while len(name) > 1 and not name[-1].is_capitalised:
            name.pop()
            place -= 1
        enough = len(name) > 1 and name[-1].is_word and name[0].is_capitalised
        is_name = enough and not country_at([each.text for each in name])
        return (name if is_name else []), place

    def _is_name_part(self, place: int) -> bool:
        token = self._tokens[place]
        if token.is_word and token.low in {"van", "von", "de", "der", "den", "di", "da", "al"}:
            return place > 0
        if not token.is_capitalised or token.separates or offices(token.text):
            return False
        return token.low not in _NO_NAME and not token.low.startswith(_NO_NAME_STEMS)

    def _span(self, first: int, last: int) -> Span:
        return Span(self._tokens[first].span.start, self._tokens[last].span.end)


_NONE = re.compile("(?!)")


def _is_title_word(token: Token) -> bool:
    return token.low in _NO_NAME and token.low not in {
        "miesto", "rajono", "savivaldybės", "respublikos", "tarybos", "administracijos",
        "skyriaus", "universiteto", "europos", "sąjungos", "delegacijos",
    }  # fmt: skip


def nominative_name(words: Sequence[str], case: Case, gender: Gender) -> tuple[str, bool]:
    """Return a whole name in the nominative, and whether every part of it is sure."""
    foreign = case is not Case.NOMINATIVE and any(map(is_foreign, words))
    made = [
        (surname if place == len(words) - 1 else given_name)(word, case, gender, foreign=foreign)
        for place, word in enumerate(words)
    ]
    return " ".join(each.text for each in made), all(each.sure for each in made)


_COMMON_FIRST = frozenset(
    table(
        "tarybos mero merės vicemero vicemerės administracijos skyriaus vyriausiasis vyriausioji "
        "vyresnysis vyresnioji generalinis generalinė buvęs buvusi laikinasis laikinoji"
    )
)
_STANDING = re.compile(r"^(?:buvus|laikin|nauj|esam|dabartin)", re.IGNORECASE)


def _agreeing_places(texts: Sequence[str]) -> list[int]:
    """Return where adjectives of the office stand: right before it, or „buvęs“ at the start."""
    places = [0] if len(texts) > 1 and _STANDING.match(texts[0]) else []
    for place in range(len(texts) - 2, 0 if places else -1, -1):
        if not _ADJECTIVE.search(texts[place].lower()):
            break
        places.append(place)
    return places


_ADJECTIVE = re.compile(r"(?:i?ojo|i?uoju|inio|iniu|i?osios|inės|ine|i?ąja|us(?:io|iu|ios|ia))$")


def _opened(texts: list[str]) -> list[str]:
    """Return the words with a sentence's capital taken off a common word."""
    first = texts[0].lower()
    return [first, *texts[1:]] if first in _COMMON_FIRST or len(texts) == 1 else texts


def _written(texts: Sequence[str]) -> str:
    text = re.sub(r"\s+([,)])", r"\1", " ".join(texts))
    return re.sub(r"\(\s+", "(", text)
