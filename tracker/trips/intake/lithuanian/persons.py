"""People and their offices in Lithuanian text: „mero Ryčio Račkausko“, „Jonas Jonaitis, meras“."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.trips.intake.language import Named
from tracker.trips.intake.lithuanian.cases import Case, Gender
from tracker.trips.intake.lithuanian.countries import country_at
from tracker.trips.intake.lithuanian.names import (
    gender_of,
    in_case,
    is_dative,
    is_like_a_person,
    nominative_name,
)
from tracker.trips.intake.lithuanian.roles import (
    AREAS,
    Office,
    agrees,
    may_modify,
    may_name,
    offices,
    role_text,
)
from tracker.trips.intake.lithuanian.tokens import Token, tokens
from tracker.trips.intake.source import Source, Span, mixed_case
from tracker.trips.intake.vocabulary import PARTICLES

# Words with capitals in a title that are neither a name nor a part of an office.
_NO_NAME = re.compile(r"(?:komandiruot|vizit|kelion|ataskait|išvyk|stažuot|delegacij|kvietim)")
_OF_OFFICE = re.compile(
    r"(?:miest|rajon|savivaldyb|respublik|taryb|administracij|skyri|universitet|europ|sąjung)"
)
_LOCATIVE = re.compile(r"(?:oje|uje|yje|ėje|uose|ose)$")
_JOINTS = frozenset({",", "ir", "bei"})
_BEFORE_OFFICE = frozenset({",", "(", "–", "-", "—", "\t"})
_ENDS = frozenset({".", ";", "\n", ")"})
_MOST_WORDS = 4
_NAME_LENGTH = 5
_ROLE_WITHIN = 14


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
        self._floor = 0  # what stands before is read
        self._shared: _Role | None = None  # „vicemerių A, B ir C“: goes on over the next names
        self._pending: _Role | None = None  # an office whose person is not yet named

    def read(self) -> list[Named]:
        """Return the people in the order of the text."""
        place = 0
        while place < len(self._tokens):
            role = self._role_at(place)
            place = self._take_role(role) if role else self._take_name(place)
        self._let_go()
        return self._people

    # An office, with or without a name after it.

    def _role_at(self, place: int) -> _Role | None:
        forms, last = self._offices(place), place
        if not forms or self._is_whose(place, forms):
            return None
        while last + 1 < len(self._tokens) and (further := self._offices(last + 1)):
            last, forms = last + 1, further
        return _Role(self._role_start(place), last, self._after_complement(last + 1), forms)

    def _is_whose(self, place: int, forms: tuple[Office, ...]) -> bool:
        """Say whether offices only tell whose body it is: „verslininkų asociacijos pirmininkas“."""
        if place + 1 == len(self._tokens):
            return False
        follows = self._tokens[place + 1]
        of_many = all(each.plural and each.case is Case.GENITIVE for each in forms)
        is_body = follows.text.islower() and not offices(follows.low) and may_modify(follows.text)
        return of_many and is_body

    def _offices(self, place: int) -> tuple[Office, ...]:
        forms = (form for form in offices(self._tokens[place].low) if form.case in self._prefer)
        return tuple(sorted(forms, key=lambda form: (self._prefer.index(form.case), form.plural)))

    def _role_start(self, place: int) -> int:
        """Go left over what modifies the office, not past what is already read."""
        first = place
        while first > self._floor and (
            self._modifies(first - 1) or self._joins_modifiers(first - 1) or self._names(first - 1)
        ):
            first -= 1
        return first

    def _modifies(self, place: int) -> bool:
        """Say whether a word belongs to an office after it; an adjective is not amid names."""
        token = self._tokens[place]
        if token.low == "delegacijos" and not self._capitals:
            return True
        if not token.is_word or _NO_NAME.match(token.low):
            return token.kind == "quote"
        land = country_at([token.text]) if token.is_capitalised else None
        if land and Case.LOCATIVE in land.cases:
            return place > self._floor and self._tokens[place - 1].is_word
        abbreviated = token.text.isupper() and len(token.text) < _NAME_LENGTH
        if may_modify(token.text) or (abbreviated and not self._capitals and token.low != "ir"):
            return True
        opens = (
            self._capitals or token.text.islower() or not place or self._tokens[place - 1].separates
        )
        return opens and any(agrees(token.text, each) for each in (Case.NOMINATIVE, *self._prefer))

    def _names(self, place: int) -> bool:
        """Say whether the word names the body after it; it does not begin the text."""
        token = self._tokens[place]
        if not place or not token.is_word or self._capitals or offices(token.low):
            return False
        return may_name(token.text, self._tokens[place + 1].text)

    def _joins_modifiers(self, place: int) -> bool:
        """Say whether the sign at `place` stands between genitives: „kultūros ir sporto“."""
        if place <= self._floor or self._tokens[place].low not in _JOINTS:
            return False
        before, after = self._tokens[place - 1], self._tokens[place + 1]
        alike = before.is_word and self._modifies(place - 1) and not offices(before.low)
        return alike and (self._capitals or after.text.islower())

    def _after_complement(self, place: int) -> int:
        """Skip what may stand between an office and the name: „Lietuvoje“, „ryšiams“, „dr.“."""
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.separates or token.kind in {"number", "mail"} or offices(token.low):
                break
            land = country_at([each.text for each in self._tokens[place : place + 4]])
            if land and Case.LOCATIVE in land.cases:
                place += land.words
                continue
            skipped = token.is_title or token.kind == "quote" or _LOCATIVE.search(token.low)
            if token.is_capitalised and not skipped:
                break
            place += 1
        return place

    def _take_role(self, role: _Role) -> int:
        name, after = self._name_at(role.after)
        if not name and not self._follows_bare_name(role):
            name, after = self._name_at(self._past_gap(role.after))
        if name:
            self._emit(name, role)
            self._floor = after
            self._shared = role if self._people[-1].is_many else None
            return after
        if self._follows_bare_name(role):
            self._give_role(role)
        else:
            self._let_go()
            self._pending = role
        self._floor = role.last + 1
        return max(self._floor, role.after)

    def _past_gap(self, place: int) -> int:
        """Go over the end of a cell or a line: „Meras<tab>Jonas Jonaitis“ in a signature."""
        while place < len(self._tokens) and self._tokens[place].text in {"\t", "\n"}:
            place += 1
        return place

    def _follows_bare_name(self, role: _Role) -> bool:
        last = self._people[-1] if self._people else None
        if last is None or last.role or not last.name:
            return False
        between = self._source.flat[last.span.end : self._tokens[role.first].span.start]
        return not between.strip(" ,(–-—:\t\n")

    def _give_role(self, role: _Role) -> None:
        person = self._people[-1]
        form = next((each for each in role.forms if each.case is Case.NOMINATIVE), role.forms[0])
        whole = Span(person.whole.start, self._tokens[role.last].span.end)
        said = self._said(role, form, form.gender)
        self._people[-1] = replace(person, role=said, whole=whole, sure=True)

    def _let_go(self) -> None:
        """Keep an office nobody was named for as a person without a name."""
        role, self._pending = self._pending, None
        if role:
            form = role.forms[0]
            span = Span(self._tokens[role.first].span.start, self._tokens[role.last].span.end)
            said = self._said(role, form, form.gender)
            self._add(Named(None, said, span, span), form.case, is_many=form.plural)

    def _emit(self, name: list[Token], role: _Role | None) -> None:
        self._let_go()
        form = _agreeing(role.forms, name) if role else None
        case = form.case if form else self._case_of(name)
        words = [mixed_case(each.text) for each in name]
        gender = gender_of(words[0], words[-1], case)
        if form and not form.plural:
            gender = form.gender
        text, sure = nominative_name(words, case, gender)
        span = Span(name[0].span.start, name[-1].span.end)
        said = self._said(role, form, gender) if role and form else None
        starts = min(span.start, self._tokens[role.first].span.start) if role else span.start
        person = Named(text, said, span, Span(starts, span.end), sure)
        self._add(person, case, is_many=bool(form and form.plural))

    def _add(self, person: Named, case: Case, *, is_many: bool) -> None:
        subject = case is Case.NOMINATIVE
        genitive = case is Case.GENITIVE
        self._people.append(replace(person, is_subject=subject, is_owner=genitive, is_many=is_many))

    def _case_of(self, name: list[Token]) -> Case:
        if self._shared:
            return _agreeing(self._shared.forms, name).case
        words = [mixed_case(each.text) for each in name]
        if Case.DATIVE in self._prefer and is_dative(words):
            return Case.DATIVE
        return next((case for case in self._prefer if in_case(words, case)), Case.NOMINATIVE)

    def _said(self, role: _Role, form: Office, gender: Gender) -> str:
        words = [each.text for each in self._tokens[role.first : role.last + 1]]
        said = role_text(words, form, gender, capitals=self._capitals)
        follows = [each.text for each in self._tokens[role.last + 1 : role.last + 4]]
        land = country_at(follows)  # „ambasadorius Vokietijoje“
        if land is None or Case.LOCATIVE not in land.cases:
            return said
        return " ".join([said, *map(mixed_case, follows[: land.words])])

    # A name without an office before it.

    def _take_name(self, place: int) -> int:
        if self._tokens[place].text in _ENDS:
            self._shared = None
        name, after = self._name_at(place) if self._begins(place) else ([], place)
        if not name or not self._stands_alone(after, name):
            return place + 1
        self._emit(name, self._shared)
        self._floor = after
        return after

    def _begins(self, place: int) -> bool:
        if self._tokens[place].separates:
            return False
        before = self._tokens[place - 1] if place else None
        return before is None or (
            before.separates
            or before.is_title
            or before.low == "su"
            or before.kind in {"number", "mail"}
        )

    def _stands_alone(self, after: int, name: list[Token]) -> bool:
        """Say whether a name is one: nothing goes on after it, and it is like a person's."""
        follows = self._tokens[after] if after < len(self._tokens) else None
        goes_on = follows is not None and follows.is_word and not follows.separates
        if goes_on and follows and follows.low != "iš" and not _NO_NAME.match(follows.low):
            return False
        if self._shared and self._case_of(name) is not Case.NOMINATIVE:
            return True
        words = [mixed_case(each.text) for each in name]
        return is_like_a_person(words, self._case_of(name)) or self._role_follows(after)

    def _role_follows(self, place: int) -> bool:
        """Say whether an office stands in the next part, with no other name before it."""
        if place >= len(self._tokens) or self._tokens[place].text not in _BEFORE_OFFICE:
            return False
        floor, self._floor = self._floor, place + 1
        here = next(self._offices_from(place + 1), None)
        found = here is not None and self._role_start(here) == place + 1
        self._floor = floor
        return found

    def _offices_from(self, place: int) -> Iterator[int]:
        for here in range(place, min(place + _ROLE_WITHIN, len(self._tokens))):
            if self._tokens[here].text in _ENDS:
                return
            if self._offices(here):
                yield here

    def _name_at(self, place: int) -> tuple[list[Token], int]:
        """Return two to four name words that begin at `place`, or none; and where they end."""
        while place < len(self._tokens) and self._tokens[place].is_title:
            place += 1
        end = place
        while end < min(len(self._tokens), place + _MOST_WORDS) and self._is_name_part(end, place):
            end += 1
        while end > place + 1 and not self._tokens[end - 1].is_capitalised:
            end -= 1
        name = self._tokens[place:end]
        is_name = len(name) > 1 and name[-1].is_word and name[0].is_capitalised
        is_name = is_name and not self._is_acronym(name)
        return (
            (name, end) if is_name and not country_at([each.text for each in name]) else ([], end)
        )

    def _is_acronym(self, name: list[Token]) -> bool:
        """Say whether the first word alone has all capitals: „ANCI Lazio“, not „Jonas KAIRYS“."""
        first, *others = (each.text for each in name)
        return first.isupper() and name[0].is_word and not any(map(str.isupper, others))

    def _is_name_part(self, place: int, first: int) -> bool:
        token = self._tokens[place]
        if token.is_word and token.low in PARTICLES:
            return place > 0
        if not token.is_capitalised or token.separates or offices(token.low):
            return False
        # „Rolandas Skapas Chelmo miesto …“: what an area belongs to is no part of a name.
        follows = self._tokens[place + 1].low if place + 1 < len(self._tokens) else ""
        if place > first + 1 and follows in AREAS:
            return False
        return not _NO_NAME.match(token.low) and not _OF_OFFICE.match(token.low)


def _agreeing(forms: tuple[Office, ...], name: list[Token]) -> Office:
    """Choose the form of the office that the name's endings agree with.

    What ends as a dative can be a foreign name in the nominative; „Onai Gailiūtei“ can not.
    """
    words = [mixed_case(each.text) for each in name]
    dative = is_dative(words)
    for part in (words, words[:1]):  # „merės Klaudios Pataki“: the surname has but one form
        fits = (each for each in forms if in_case(part, each.case))
        form = next((each for each in fits if dative is (each.case is Case.DATIVE)), None)
        if form:
            return form
    return forms[0]
