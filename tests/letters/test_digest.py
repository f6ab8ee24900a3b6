"""How one letter about several reminders reads: compared with snapshots, in both languages."""

from datetime import date, timedelta
from typing import Any

import html5lib
import pytest

from tests.conftest import MONDAY
from tests.letters.posting import PAYLOAD
from tests.letters.test_render import PRINTER, SNAPSHOTS, Row
from tests.support.snapshots import compare
from tracker.letters.render import COLUMNS
from tracker.reminders import weekly
from tracker.reminders.payloads import MOST_LISTED

TODAY = date(2026, 11, 23)


def item(number: int, on: date, **given: Any) -> dict[str, Any]:
    return {
        **PAYLOAD,
        "reminder": number,
        "subject": f"reminder:{number}",
        "to": 3,
        "for": None,
        "due_on": on.isoformat(),
        **given,
    }


ITEMS = [
    item(1, TODAY - timedelta(days=21)),
    item(2, TODAY - timedelta(days=1), step="Pasiteirauti, ar gavo mūsų klausimyną"),
    item(3, TODAY, step="Parašyti padėkos laišką", due_at="11:30", contact="Huang Shu-fen"),
    item(4, TODAY, step="Atnaujinti kontaktų sąrašą", contact=None, organisation=None),
    item(5, TODAY, kind="wake_up", step="Grįžti prie bandymo", contact=None),
]


def digest(locale: str = "lt", **given: Any) -> Row:
    payload = {
        "to": 3,
        "for": None,
        "zone": "Europe/Vilnius",
        "items": ITEMS,
        "rest": [],
        **given,
    }
    return Row(payload, locale, "digest")


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_it_reads_as_it_did(locale: str) -> None:
    envelope = PRINTER(digest(locale), now=MONDAY)

    compare(SNAPSHOTS / f"digest.{locale}.txt", f"{envelope.subject}\n\n{envelope.text}")
    compare(SNAPSHOTS / f"digest.{locale}.html", envelope.html)


@pytest.mark.parametrize(
    ("items", "lt", "en"),
    [
        (ITEMS, "Šiandien: 3, vėluoja: 2", "Today: 3, late: 2"),
        (ITEMS[:1], "Vėluoja 1 žingsnis", "1 step is late"),
        (ITEMS[:2], "Vėluoja 2 žingsniai", "2 steps are late"),
        (ITEMS[2:3], "Šiandien – 1 žingsnis", "1 step for today"),
        (ITEMS[2:], "Šiandien – 3 žingsniai", "3 steps for today"),
    ],
)
def test_its_subject_says_how_many_and_nobodys_name(
    items: list[dict[str, Any]], lt: str, en: str
) -> None:
    assert PRINTER(digest(items=items), now=MONDAY).subject == lt
    assert PRINTER(digest("en", items=items), now=MONDAY).subject == en


def test_what_there_is_no_room_for_is_counted() -> None:
    rest = [{"subject": f"reminder:{n}", "due_on": "2026-11-20"} for n in range(10, 31)]

    envelope = PRINTER(digest(rest=rest), now=MONDAY)

    assert envelope.subject == "Šiandien: 3, vėluoja: 23"
    assert "Ir dar 21." in envelope.text
    assert "Ir dar 21." in envelope.html


@pytest.mark.parametrize("name", ["digest", "escalation"])
def test_where_all_that_was_listed_is_over_it_says_so_and_how_many_are_left(name: str) -> None:
    rest = [{"subject": f"reminder:{n}", "due_on": "2026-11-20"} for n in range(10, 31)]
    make = {"digest": digest, "escalation": escalation}[name]

    lt = PRINTER(make(items=[], rest=rest), now=MONDAY)
    en = PRINTER(make("en", items=[], rest=rest), now=MONDAY)

    for letter in (lt.text, lt.html):
        assert "jau atlikta arba pasikeitė. Liko dar 21." in " ".join(letter.split())
        assert "Ir dar" not in letter
    assert "done by now or has changed. 21 more are left." in " ".join(en.text.split())


def test_who_stands_in_reads_for_whom() -> None:
    envelope = PRINTER(digest(**{"for": "Mantas Jurgila"}), now=MONDAY)

    assert envelope.subject == "Šiandien: 3, vėluoja: 2 (Mantas Jurgila)"
    assert "Pavaduojate: Mantas Jurgila." in envelope.text


def test_a_stand_in_is_not_offered_a_press_that_would_end_other_letters() -> None:
    headers = PRINTER(digest(**{"for": "Mantas Jurgila"}), now=MONDAY).headers

    assert "List-Unsubscribe" not in headers


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_the_longest_one_is_small_valid_and_has_a_short_subject(locale: str) -> None:
    long = "Susitikti su partneriais ir pasirašyti ketinimų protokolą dėl bendradarbiavimo " * 2
    items = [item(10_000 + n, TODAY, step=long[:150], version=99) for n in range(MOST_LISTED)]
    rest = [{"subject": f"reminder:{n}", "due_on": "2026-11-20"} for n in range(100)]

    envelope = PRINTER(digest(locale, items=items, rest=rest), now=MONDAY)

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(envelope.html)
    assert not parser.errors
    assert len(envelope.html.encode()) < 20_000
    assert len(envelope.subject) <= 60
    wide = [line for line in envelope.text.splitlines() if len(line) > COLUMNS]
    assert all(line.strip().startswith("https://") for line in wide), wide


