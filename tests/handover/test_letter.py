"""How the letter to a new owner reads, in both languages, as text and as HTML."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import html5lib
import pytest

from tests.conftest import MONDAY, SECRET
from tracker.core.mail import Envelope
from tracker.core.security import LinkSigner
from tracker.handover.telling import LISTED
from tracker.letters.render import COLUMNS, Printer
from tracker.wiring import LETTERS

PRINTER = Printer("https://rysiai.example", LinkSigner([SECRET]), LETTERS)
LEAD: dict[str, Any] = {
    "path": "/leads/36",
    "title": "Gatvių apšvietimo davikliai",
    "who": "Łukasz Sienkiewicz, „Zielona Sieć“",
    "step": "Paprašyti kainų sąrašo",
    "on": "2026-11-20",
    "at": None,
    "sleeps_until": None,
}


@dataclass(frozen=True)
class Row:
    """A letter, as printing needs it."""

    payload: dict[str, Any]
    locale: str = "lt"
    template: str = "handover"
    address: str = "tomas@savivaldybe.example"
    message_id: str = "<1@savivaldybe.example>"


def printed(
    *leads: dict[str, Any],
    locale: str = "lt",
    days: int = 0,
    giver: str = "Mantas Jurgila",
    **given: Any,
) -> Envelope:
    told = [LEAD | lead for lead in leads] or [LEAD]
    payload = {
        "to": 5,
        "from": giver,
        "by": None,
        "zone": "Europe/Vilnius",
        "count": len(told),
        "leads": told,
        **({"path": "/handovers/7"} if "contacts" in given else {}),
        **given,
    }
    return PRINTER(Row(payload, locale), now=MONDAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("locale", "count", "said"),
    [
        ("lt", 1, "Jums perduota 1 galimybė (Mantas Jurgila)"),
        ("lt", 4, "Jums perduotos 4 galimybės (Mantas Jurgila)"),
        ("lt", 11, "Jums perduota 11 galimybių (Mantas Jurgila)"),
        ("lt", 21, "Jums perduota 21 galimybė (Mantas Jurgila)"),
        ("en", 1, "1 lead has been handed over to you (Mantas Jurgila)"),
        ("en", 4, "4 leads have been handed over to you (Mantas Jurgila)"),
    ],
)
def test_the_subject_says_how_many_and_whose(locale: str, count: int, said: str) -> None:
    assert printed(locale=locale, count=count).subject == said


@pytest.mark.parametrize(
    ("locale", "leads", "contacts", "said"),
    [
        ("lt", 0, 1, "Jums perduotas 1 kontaktas (Mantas Jurgila)"),
        ("lt", 0, 5, "Jums perduoti 5 kontaktai (Mantas Jurgila)"),
        ("lt", 0, 200, "Jums perduota 200 kontaktų (Mantas Jurgila)"),
        ("lt", 1, 1, "Jums perduota: 1 galimybė, 1 kontaktas (Mantas Jurgila)"),
        ("en", 0, 5, "5 contacts have been handed over to you (Mantas Jurgila)"),
        ("en", 3, 1, "Handed over to you: 3 leads, 1 contact (Mantas Jurgila)"),
    ],
)
def test_the_subject_counts_contacts_too(locale: str, leads: int, contacts: int, said: str) -> None:
    told = [LEAD] * leads

    envelope = printed(locale=locale, count=leads, leads=told, contacts=contacts)

    assert envelope.subject == said
    assert len(envelope.subject) <= 60


@pytest.mark.parametrize(("leads", "contacts"), [(200, 200), (0, 200)])
@pytest.mark.parametrize("locale", ["lt", "en"])
def test_the_longest_subject_is_cut_nowhere_but_in_the_name(
    locale: str, leads: int, contacts: int
) -> None:
    envelope = printed(locale=locale, giver="V" * 24, count=leads, contacts=contacts)

    assert len(envelope.subject) <= 60
    assert "200" in envelope.subject


@pytest.mark.parametrize(
    ("locale", "said", "which"),
    [
        ("lt", "Nuo šiol Jūs palaikote ryšį su 5 kontaktais.", "Peržiūrėti, su kuo"),
        ("en", "You keep in touch with 5 contacts from now on.", "See with whom"),
    ],
)
def test_a_letter_about_contacts_alone_says_where_they_are_and_nothing_of_leads(
    locale: str, said: str, which: str
) -> None:
    envelope = printed(locale=locale, count=0, leads=[], contacts=5)

    for body in (envelope.text, envelope.html):
        assert said in body
        assert which in body
        assert "https://rysiai.example/handovers/7" in body
        assert "/leads" not in body
    assert "<ol" not in envelope.html
    assert "\n\n\n" not in envelope.text


def test_a_letter_written_before_contacts_were_handed_over_leaves_as_it_was_meant() -> None:
    assert "handovers" not in printed().text


def test_the_subject_is_short_and_tells_nothing_of_a_contact() -> None:
    name = "Aleksandra-Konstancija Vaitkūnaitė-Mikelionienė"
    envelope = printed(giver=name)

    assert len(envelope.subject) <= 60
    assert "Sienkiewicz" not in envelope.subject
    assert "Aleksandra-Konstancija" in envelope.text


@pytest.mark.parametrize(
    ("lead", "locale", "said"),
    [
        ({}, "lt", "Paprašyti kainų sąrašo – vėluoja 3 dienas"),
        ({}, "en", "Paprašyti kainų sąrašo – late by 3 days"),
        ({"on": "2026-11-23"}, "lt", "Paprašyti kainų sąrašo – šiandien"),
        ({"on": "2026-11-26"}, "lt", "Paprašyti kainų sąrašo – lapkričio 26 d."),
        ({"on": "2026-11-26", "at": "14:30"}, "en", "– 26 November, 14:30"),
        ({"step": None, "on": None}, "lt", "Kito žingsnio dar nėra – įrašykite jį."),
        (
            {"step": None, "on": None, "sleeps_until": "2027-02-01"},
            "lt",
            "Nenumatytas kitas žingsnis – atidėta iki vasario 1 d.",
        ),
    ],
)
def test_each_lead_says_its_step_and_when(lead: dict[str, Any], locale: str, said: str) -> None:
    assert said in printed(lead, locale=locale).text.replace("\u00a0", " ")


def test_a_letter_that_waited_says_how_late_a_step_is_when_it_leaves() -> None:
    assert "vėluoja 7 dienas" in printed(days=4).text


def test_it_names_who_recorded_it_only_where_that_was_somebody_else() -> None:
    assert "Perdavė Vilija Norkutė." in printed(by="Vilija Norkutė").text
    assert "Perdavė" not in printed().text


def test_it_counts_what_it_does_not_list() -> None:
    assert "Ir dar 12 galimybių." in printed(count=13).text
    assert "Ir dar" not in printed().text


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_text_and_html_hold_the_same_links_and_leads(locale: str) -> None:
    leads = [{"title": f"Galimybė {n}", "path": f"/leads/{n}"} for n in range(1, 5)]

    envelope = printed(*leads, locale=locale)

    in_html = set(re.findall(r'href="([^"]+)"', envelope.html))
    in_text = set(re.findall(r"^https://\S+$", envelope.text, re.MULTILINE))
    assert in_html == in_text
    assert {f"https://rysiai.example/leads/{n}" for n in range(1, 5)} < in_text
    for lead in leads:
        assert lead["title"] in envelope.text
        assert lead["title"] in envelope.html


@pytest.mark.parametrize("locale", ["lt", "en"])
def test_the_longest_letter_is_small_valid_and_wrapped(locale: str) -> None:
    longest = {"title": "Labai ilgas pavadinimas " * 4, "who": "Ilgas vardas, organizacija " * 3}

    envelope = printed(*[longest] * LISTED, locale=locale, count=200)

    parser = html5lib.HTMLParser(strict=False)
    parser.parse(envelope.html)
    assert not parser.errors
    assert len(envelope.html.encode()) < 20_000
    assert "<img" not in envelope.html
    long = [line for line in envelope.text.splitlines() if len(line) > COLUMNS]
    assert all(line.startswith("https://") for line in long), long


def test_what_was_typed_stays_text() -> None:
    envelope = printed({"title": "<script>x</script>", "who": "Lin & Co"})

    assert "<script" not in envelope.html
    assert "&lt;script&gt;" in envelope.html
    assert "Lin & Co" in envelope.text


def test_a_lead_without_a_step_asks_for_one_and_one_on_hold_does_not() -> None:
    bare = {"step": None, "on": None}

    assert "Kito žingsnio dar nėra – įrašykite jį." in printed(bare).text
    assert "No next step yet: write one." in printed(bare, locale="en").html
    assert "write one" not in printed({**bare, "sleeps_until": "2026-12-01"}, locale="en").text
