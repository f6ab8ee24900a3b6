"""The feature files of a language become one catalogue, or the build says what is wrong."""

import gettext
from pathlib import Path

import pytest

import hatch_build

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)\\n"
"""


def write(folder: Path, name: str, *messages: str) -> None:
    (folder / "lt").mkdir(exist_ok=True)
    (folder / "lt" / name).write_text("\n".join([HEADER, *messages]), encoding="utf-8")


def message(words: str, translation: str, context: str = "", flag: str = "") -> str:
    head = f"#, {flag}\n" if flag else ""
    head += f'msgctxt "{context}"\n' if context else ""
    return f'{head}msgid "{words}"\nmsgstr "{translation}"\n'


def read(folder: Path) -> gettext.NullTranslations:
    return gettext.translation("messages", folder, ["lt"])


def test_files_of_all_features_become_one_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "leads.po", message("Lead", "Galimybė"), message("New", "Nauja", "stage"))
    write(
        tmp_path, "trips.po", message("Trip", "Komandiruotė"), message("New", "Naujas", "contact")
    )

    hatch_build.make_catalogues(tmp_path)

    words = read(tmp_path)
    assert [words.gettext("Lead"), words.gettext("Trip")] == ["Galimybė", "Komandiruotė"]
    assert [words.pgettext("stage", "New"), words.pgettext("contact", "New")] == ["Nauja", "Naujas"]


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (1, "galimybė"),
        (2, "galimybės"),
        (9, "galimybės"),
        (10, "galimybių"),
        (11, "galimybių"),
        (19, "galimybių"),
        (21, "galimybė"),
        (22, "galimybės"),
        (30, "galimybių"),
        (111, "galimybių"),
    ],
)
def test_lithuanian_counts_in_three_forms(tmp_path: Path, number: int, form: str) -> None:
    write(
        tmp_path,
        "leads.po",
        'msgid "lead"\nmsgid_plural "leads"\nmsgstr[0] "galimybė"\n'
        'msgstr[1] "galimybės"\nmsgstr[2] "galimybių"\n',
    )

    hatch_build.make_catalogues(tmp_path)

    assert read(tmp_path).ngettext("lead", "leads", number) == form


def test_a_text_in_two_files_is_refused_and_both_are_named(tmp_path: Path) -> None:
    write(tmp_path, "core.po", message("Save", "Išsaugoti"))
    write(tmp_path, "leads.po", message("Save", "Įrašyti"))

    with pytest.raises(
        hatch_build.BuildError, match=r"lt/leads.po:\d+: “Save” stands in lt/core.po:\d+"
    ):
        hatch_build.make_catalogues(tmp_path)


def test_a_text_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "core.po", message("Save", "Išsaugoti"), message("Save", "Įrašyti"))

    with pytest.raises(hatch_build.BuildError, match=r"“Save” stands in lt/core.po:\d+ already"):
        hatch_build.make_catalogues(tmp_path)


def test_an_unsure_translation_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "core.po", message("Save", "Išsaugoti", flag="fuzzy"))

    with pytest.raises(hatch_build.BuildError, match="“Save” is marked fuzzy"):
        hatch_build.make_catalogues(tmp_path)


def test_a_second_run_leaves_the_catalogue_alone(tmp_path: Path) -> None:
    write(tmp_path, "core.po", message("Save", "Išsaugoti"))
    hatch_build.make_catalogues(tmp_path)
    packed = tmp_path / "lt" / "LC_MESSAGES" / "messages.mo"
    before = packed.stat().st_mtime_ns

    hatch_build.make_catalogues(tmp_path)

    assert packed.stat().st_mtime_ns == before
