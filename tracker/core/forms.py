"""The one base form, and the few field types of our own."""

import re
import secrets
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self
from zlib import crc32

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    Field,
    Form,
    HiddenField,
    IntegerField,  # noqa: TID251 - NumberField is made of it
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.form import BaseForm as WTForm
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from tracker.core.asked import day_in
from tracker.core.errors import TrackerError
from tracker.core.i18n import catalogue
from tracker.core.ids import read_id
from tracker.core.text import clean, clean_line
from tracker.core.texts import gettext, language
from tracker.core.texts import lazy_gettext as _l
from tracker.core.words import mark

MAX_LINE = 200
MAX_TEXT = 10_000
MOST = 999_999_999
"""No number that people type is larger; some are beyond what validators can measure."""
YEARS = range(1900, 2200)
"""Any other year is a slip of the hand, and some are beyond what clocks can count."""
_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,12}|[0-9]{1,3}(?P<group>[.,])[0-9]{3}((?P=group)[0-9]{3}){0,2})"
    r"((?!(?P=group))[.,](?P<cents>[0-9]{1,2}))?"
)


class InvalidFormError(TrackerError):
    """A form sent by a program, not a page, holds something that is not allowed."""

    def __init__(self, name: str) -> None:
        super().__init__(mark("The field “%(name)s” is not filled in correctly."), name=name)


LIBRARY_WORDS = (
    mark("This field is required."),
    mark("Not a valid choice."),
    mark("Invalid Choice: could not coerce."),
    mark("Not a valid date value."),
    mark("Not a valid time value."),
    mark("Not a valid integer value."),
    mark("Not a valid decimal value."),
)
"""What WTForms says by itself where a field names no words of its own."""


class _OurWords:
    """Lets WTForms speak from our catalogue, for its own has no Lithuanian."""

    def gettext(self, text: str) -> str:
        """Return its sentence in the reader's language."""
        return gettext(text)

    def ngettext(self, one: str, many: str, num: int) -> str:
        """Return its sentence for a number; WTForms fills the places itself."""
        return catalogue(language()).ungettext(one, many, num)


class BaseForm(Form):
    """What people may type; the CSRF token is checked for every POST, before any form."""

    class Meta:
        """How WTForms finds its words."""

        def get_translations(self, _form: WTForm) -> _OurWords:
            """Return our catalogue."""
            return _OurWords()

    @classmethod
    def checked(cls, data: MultiDict[str, str] | None = None) -> Self:
        """Return the form, valid; for small forms whose values a page offers itself.

        Raises InvalidFormError. Where people type freely use `validate` and show the page again.
        """
        form = cls(request.form if data is None else data)
        if not form.validate():
            raise InvalidFormError(next(iter(form.errors)) or "?")
        return form

    def refuse(self, field: str, message: str) -> None:
        """Put a refusal that came from the rules beside the field it is about."""
        found = self[field]
        found.errors = [*found.errors, message]

    @property
    def unseen(self) -> list[Field]:
        """Return the fields that go with the form without being shown."""
        return [f for f in self if getattr(f.widget, "input_type", None) == "hidden"]


class KeyField(HiddenField):
    """A number that a new form is given, as far as what comes back can be one of ours."""

    data: str | None

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__("", default=lambda: secrets.token_hex(16), **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        typed = str(valuelist[0]) if valuelist else ""
        self.data = typed if len(typed) <= MAX_LINE and typed.isalnum() else None


class OnceForm(BaseForm):
    """A form that makes something new; sent twice it makes it once."""

    key = KeyField()

    @property
    def form_key(self) -> str | None:
        """Return the number of what is said: the same when it is sent again.

        It is another one when something else is typed after going back to the form.
        """
        said = "\0".join(str(field.data) for field in self if field.name != "key")
        return f"{self.key.data}-{crc32(said.encode()):x}" if self.key.data else None


class LineField(StringField):
    """One line of text: cleaned of unseen marks, without spaces at its ends; "" is nothing."""

    data: str | None
    longest = MAX_LINE

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        self.data = self.cleaned(valuelist[0]) or None if valuelist else None

    def cleaned(self, text: str) -> str:
        """Return what was typed as it is kept."""
        return clean_line(text)

    def pre_validate(self, form: WTForm) -> None:
        """Refuse what is too long."""
        if self.data and len(self.data) > self.longest:
            raise ValidationError(_l("Use at most %(num)d characters.", num=self.longest))
        super().pre_validate(form)


class TextField(LineField):
    """Several lines of text, cleaned; "" is nothing."""

    widget = TextArea()
    longest = MAX_TEXT

    def cleaned(self, text: str) -> str:
        """Return what was typed as it is kept."""
        return clean(text).strip()


class DayField(DateField):
    """A day, as a browser's calendar sends it; "" is none."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.raw_data = [typed]  # unseen marks alone are nothing, also to InputRequired
        self.data = read_day(typed)
        if typed and self.data is None:
            raise ValueError(_l("Enter a date, such as 2026-11-23."))


def read_day(typed: str) -> date | None:
    """Return the day typed; nothing for what is no day, or is one of an unlikely year."""
    day = day_in(typed)
    return day if day and day.year in YEARS else None


class NumberField(IntegerField):
    """A whole number as people type it, refused in `words` where it is none, or beyond counting."""

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        words: str | None = None,
        most: int = MOST,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        super().__init__(label, validators, **options)
        self._words, self._most = words, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._refusal) from None
        if self.data is not None and abs(self.data) > self._most:
            self.data = None
            raise ValueError(self._refusal)

    @property
    def _refusal(self) -> str:
        return self._words or self.gettext("Not a valid integer value.")


class MoneyField(StringField):
    """An amount in EUR as people type it: «48 000», "48,000.50", «48000,5 €»."""

    data: Decimal | None  # type: ignore[assignment]  # what this field yields

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount."""
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = read_money(typed) if typed else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"


class IdField(SelectField):
    """One of many things, by its number; whether it is there is the rules' business."""

    def __init__(self, label: str | None = None, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        options = {"choices": [], "coerce": whole_number, "validate_choice": False, **options}
        super().__init__(label, **options)


class IdsField(SelectMultipleField):
    """Several of many things, by their numbers, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str | None = None, **options: Any) -> None:  # noqa: ANN401 - WTForms'
        options = {"choices": [], "coerce": whole_number, "validate_choice": False, **options}
        super().__init__(label, **options)


def read_money(typed: str) -> Decimal:
    """Return the amount typed, in EUR.

    The last comma or dot is the decimal sign when one or two figures follow it; groups of three
    may stand apart by spaces, or by the other sign. Raises ValueError, in words for the person,
    for what is no amount.
    """
    bare = "".join(re.sub("€|eur", "", typed, flags=re.IGNORECASE).split())
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        raise ValueError(_l("Enter an amount in euros, such as 48 000."))
    whole = found["whole"].replace(",", "").replace(".", "")
    return Decimal(f"{whole}.{found['cents'] or '0'}")


def choices(pairs: Iterable[tuple[object, str]], *, empty: str | None = None) -> list[SelectChoice]:
    """Return choices for a select, with an empty one first where nothing may be chosen."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return [*first, *(SelectChoice(str(value), label) for value, label in pairs)]


def whole_number(value: object) -> int | None:
    """Read the id a select sends; "" is nothing.

    Raises ValueError for what is no id.
    """
    if value in (None, "", "None"):
        return None
    number = read_id(str(value))
    if number is None:
        raise ValueError(value)
    return number
