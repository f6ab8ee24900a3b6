"""What people type: cleaned, measured, and refused in the reader's words."""

import inspect
from collections.abc import Iterator
from decimal import Decimal

import pytest
import wtforms.fields
import wtforms.validators
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from tracker.core.errors import TrackerError
from tracker.core.forms import (
    LIBRARY_WORDS,
    MAX_LINE,
    MAX_TEXT,
    BaseForm,
    DayField,
    InvalidFormError,
    LineField,
    MoneyField,
    NumberField,
    TextField,
    choices,
    read_money,
    whole_number,
)
from tracker.core.texts import let_readers_choose


class EveryForm(BaseForm):
    """One of each field."""

    line = LineField("Line")
    text = TextField("Text")
    money = MoneyField("Money")
    day = DayField("Day")
    number = SelectField("Number", choices=choices([(1, "One"), (2, "Two")], empty="None"))


def said(form: BaseForm, name: str) -> str:
    """Return what is wrong with a field."""
    return str(form[name].errors[0])


def typed(**fields: str) -> EveryForm:
    return EveryForm(MultiDict({"number": "", **fields}))


@pytest.fixture
def in_lithuanian() -> Iterator[None]:
    """A request of somebody who reads Lithuanian, to an application without pages."""
    app = Flask("tracker")
    let_readers_choose(app, lambda: "lt")
    with app.test_request_context():
        yield


# --- Lines and texts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("  Eglė \t V. ", "Eglė V."), ("", None), ("   ", None), ("a\u202eb\x00c", "abc")],
)
def test_a_line_is_cleaned_and_nothing_is_none(sent: str, kept: str | None) -> None:
    assert typed(line=sent).line.data == kept


def test_a_text_keeps_its_lines() -> None:
    assert typed(text=" one\r\n two \n").text.data == "one\n two"


def test_a_field_that_was_not_sent_is_nothing() -> None:
    form = EveryForm(MultiDict())

    assert (form.line.data, form.text.data, form.money.data, form.day.data) == (None,) * 4


@pytest.mark.usefixtures("in_lithuanian")
@pytest.mark.parametrize(("name", "most"), [("line", MAX_LINE), ("text", MAX_TEXT)])
def test_what_is_too_long_is_refused(name: str, most: int) -> None:
    assert typed(**{name: "x" * most}).validate()

    form = typed(**{name: "x" * (most + 1)})

    assert not form.validate()
    assert said(form, name) == f"Įrašykite ne daugiau kaip {most} ženklų."


# --- Money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "amount"),
    [
        ("48000", "48000"),
        ("48 000", "48000"),
        ("48\u00a0000\u00a0€", "48000"),
        ("48.000", "48000"),
        ("48,000", "48000"),
        ("48 000,50", "48000.50"),
        ("48.000,50 Eur", "48000.50"),
        ("48,000.5", "48000.5"),
        ("EUR 12.05", "12.05"),
        ("1.234.567,89", "1234567.89"),
        ("0", "0"),
        ("007", "7"),
        ("0,05", "0.05"),
    ],
)
def test_an_amount_is_read_as_people_write_it(sent: str, amount: str) -> None:
    assert read_money(sent) == Decimal(amount)


@pytest.mark.parametrize(
    "sent",
    [
        "many",
        "-5",
        "12.5.3",
        "12,",
        "1.234.56",
        "1,2345",
        "€",
        ",",
        ".",
        "1e5",
        "1_000",
        "0x10",
        "NaN",
        "Infinity",
        "٣٤",
        "9999999999999",
        "5 000 000 + 1",
    ],
)
@pytest.mark.usefixtures("in_lithuanian")
def test_what_is_no_amount_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="48 000"):
        read_money(sent)


@given(st.decimals(0, 10**11, places=2), st.sampled_from([" ", ".", "\u00a0", ""]))
def test_an_amount_written_the_lithuanian_way_is_read_back(amount: Decimal, group: str) -> None:
    written = f"{amount:,.2f}".replace(",", "g").replace(".", ",").replace("g", group)

    assert read_money(f"{written} €") == amount


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_refused(sent: str) -> None:
    try:
        amount = read_money(sent)
    except ValueError:
        return

    assert 0 <= amount < 10**12
    assert amount == round(amount, 2)


@pytest.mark.usefixtures("in_lithuanian")
def test_what_was_typed_as_an_amount_stays_in_the_field() -> None:
    form = typed(money="apie 5000")

    assert not form.validate()
    assert 'value="apie 5000"' in str(form.money())
    assert said(form, "money") == "Įrašykite sumą eurais, pavyzdžiui, 48 000."