def test_a_mail_program_can_end_such_letters_with_one_press() -> None:
    headers = PRINTER(digest(), now=MONDAY).headers

    assert headers["List-Unsubscribe"].startswith("<https://rysiai.example/l/stop/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_a_letter_about_one_step_is_no_list_to_leave() -> None:
    assert "List-Unsubscribe" not in PRINTER(Row(ITEMS[0]), now=MONDAY).headers


def test_it_says_how_late_a_step_is_when_it_leaves_not_when_it_was_written() -> None:
    envelope = PRINTER(digest(items=ITEMS[:1]), now=MONDAY + timedelta(days=2))

    assert "vėluoja 23 d." in envelope.text


# --- The week, and what others hear of ---


def week(locale: str = "lt", **given: Any) -> Row:
    ahead = item(9, TODAY + timedelta(days=3), step="Suderinti vaizdo skambučio laiką")
    payload = {
        "to": 3,
        "for": None,
        "zone": "Europe/Vilnius",
        "items": [*ITEMS[:3], ahead],
        "rest": [],
        "from": "2026-11-23",
        "result": [9, 11],
        "standing": [
            {
                "path": "/leads/4",
                "title": "Bandomasis projektas",
                "step": "Nusiųsti sutartį",
                "owner": "Mantas Jurgila",
                "due_on": "2026-10-30",
            }
        ],
        "more_standing": 2,
        "days": 7,
        **given,
    }
    return Row(payload, locale, "week")


def escalation(locale: str = "lt", **given: Any) -> Row:
    payload = {
        "to": 3,
        "for": None,
        "zone": "Europe/Vilnius",
        "items": ITEMS[:2],
        "rest": [],
        "owner": "Mantas Jurgila",
        "owner_id": 5,
        "days": 3,
        **given,
    }
    return Row(payload, locale, "escalation")


@pytest.mark.parametrize("locale", ["lt", "en"])
@pytest.mark.parametrize("make", [week, escalation])
def test_the_week_and_what_others_hear_of_read_as_they_did(make: Any, locale: str) -> None:
    envelope = PRINTER(make(locale), now=MONDAY)

    name = make.__name__
    compare(SNAPSHOTS / f"{name}.{locale}.txt", f"{envelope.subject}\n\n{envelope.text}")
    compare(SNAPSHOTS / f"{name}.{locale}.html", envelope.html)
    assert len(envelope.subject) <= 60


def test_who_hears_of_a_step_is_told_why_and_led_to_the_lead_or_to_all_that_are_late() -> None:
    deputy = PRINTER(escalation("en", items=ITEMS[:1], owner_id=5), now=MONDAY)
    manager = PRINTER(escalation("en", days=7, owner_id=5), now=MONDAY)

    assert "because you stand in for the owner" in deputy.text
    assert "because you manage the owner" in manager.text
    assert "Open the lead:\nhttps://rysiai.example/leads/12" in deputy.text
    assert 'class="btn p" href="https://rysiai.example/leads/12"' in deputy.html
    assert "https://rysiai.example/leads?view=late&owner=5" in manager.text
    assert 'href="https://rysiai.example/leads?view=late&amp;owner=5"' in manager.html


@pytest.mark.parametrize(
    ("given", "lt"),
    [
        ({}, "Jūsų savaitė: vėluoja 2, laukia 2"),
        ({"items": ITEMS[:2]}, "Jūsų savaitė: vėluoja 2 žingsniai"),
        ({"items": ITEMS[2:3]}, "Jūsų savaitė: 1 žingsnis"),
        ({"items": []}, "Savaitė: stringa 3 galimybės"),
    ],
)
def test_the_weeks_subject_says_what_there_is(given: dict[str, Any], lt: str) -> None:
    assert PRINTER(week(**given), now=MONDAY).subject == lt


def test_the_weeks_letter_can_be_ended_with_one_press_and_what_others_hear_of_cannot() -> None:
    assert "List-Unsubscribe" in PRINTER(week(), now=MONDAY).headers
    assert "List-Unsubscribe" not in PRINTER(escalation(), now=MONDAY).headers


def test_only_what_is_due_can_be_done_from_the_weeks_letter() -> None:
    text = PRINTER(week(), now=MONDAY).text

    assert text.count("/r/") == 9


def test_the_week_of_somebody_without_steps_opens_what_stands_still() -> None:
    text = PRINTER(week(items=[]), now=MONDAY).text

    assert "Atidaryti vėluojančias galimybes:\nhttps://rysiai.example/leads?view=late" in text
    assert "/today" not in text


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_the_longest_week_is_small(locale: str) -> None:
    long = "Susitikti su partneriais ir pasirašyti ketinimų protokolą dėl bendradarbiavimo " * 2
    items = [
        item(10_000 + n, TODAY, step=long[:150], version=99) for n in range(weekly.MOST_LISTED)
    ]
    standing = [{**week().payload["standing"][0], "title": long[:100]}] * weekly.MOST_STANDING

    envelope = PRINTER(week(locale, items=items, standing=standing), now=MONDAY)

    assert len(envelope.html.encode()) < 20_000
