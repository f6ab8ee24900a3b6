"""Every text that people read has its Lithuanian, and every Lithuanian text is used."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tracker.core.i18n import plural

ROOT = Path(__file__).parents[2]
LITHUANIAN = ROOT / "tracker" / "translations" / "lt"
MAPPING = ROOT / "tracker" / "translations" / "babel.cfg"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "mark": None,
    "Count": (1, 2),
    "translate": (2,),
    "plural": (2, 3),
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
"""The functions that mark a text: gettext's own, Flask-Babel's, and those of tracker.core."""
PLURAL_FORMS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)"
)
PLACES = re.compile(r"%\((\w+)\)[a-z]")
Key = tuple[str, str | None]


@cache
def used() -> Mapping[Key, tuple[str, str]]:
    """Return each text in use: its plural ("" for none) and where it stands."""
    with MAPPING.open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel's
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=())
    return {
        (words if isinstance(words, str) else words[0], context): (
            "" if isinstance(words, str) else words[1] or "",
            f"{file}:{line}",
        )
        for file, line, words, _comments, context in found
        if words
    }


@cache
def translated() -> Mapping[str, list[Message]]:
    """Return the messages of each .po file."""
    messages = {}
    for path in sorted(LITHUANIAN.glob("*.po")):
        with path.open("rb") as file:
            messages[path.name] = [message for message in read_po(file, locale="lt") if message.id]
    return messages


def _key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _home() -> dict[Key, Message]:
    return {_key(message): message for message in chain.from_iterable(translated().values())}


def _calls() -> Iterator[tuple[str, ast.Call, list[ast.expr]]]:
    """Return each call of a marking function, where it stands, and the texts it is given."""
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in KEYWORDS:
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield where, node, [node.args[place] for place in _places(name, node)]


def _places(name: str, call: ast.Call) -> list[int]:
    """Return which arguments are texts; the first, unless the table above says otherwise."""
    told = KEYWORDS[name] or (1,)
    numbers = [part if isinstance(part, int) else part[0] for part in told]
    return [number - 1 for number in numbers if number <= len(call.args)]


def test_no_text_hides_in_an_f_string() -> None:
    """The extractor does not look into them, so nothing would miss its Lithuanian."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "tracker").rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name | ast.Attribute)
        and (call.func.id if isinstance(call.func, ast.Name) else call.func.attr) in KEYWORDS
    ]

    assert hidden == []


def test_a_text_is_whole_where_it_is_marked() -> None:
    """A sum or an f-string is nothing that the extractor could read; a name is marked elsewhere."""
    unread = [
        f"{where}: {ast.unparse(call)}"
        for where, call, texts in _calls()
        for text in texts
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]

    assert unread == []


def test_every_text_has_its_lithuanian() -> None:
    missing = {words: where for (words, _c), (_p, where) in used().items() if not _said(words, _c)}

    assert missing == {}


def _said(words: str, context: str | None) -> bool:
    message = _home().get((words, context))
    return message is not None and not message.fuzzy and all(_forms(message))


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_every_lithuanian_text_is_used() -> None:
    unused = {
        name: left
        for name, messages in translated().items()
        if (left := [_key(message) for message in messages if _key(message) not in used()])
    }

    assert unused == {}


def test_a_text_has_its_lithuanian_in_one_file_only() -> None:
    counted = Counter(_key(message) for messages in translated().values() for message in messages)

    assert [key for key, times in counted.items() if times > 1] == []


def test_a_text_keeps_its_places() -> None:
    """What the sentence is filled with occurs in each of its forms, and nothing else does."""
    wrong = {}
    for key, message in _home().items():
        asked = set(PLACES.findall(message.id if isinstance(message.id, str) else message.id[1]))
        if any(set(PLACES.findall(form)) != asked for form in _forms(message)):
            wrong[key] = _forms(message)

    assert wrong == {}


def test_a_count_has_the_three_forms_of_lithuanian() -> None:
    wrong = [
        key
        for key, (many, _where) in used().items()
        if many and key in _home() and len(_forms(_home()[key])) != 3
    ]

    assert wrong == []
    assert any(many for many, _where in used().values())


@pytest.mark.parametrize("name", sorted(path.name for path in LITHUANIAN.glob("*.po")))
def test_a_catalogue_states_the_right_rule_of_plurals(name: str) -> None:
    """Not the rule that Qt publishes, which is wrong for 3 to 9."""
    with (LITHUANIAN / name).open("rb") as file:
        catalogue = read_po(file, locale="lt")

    assert catalogue.plural_forms.rstrip(";") == PLURAL_FORMS


def test_lithuanian_texts_do_not_shout() -> None:
    loud = [key for key, message in _home().items() if any("!" in form for form in _forms(message))]

    assert loud == []


@pytest.mark.parametrize(
    ("num", "form"),
    [
        (0, "vietų"),
        (1, "vietą"),
        (2, "vietas"),
        (9, "vietas"),
        (10, "vietų"),
        (11, "vietų"),
        (19, "vietų"),
        (20, "vietų"),
        (21, "vietą"),
        (22, "vietas"),
        (101, "vietą"),
        (111, "vietų"),
    ],
)
def test_a_number_takes_the_right_form(num: int, form: str) -> None:
    said = plural("lt", "Correct one thing:", "Correct %(num)d things:", num)

    assert said == f"Pataisykite {num} {form}:"


def test_undo_cancel_and_bring_back_are_three_words() -> None:
    said = {_forms(_home()[(words, None)]) for words in ("Undo", "Cancel", "Bring back")}

    assert len(said) == 3


def test_a_step_is_snoozed_in_every_text() -> None:
    """Not put off here and reminded of later there."""
    other = [
        words
        for words, _c in used()
        if re.search(r"\bput (it )?off\b|remind later", words, re.IGNORECASE)
    ]

    assert other == []