def test_an_amount_is_shown_as_it_can_be_typed() -> None:
    form = EveryForm(data={"money": Decimal("48000.50")})

    assert 'value="48000.50"' in str(form.money())
    assert 'value=""' in str(EveryForm().money())


# --- Days and choices -----------------------------------------------------------------------------


@pytest.mark.usefixtures("in_lithuanian")
@pytest.mark.parametrize(
    "sent", ["2026-02-30", "tomorrow", "23/11/2026", "0001-01-01", "1899-12-31", "9999-12-31"]
)
def test_what_is_no_day_is_refused(sent: str) -> None:
    form = typed(day=sent)

    assert not form.validate()
    assert "2026" in said(form, "day")


@pytest.mark.usefixtures("in_lithuanian")
@pytest.mark.parametrize("sent", ["", " ", "\t", "\u200b", "\0"])
def test_a_day_that_must_be_chosen_is_not_one_of_unseen_marks(sent: str) -> None:
    class Wanted(BaseForm):
        day = DayField("Day", validators=[InputRequired("Choose the day.")])

    form = Wanted(MultiDict({"day": sent}))

    assert not form.validate()
    assert said(form, "day") == "Choose the day."


@pytest.mark.usefixtures("in_lithuanian")
def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert typed(number="2").validate()

    form = typed(number="3")

    assert not form.validate()
    assert said(form, "number") == "Pasirinkite vieną iš siūlomų reikšmių."


@pytest.mark.parametrize(
    ("sent", "number"), [("", None), (None, None), ("None", None), ("12", 12), (7, 7)]
)
def test_a_select_sends_a_number_or_nothing(sent: object, number: int | None) -> None:
    assert whole_number(sent) == number


def test_a_select_that_sends_words_is_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        whole_number("x")


class CountingForm(BaseForm):
    """A number of days, and one of guests in words of its own."""

    days = NumberField("Days", [Optional(), NumberRange(0, 366, "Too many.")])
    guests = NumberField("Guests", [Optional(), NumberRange(1, 99)], words="One or more.")


@pytest.mark.usefixtures("in_lithuanian")
@pytest.mark.parametrize("sent", ["9" * 10, "9" * 309, "-" + "9" * 400, "9" * 5000, "x", "1.5"])
def test_a_number_beyond_counting_is_refused_like_what_is_none(sent: str) -> None:
    form = CountingForm(MultiDict({"days": sent, "guests": sent}))

    assert not form.validate()
    assert said(form, "days") == "Įrašykite sveikąjį skaičių."
    assert said(form, "guests") == "One or more."
    assert (form.days.data, form.guests.data) == (None, None)


@pytest.mark.usefixtures("in_lithuanian")
@pytest.mark.parametrize(("sent", "number"), [("", None), ("366", 366), (" 12 ", 12)])
def test_a_whole_number_is_read(sent: str, number: int | None) -> None:
    form = CountingForm(MultiDict({"days": sent}))

    assert form.validate()
    assert form.days.data == number


# --- The form itself ------------------------------------------------------------------------------


class StrictForm(BaseForm):
    """A field that must be filled in, and one that counts."""

    name = LineField("Name", [DataRequired()])
    count = NumberField("Count")


@pytest.mark.usefixtures("in_lithuanian")
def test_the_library_speaks_the_readers_language() -> None:
    form = StrictForm(MultiDict({"name": "", "count": "x"}))

    assert not form.validate()
    assert form.errors == {
        "name": ["Privaloma užpildyti."],
        "count": ["Įrašykite sveikąjį skaičių."],
    }


def test_the_library_still_says_what_we_translate() -> None:
    """A new version that words them otherwise would speak English to Lithuanians."""
    modules = [wtforms.validators, wtforms.fields.choices, wtforms.fields.datetime]
    modules += [wtforms.fields.numeric]
    source = "".join(inspect.getsource(module) for module in modules)

    assert [words for words in LIBRARY_WORDS if words not in source] == []


@pytest.mark.usefixtures("in_lithuanian")
def test_a_form_sent_by_a_program_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidFormError) as refused:
        StrictForm.checked(MultiDict({"name": ""}))

    assert isinstance(refused.value, TrackerError)
    assert "“name”" in str(refused.value)


@pytest.mark.usefixtures("in_lithuanian")
def test_a_refusal_from_the_rules_stands_beside_its_field() -> None:
    form = StrictForm(MultiDict({"name": "x", "count": "1"}))
    assert form.validate()

    form.refuse("name", "Taken already.")

    assert form.errors == {"name": ["Taken already."]}
