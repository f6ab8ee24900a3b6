"""The shared parts, drawn with what people might type."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired

from tests.assets.workshop import ROOT, RUTA, SNOOZES, furnish, task

HOSTILE = '"><script>alert(1)</script>'
Draw = Callable[..., str]


@pytest.fixture(params=["lt", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def draw(language: str) -> Draw:
    env = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    furnish(env, lambda: language)

    def one(file: str, call: str, **values: object) -> str:
        name = call.partition("(")[0]
        source = f'{{% from "components/{file}.html" import {name} %}}'
        source += (
            f"{{% call {call} %}}within{{% endcall %}}"
            if values.pop("with_block", False)
            else f"{{{{ {call} }}}}"
        )
        return env.from_string(source).render(**values)

    return one


def hostile(**values: object) -> SimpleNamespace:
    return SimpleNamespace(
        **{name: HOSTILE if value is str else value for name, value in values.items()}
    )


CARD = hostile(
    id=1,
    url=str,
    move_url=str,
    stage=str,
    version=2,
    title=str,
    org=str,
    country=str,
    topic=str,
    tag=str,
    next=str,
    wants_step=False,
    owner=hostile(name=str, initials=str),
    due=str,
    due_state="late",
)
TASK = hostile(
    id=1,
    what=str,
    url=str,
    who=str,
    lead=str,
    local=str,
    due=str,
    due_state="late",
    version=1,
    done_url=str,
    snooze_url=str,
    call_url=str,
)
ENTRY = hostile(icon="phone", who=str, did=str, at=str, when=str, text=str, lang="lt", undo_url="")
STEP = hostile(value=str, label=str, phase=1, state="now")
TAB = hostile(label=str, url=str, count=3, on=True)


@pytest.mark.parametrize(
    ("file", "call"),
    [
        ("avatar", "avatar(x)"),
        ("owner", "owner(CARD.owner)"),
        ("stage", "stage(1, x)"),
        ("due", "due(x, 'late')"),
        ("hidden", "hidden(x, x, {'of': x})"),
        ("hx", "whole_page(x)"),
        ("hx", "settle_row(x)"),
        ("snooze", "snooze(x, x, [CHOICE])"),
        ("task_row", "task_row(TASK, [CHOICE])"),
        ("button", "button(x, icon='x', name=x, value=x)"),
        ("button", "link_button(x, x, key=x, says=x)"),
        ("input", "input('n', x, x, hint=x, error=x, placeholder=x)"),
        ("input", "select('n', x, [(x, x)], x)"),
        ("error_summary", "error_summary([(x, x), (none, x)])"),
        ("tag", "tag(x)"),
        ("chip", "chip_link(x, x, true)"),
        ("chip", "active_filter(x, x)"),
        ("chip", "filter_menu(x, [TAB])"),
        ("chip", "view_tabs([TAB])"),
        ("pager", "pager(x, x)"),
        ("pager", "more(x, x)"),
        ("toast", "toast_box(x, x, {'of': x}, x)"),
        ("empty", "empty(x, x)"),
        ("note", "note(x, 'warn')"),
        ("timeline", "timeline([ENTRY])"),
        ("crumbs", "crumbs([(x, x), (x, none)])"),
        ("path", "path([STEP], x, 1)"),
        ("ticket", "ticket(CARD)"),
        ("ticket", "move_menu([STEP])"),
    ],
)
def test_a_part_shows_what_people_typed_as_words(draw: Draw, file: str, call: str) -> None:
    drawn = draw(
        file,
        call,
        x=HOSTILE,
        CARD=CARD,
        TASK=TASK,
        ENTRY=ENTRY,
        STEP=STEP,
        TAB=TAB,
        CHOICE=hostile(value=str, label=str, when=str),
    )

    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("file", "call"),
    [
        ("logo", "logo()"),
        ("bar", "bar(3, 8)"),
        ("bar", "bar(0, 0)"),
        ("bar", "stackbar([1, 0, 2], 0)"),
        ("bar", "stackbar([], 3)"),
        ("confidence", "confidence('check')"),
        ("coverage", "coverage(7, 8)"),
        ("owner", "owner(none)"),
        ("pager", "pager(none, none)"),
        ("table", "check_all()"),
        ("task_row", "task_row(TASK, SNOOZES)"),
        ("error_summary", "error_summary([])"),
        ("crumbs", "crumbs([])"),
        ("timeline", "timeline([])"),
    ],
)
def test_a_part_is_valid_html(draw: Draw, file: str, call: str) -> None:
    drawn = draw(file, call, TASK=task(1, "Paskambinti"), SNOOZES=SNOOZES)

    html5lib.HTMLParser(strict=True).parseFragment(f"<div>{drawn}</div>")


def test_a_forgotten_value_is_an_error_and_not_a_gap(draw: Draw) -> None:
    with pytest.raises(UndefinedError):
        draw("tag", "tag(nothing)")


def test_nobody_as_owner_is_said_in_words(draw: Draw, language: str) -> None:
    assert {"lt": "Be atsakingo", "en": "No owner"}[language] in draw("owner", "owner(none)")


def test_an_owner_is_named_beside_the_initials(draw: Draw) -> None:
    drawn = draw("owner", "owner(person)", person=RUTA)

    assert "Rūta Žemaitytė" in drawn
    assert '<span class="avatar" aria-hidden="true">RŽ</span>' in drawn


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("certain", ("Tikra", "Certain")),
        ("likely", ("Tikėtina", "Likely")),
        ("check", ("Reikia patikrinti", "Check it")),
    ],
)
def test_confidence_is_a_word_beside_as_many_dots(
    draw: Draw, language: str, level: str, words: tuple[str, str]
) -> None:
    drawn = draw("confidence", f"confidence('{level}')")

    assert words[language == "en"] in drawn
    assert drawn.count('class="on"') == ["check", "likely", "certain"].index(level) + 1


def test_a_stacked_bar_keeps_each_phase_in_its_own_colour(draw: Draw) -> None:
    drawn = draw("bar", "stackbar([2, 0, 2], 4)")

    assert '<g class="s1"><rect x="0"' in drawn.replace("0.0", "0")
    assert '<g class="s3"><rect x="50.0" width="49.4"' in drawn
    assert 's2"' not in drawn


def test_coverage_shows_a_gap_for_each_one_forgotten(draw: Draw) -> None:
    assert draw("coverage", "coverage(7, 8)").count('class="gap"') == 1
    assert draw("coverage", "coverage(41, 41)") == ""


@pytest.mark.parametrize("kind", ["note", "empty", "dialog", "bulk"])
def test_a_part_with_room_inside_keeps_what_stands_there(draw: Draw, kind: str) -> None:
    call = {
        "note": "note()",
        "empty": "empty('T')",
        "dialog": "dialog('d', 'T')",
        "bulk": "bulk('/b')",
    }[kind]

    assert "within" in draw(kind, call, with_block=True)


KINDS: Any = ["a", "b"]  # the published types know pairs only


class Visit(Form):
    name = StringField("Name", [InputRequired("Write the name")], description="As on the card")
    kind = RadioField(
        "Kind",
        choices=KINDS,
        validators=[InputRequired("Choose")],
    )


def test_a_field_ties_label_hint_and_error_to_the_control(draw: Draw) -> None:
    form = Visit()
    form.validate()

    drawn = draw("field", "field(f, autocomplete='off')", f=form.name)

    tree = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
    control = tree.find(".//input")
    assert tree.find(".//label").get("for") == control.get("id")
    assert control.get("autocomplete") == "off"
    assert control.get("aria-invalid") == "true"
    told = [tree.find(f".//*[@id='{name}']") for name in control.get("aria-describedby").split()]
    assert ["".join(part.itertext()).strip() for part in told] == [
        "As on the card",
        "Write the name",
    ]


def test_a_field_without_faults_claims_none(draw: Draw) -> None:
    drawn = draw("field", "field(f)", f=Visit(MultiDict({"name": "Rūta"})).name)

    assert "aria-invalid" not in drawn
    assert 'value="Rūta"' in drawn


def test_chips_are_one_group_with_the_chosen_one_checked(draw: Draw) -> None:
    form = Visit(MultiDict({"kind": "b"}))

    tree = html5lib.parseFragment(
        draw("field", "chips_field(f)", f=form.kind), namespaceHTMLElements=False
    )

    assert tree.find(".//fieldset/legend").text.strip() == "Kind"
    options = tree.findall(".//label/input")
    assert [(option.get("value"), option.get("checked") is not None) for option in options] == [
        ("a", False),
        ("b", True),
    ]


def test_the_error_summary_leads_to_each_field(draw: Draw, language: str) -> None:
    form = Visit()
    form.validate()

    drawn = draw("error_summary", "form_errors(form)", form=form)

    assert {"lt": "Pataisykite 2 vietas:", "en": "Correct 2 things:"}[language] in drawn
    assert '<a href="#name">Name: Write the name</a>' in drawn
    assert 'role="alert" tabindex="-1" data-error-summary' in drawn


def test_a_form_without_faults_has_no_summary(draw: Draw) -> None:
    assert draw("error_summary", "form_errors(form)", form=Visit(MultiDict())).strip() == ""


def test_every_form_that_changes_something_carries_token_and_version(draw: Draw) -> None:
    drawn = draw(
        "task_row", "task_row(TASK, SNOOZES)", TASK=task(4, "Paskambinti"), SNOOZES=SNOOZES
    )

    forms = html5lib.parseFragment(drawn, namespaceHTMLElements=False).findall(".//form")
    sent = [
        {box.get("name"): box.get("value") for box in form.findall("./input")} for form in forms
    ]
    assert len(sent) == 2
    for fields in sent:
        assert fields == {"csrf_token": "token", "version": "4"}


def test_a_toast_without_undo_has_no_button(draw: Draw) -> None:
    assert "<form" not in draw("toast", "toast_box('Saved')")
