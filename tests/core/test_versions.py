"""Two people in one form: what only one of them changed is kept, and no text is lost."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectMultipleField

from tracker.core.forms import LineField, MoneyField, OnceForm, TextField, choices
from tracker.core.texts import let_readers_choose
from tracker.core.versions import ChangeForm, ClashError

SAVED: dict[str, Any] = {
    "name": "Jade Metrics",
    "note": "Pirma eilutė\r\nAntra",
    "worth": Decimal(48000),
    "topics": ["2", "1"],
}


class ThingForm(ChangeForm):
    """A form with each kind of field."""

    aside = ChangeForm.aside | {"by_mistake"}
    name = LineField("Pavadinimas")
    note = TextField("Pastaba")
    worth = MoneyField("Vertė")
    topics = SelectMultipleField(
        "Temos", choices=choices([("1", "Duomenys"), ("2", "Sauga"), ("3", "Judumas")])
    )
    by_mistake = BooleanField("Per klaidą")


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    app = Flask(__name__)
    let_readers_choose(app, lambda: "en")
    with app.test_request_context():
        yield


def saved(version: int = 1, **changed: object) -> ThingForm:
    """Return the form of the thing as it is saved."""
    form = ThingForm(data={**SAVED, **changed})
    form.remember(version)
    return form


def sent(opened: ThingForm, **typed: object) -> ThingForm:
    """Return the form as a browser sends it back, with some fields typed over."""
    said: dict[str, object] = {
        "name": opened.name.data,
        "note": opened.note.data,
        "worth": "48 000,00",
        "topics": ["1", "2"],
        "version": opened.version.data,
        "was": opened.was.data,
        **typed,
    }
    form = ThingForm(MultiDict(said))
    assert form.validate(), form.errors
    return form


def test_what_nobody_else_changed_is_saved_as_typed() -> None:
    form = sent(saved(), name="Jade")

    form.settle(saved())

    assert form.name.data == "Jade"


def test_what_only_somebody_else_changed_stays_as_they_saved_it() -> None:
    form = sent(saved(), name="Jade")

    form.settle(saved(2, note="Jų pastaba", worth=Decimal("0.5"), topics=["3"]))

    assert form.name.data == "Jade"
    assert form.note.data == "Jų pastaba"
    assert form.worth.data == Decimal("0.5")
    assert form.topics.data == ["3"]


def test_the_same_said_in_another_way_is_no_change() -> None:
    """Line ends, cents of nothing and the order of ticks are the browser's, not the person's."""
    form = sent(saved(), note="Pirma eilutė\nAntra", worth="48000", topics=["2", "1"])

    form.settle(saved(2, note="Jų", worth=None, topics=[]))

    assert (form.note.data, form.worth.data, form.topics.data) == ("Jų", None, [])


def test_both_changed_to_the_same_is_no_clash() -> None:
    form = sent(saved(), name="Jade")

    form.settle(saved(2, name="Jade"))

    assert form.name.data == "Jade"


def test_one_field_changed_by_both_is_a_clash_and_both_texts_are_there() -> None:
    form = sent(saved(), name="Mano", topics=["3"], note="Mano pastaba")
    theirs = saved(2, name="Jų", topics=["1"])

    with pytest.raises(ClashError):
        form.settle(theirs)

    assert form.again_over(theirs) == [("Pavadinimas", "Jų"), ("Temos", "Duomenys")]
    assert (form.name.data, form.note.data) == ("Mano", "Mano pastaba")


def test_what_somebody_emptied_is_shown_as_nothing() -> None:
    form = sent(saved(), note="Mano")
    theirs = saved(2, note=None)

    with pytest.raises(ClashError):
        form.settle(theirs)

    assert form.again_over(theirs) == [("Pastaba", "–")]


def test_sent_again_after_a_clash_mine_is_saved_and_the_rest_stays_theirs() -> None:
    theirs = saved(2, name="Jų", note="Jų pastaba")
    form = sent(saved(), name="Mano")
    with pytest.raises(ClashError):
        form.settle(theirs)
    form.again_over(theirs)

    again = sent(form)
    again.settle(saved(2, name="Jų", note="Jų pastaba"))

    assert (again.name.data, again.note.data) == ("Mano", "Jų pastaba")


def test_a_third_save_between_is_a_clash_again() -> None:
    form = sent(saved(), name="Mano")
    form.again_over(saved(2, name="Jų"))

    with pytest.raises(ClashError):
        sent(form).settle(saved(3, name="Trečio"))


@pytest.mark.parametrize("third", ["Pirma eilutė\nAntra", "Trečio pastaba"])
def test_a_third_save_before_mine_is_shown_again_stays_where_i_typed_nothing(third: str) -> None:
    form = sent(saved(), name="Mano")
    with pytest.raises(ClashError):
        form.settle(saved(2, name="Jų", note="Jų pastaba"))
    latest = saved(3, name="Jų", note=third)

    assert form.again_over(latest) == [("Pavadinimas", "Jų")]

    again = sent(form)
    again.settle(latest)
    assert (again.name.data, again.note.data) == ("Mano", third)


@pytest.mark.parametrize("forged", ["", "zzz", "1.2.3", "." * 50])
def test_a_form_that_forgot_what_it_showed_clashes_rather_than_overwrites(forged: str) -> None:
    form = sent(saved(), was=forged)

    with pytest.raises(ClashError):
        form.settle(saved(2, name="Jų"))


def test_a_form_that_saw_no_version_is_saved_as_it_is() -> None:
    form = sent(saved(), version="", name="Mano")

    form.settle(saved(7, name="Jų"))

    assert form.name.data == "Mano"


def test_a_tick_about_the_change_itself_is_never_a_clash() -> None:
    form = sent(saved(), by_mistake="y")

    form.settle(saved(2, name="Jų"))

    assert form.by_mistake.data is True


class NewForm(OnceForm):
    """A form that makes something."""

    name = LineField("Vardas")


def made(**typed: str) -> str | None:
    return NewForm(MultiDict(typed)).form_key


def test_a_form_sent_twice_has_one_number() -> None:
    assert made(key="a1", name="Lin") == made(key="a1", name="Lin")


def test_another_text_or_another_form_has_another_number() -> None:
    assert len({made(key="a1", name="Lin"), made(key="a1", name="Wu"), made(key="b2")}) == 3
    assert NewForm().key.data != NewForm().key.data


@pytest.mark.parametrize("forged", ["", "a b", "<x>", "a" * 300])
def test_a_number_that_is_none_of_ours_counts_for_nothing(forged: str) -> None:
    assert made(key=forged, name="Lin") is None


def test_a_zero_typed_where_nothing_stood_is_a_change() -> None:
    opened = saved(worth=None)

    form = sent(opened, worth="0")
    form.settle(saved(2, worth=None, note="Jų"))

    assert form.is_changed("worth")
    assert (form.worth.data, form.note.data) == (Decimal(0), "Jų")
