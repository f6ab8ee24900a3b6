"""Every template, macro and import is used by something: what nobody uses is taken out."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


@cache
def _read(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((TEMPLATES / name).read_text("utf-8"))


@cache
def _code() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tracker").rglob("*.py")))


def _imports(name: str) -> Iterator[tuple[str, str, str]]:
    """Return each import of a template: the file, the name in it ("" for all), the name here."""
    for node in _read(name).find_all(nodes.FromImport):
        for told in node.names:
            there, here = told if isinstance(told, tuple) else (told, told)
            yield _file(node.template), there, here
    for whole in _read(name).find_all(nodes.Import):
        yield _file(whole.template), "", whole.target


def _file(node: nodes.Expr) -> str:
    return str(node.value) if isinstance(node, nodes.Const) else ""


def _names_read(name: str) -> set[str]:
    """Return what a template reads, itself or through the parts it includes."""
    own = {node.name for node in _read(name).find_all(nodes.Name) if node.ctx == "load"}
    parts = [_file(node.template) for node in _read(name).find_all(nodes.Include)]
    return own.union(*map(_names_read, filter(None, parts)))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_what_it_imports(name: str) -> None:
    assert {here for _file, _there, here in _imports(name)} - _names_read(name) == set()


def test_every_macro_is_called() -> None:
    asked = {(file, there) for name in NAMES for file, there, _here in _imports(name)}
    idle = [
        f"{name}: {macro.name}"
        for name in NAMES
        for macro in _read(name).find_all(nodes.Macro)
        if (name, macro.name) not in asked
        and macro.name not in _names_read(name)
        and not _is_taken_whole(name, macro.name)
    ]

    assert idle == []


def _is_taken_whole(file: str, macro: str) -> bool:
    """Tell whether some template imports all of `file` and calls the macro by `its.name`."""
    return any(
        here == call.node.name and call.attr == macro
        for name in NAMES
        for asked, there, here in _imports(name)
        if asked == file and not there
        for call in _read(name).find_all(nodes.Getattr)
        if isinstance(call.node, nodes.Name)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_asked_for(name: str) -> None:
    asked_by_code = f'"{name}"' in _code() or _is_of_a_letter(name)
    asked_by_others = any(
        name in {node.value for node in _read(other).find_all(nodes.Const)}
        for other in NAMES
        if other != name
    )

    assert asked_by_code or asked_by_others


def _is_of_a_letter(name: str) -> bool:
    folder = re.match(r"letters/(\w+)/(subject|body)\.(txt|html)$", name)
    return folder is not None and f'"{folder[1]}"' in _code()
