"""How a reminder reads, compared exactly with snapshots: in both languages, as text and as HTML.

To renew the snapshots after a change you looked at: RENEW_SNAPSHOTS=1 pytest tests/letters
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.conftest import MONDAY, SECRET
from tests.letters.posting import PAYLOAD
from tests.support.snapshots import compare
from tracker.core.security import LinkSigner
from tracker.letters.render import COLUMNS, Printer, clip
from tracker.wiring import LETTERS

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEMPLATES = Path(__file__).parents[2] / "templates"
CHRISTMAS = datetime(2026, 12, 21, 5, 0, tzinfo=UTC)
PRINTER = Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS)
CASES = {
    "late": {},
    "today": {"due_on": "2026-11-23", "last": None, "contact": None, "organisation": None},
    "at_an_hour": {"due_on": "2026-11-23", "due_at": "14:30", "country": "LT", "zone_there": None},
    "wakes_up": {"kind": "wake_up", "step": PAYLOAD["about"]["title"], "due_on": "2026-11-23"},
    "one_day_late": {"due_on": "2026-11-22"},
    "silent": {
        "kind": "no_contact",
        "step": "Lin Mei-ling",
        "since": "2026-08-23",
        "last": {**PAYLOAD["last"], "on": "2026-08-23"},
        "about": {"path": "/contacts/7", "title": "Lin Mei-ling"},
    },
    "own": {"kind": "own", "about": None, "last": None, "step": "P-000001 Paskambinti"},
}


@dataclass(frozen=True)
class Row:
    """A letter, as printing needs it."""

    payload: dict[str, Any]
    locale: str = "lt"
    template: str = "reminder"
    address: str = "egle@savivaldybe.example"
    message_id: str = "<1@savivaldybe.example>"


def letter(locale: str = "lt", **given: Any) -> Row:
    template = "silence" if given.get("kind") == "no_contact" else "reminder"
    return Row({**PAYLOAD, **given}, locale, template)


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", CASES)
def test_a_reminder_reads_as_it_did(case: str, locale: str) -> None:
    envelope = PRINTER(letter(locale, **CASES[case]), now=MONDAY)

    compare(SNAPSHOTS / f"{case}.{locale}.txt", f"{envelope.subject}\n\n{envelope.text}")
    compare(SNAPSHOTS / f"{case}.{locale}.html", envelope.html)


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_days_off_to_come_are_named_here_and_there(locale: str) -> None:
    envelope = PRINTER(letter(locale), now=CHRISTMAS)

    compare(SNAPSHOTS / f"christmas.{locale}.txt", envelope.text)


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_letter_is_small_valid_and_has_a_short_subject(case: str, locale: str) -> None:
    envelope = PRINTER(letter(locale, **CASES[case]), now=MONDAY)

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(envelope.html)
    assert not parser.errors
    assert len(envelope.html.encode()) < 20_000
    assert len(envelope.subject) <= 60
    assert "<img" not in envelope.html
    assert "<script" not in envelope.html
    assert "data-css-inline" not in envelope.html
    long = [line for line in envelope.text.splitlines() if len(line) > COLUMNS]
    assert all(line.startswith("https://") for line in long), long


@pytest.mark.parametrize(
    ("since", "lt", "en"),
    [
        ("2026-11-22", "Be ryšio 1 dieną: Lin Mei-ling", "No contact for 1 day: Lin Mei-ling"),
        ("2026-08-23", "Be ryšio 92 dienas: Lin Mei-ling", "No contact for 92 days: Lin Mei-ling"),
        ("2026-05-27", "Be ryšio 180 dienų: Lin Mei-ling", "No contact for 180 days: Lin Mei-ling"),
    ],
)
def test_a_silence_says_how_long_and_of_whom(since: str, lt: str, en: str) -> None:
    given = {**CASES["silent"], "since": since}

    assert PRINTER(letter("lt", **given), now=MONDAY).subject == lt
    assert PRINTER(letter("en", **given), now=MONDAY).subject == en


def test_a_silence_that_waited_for_the_mail_server_has_grown() -> None:
    late = MONDAY + timedelta(days=3)

    assert "95 dienas" in PRINTER(letter(**CASES["silent"]), now=late).subject


@pytest.mark.parametrize("case", ["late", "silent"])
@pytest.mark.parametrize("locale", ["lt", "en"])
def test_text_and_html_hold_the_same_links_and_words(locale: str, case: str) -> None:
    envelope = PRINTER(letter(locale, **CASES[case]), now=MONDAY)

    in_html = set(re.findall(r'href="([^"]+)"', envelope.html))
    in_text = set(re.findall(r"^https://\S+$", envelope.text, re.MULTILINE))
    assert in_html == in_text
    assert len([url for url in in_text if "/r/" in url]) == 3
    told = " ".join(envelope.text.split())
    steps = {"late": PAYLOAD["step"], "silent": "Lin Mei-ling"}
    for words in ("Lin Mei-ling", steps[case], PAYLOAD["last"]["text"]):
        assert words in told
        assert words in envelope.html


def test_the_subject_ends_with_the_person_and_holds_nothing_else_of_them() -> None:
    envelope = PRINTER(letter(contact="Lin Mei-ling", organisation="Formosa Sign"), now=MONDAY)

    assert envelope.subject.endswith(" (Lin Mei-ling)")
    assert "Formosa" not in envelope.subject


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("Nusiųsti technines sąlygas", "Vėluoja 3 d.: nusiųsti technines sąlygas (Lin Mei-ling)"),
        (
            "Susitikti su partneriais ir pasirašyti ketinimų protokolą",
            "Vėluoja 3 d.: susitikti su partneriais ir… (Lin Mei-ling)",
        ),
    ],
)
def test_a_long_step_is_cut_before_the_person(step: str, said: str) -> None:
    row = letter(step=step, contact="Lin Mei-ling", due_on="2026-11-20")

    assert PRINTER(row, now=MONDAY).subject == said


def test_a_long_name_leaves_the_subject_to_the_step() -> None:
    row = letter(contact="Ana Cristina Villaverde Castañón", step="Nusiųsti technines sąlygas")

    assert PRINTER(row, now=MONDAY).subject.endswith("technines sąlygas")


@pytest.mark.parametrize(
    ("step", "subject"),
    [
        ("Nusiųsti sąlygas", "Vėluoja 3 d.: nusiųsti sąlygas"),
        ("Susitikti", "Vėluoja 3 d.: susitikti"),
        ("Sutartis laukia parašo", "Vėluoja 3 d.: sutartis laukia parašo"),
        ("P-000001 Paskambinti", "Vėluoja 3 d.: P-000001 Paskambinti"),
        ("Rytis siunčia sutartį", "Vėluoja 3 d.: Rytis siunčia sutartį"),
        ("VATI ataskaita", "Vėluoja 3 d.: VATI ataskaita"),
        ("Į", "Vėluoja 3 d.: Į"),
        ("Padėkos laiškas", "Vėluoja 3 d.: padėkos laiškas"),
        ("Taivano atsakymas", "Vėluoja 3 d.: Taivano atsakymas"),
    ],
)
def test_a_step_begins_small_after_the_colon_unless_by_a_name(step: str, subject: str) -> None:
    assert PRINTER(letter(step=step, contact=None), now=MONDAY).subject == subject


def test_a_long_step_is_cut_in_the_subject_only_and_at_a_word() -> None:
    step = "Nusiųsti " + "labai ilgą sąrašą klausimų " * 6

    envelope = PRINTER(letter(step=step.strip(), contact=None), now=MONDAY)

    assert envelope.subject.endswith(" klausimų labai…")
    assert len(envelope.subject) <= 60
    assert step.strip() in " ".join(envelope.text.split())


@pytest.mark.parametrize(
    ("on", "said"), [("2026-01-09", "sausio 9 d."), ("2025-12-09", "2025 m. gruodžio 9 d.")]
)
def test_the_last_entry_names_its_year_unless_it_is_this_one(on: str, said: str) -> None:
    envelope = PRINTER(letter(last={"on": on, "text": "Sutarta"}), now=MONDAY)

    assert f"Paskutinis įrašas ({said}): Sutarta" in envelope.text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_what_somebody_typed_is_text_in_the_html() -> None:
    evil = "<script>alert(1)</script><b>&"

    envelope = PRINTER(
        letter(step=evil, contact=evil, last={"on": "2026-11-16", "text": evil}), now=MONDAY
    )

    assert "<script" not in envelope.html
    assert "&lt;script&gt;" in envelope.html
    assert evil in envelope.text


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (1, "Vėluoja 1 dieną"),
        (2, "Vėluoja 2 dienas"),
        (11, "Vėluoja 11 dienų"),
        (21, "Vėluoja 21 dieną"),
    ],
)
def test_how_late_it_is_is_said_of_the_moment_the_letter_leaves(days: int, state: str) -> None:
    envelope = PRINTER(letter(due_on="2026-11-23"), now=MONDAY + timedelta(days=days))

    assert state in envelope.html


def test_lateness_is_counted_on_the_owners_calendar() -> None:
    near_midnight = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # the 24th in Vilnius

    assert "Vėluoja 1 d." in PRINTER(letter(due_on="2026-11-23"), now=near_midnight).subject
    in_new_york = letter(due_on="2026-11-23", zone="America/New_York")
    assert "Šiandien" in PRINTER(in_new_york, now=near_midnight).subject


@pytest.mark.parametrize(
    ("zone", "lt", "en"),
    [
        ("Europe/London", "Londonas: ten 2 valandomis mažiau.", "London: 2 hours behind."),
        ("America/Los_Angeles", "Los Andželas: ten 10 valandų mažiau.", "Los Angeles: 10 hours"),
        ("Europe/Warsaw", "Varšuva: ten 1 valanda mažiau.", "Warsaw: 1 hour behind."),
        ("Asia/Tokyo", "Tokijas: ten 7 valandomis daugiau.", "Tokyo: 7 hours ahead."),
        ("Asia/Kolkata", "ten 3 val. 30 min. daugiau.", ": 3 h 30 min ahead."),
        ("America/St_Johns", "ten 5 val. 30 min. mažiau.", ": 5 h 30 min behind."),
    ],
)
def test_hours_from_here_are_said_which_stay_true_when_it_is_read(
    zone: str, lt: str, en: str
) -> None:
    for locale, words in (("lt", lt), ("en", en)):
        envelope = PRINTER(letter(locale, zone_there=zone), now=MONDAY)

        assert words in envelope.text
        assert words in envelope.html


def test_the_time_there_is_left_out_where_it_is_the_same_as_here() -> None:
    there = PRINTER(letter(zone_there="Asia/Taipei"), now=MONDAY).text
    near = PRINTER(letter(zone_there="Europe/Helsinki", country="FI"), now=MONDAY).text

    assert "Taipėjus: ten 6 valandomis daugiau." in there
    assert "daugiau" not in near


def test_a_country_without_data_is_not_said_to_have_no_holidays() -> None:
    text = PRINTER(letter(country="UA", zone_there="Europe/Kyiv"), now=CHRISTMAS).text

    assert "Ukraina" not in text
    assert "Lietuva" in text


def test_no_class_is_described_twice_as_letters_of_other_kinds_would_get_the_other_style() -> None:
    layout = (TEMPLATES / "layouts" / "letter.html").read_text("utf-8").split("</style>")[0]

    classes = re.findall(r"^ *\.(\w+) \{", layout, flags=re.MULTILINE)
    assert len(classes) > 10
    assert sorted(classes) == sorted(set(classes))


def test_a_letter_shown_to_somebody_else_has_no_links_that_act() -> None:
    shown = PRINTER.show(letter(), now=MONDAY)

    assert set(re.findall(r"/r/([^\s\"]*)", shown.text + shown.html)) == {"…"}


@pytest.mark.parametrize(
    ("text", "clipped"),
    [
        ("short", "short"),
        ("two\nlines", "two lines"),
        ("exactly ten", "exactly…"),
        ("unbreakablelongword", "unbreakab…"),
        ("one, two three", "one, two…"),
        ("one - two", "one - two"),
    ],
)
def test_cutting_stays_within_the_length_and_ends_at_a_word(text: str, clipped: str) -> None:
    assert clip(text, 10) == clipped
    assert len(clip(text, 10)) <= 10
