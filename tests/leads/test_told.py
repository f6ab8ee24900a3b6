"""What happened with a lead, in words: every deed of the journal has its own, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.support.pages import plain
from tracker.contacts.beside import Entry
from tracker.contacts.words import Reader
from tracker.core.texts import let_readers_choose
from tracker.leads.history import Happening
from tracker.leads.told import DEEDS, told

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.fixture(autouse=True)
def lithuanian() -> Iterator[None]:
    app = Flask(__name__)
    let_readers_choose(app, lambda: "lt")
    with app.test_request_context():
        yield


def happening(what: str, detail: dict[str, Any] | None = None, **more: Any) -> Happening:
    values: dict[str, Any] = {
        "what": what,
        "day": date(2026, 11, 20),
        "moment": datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
        "id": 1,
        "detail": detail,
        "given": "Eglė",
        "family": "Vaitkūnaitė",
        "at": None,
        "direction": None,
        "text": None,
        "language": None,
        "actor_id": 1,
        **more,
    }
    return Happening(**values)


def tell(entry: Happening, language: str = "lt") -> Entry:
    reader = Reader(language, NOW, VILNIUS)
    return told(entry, reader, stages={3: "Susitikimas"}, names={7: "Tomas Girdžius"})


@pytest.mark.parametrize(
    ("what", "after", "words"),
    [
        ("lead.moved", {"stage_id": 3}, "perkėlė į „Susitikimas“"),
        ("lead.moved", {"stage_id": 99}, "perkėlė į „–“"),
        ("lead.assigned", {"owner_id": 7}, "paskyrė atsakingą asmenį: Tomas Girdžius"),
        ("lead.assigned", {"owner_id": None}, "panaikino atsakingą asmenį"),
        ("lead.valued", {"value_eur": "48000"}, "nurodė vertę: 48 000 €"),
        ("lead.valued", {"is_non_monetary": True, "value_eur": None}, "nepiniginė"),
        ("lead.valued", {"value_eur": None}, "panaikino vertę"),
        ("lead.step_planned", {"next_step": "Skambinti"}, "suplanavo kitą žingsnį: Skambinti"),
        ("lead.step_planned", {"next_step_on": "2026-12-01"}, "2026 m. gruodžio 1 d."),
        ("lead.step_postponed", {"next_step_on": "2026-12-01"}, "2026 m. gruodžio 1 d."),
        ("lead.plan_laid", {"plan": "Po vizito", "plan_en": "After a visit"}, "„Po vizito“"),
        ("lead.undone", {"laying_id": None, "next_step": None}, "anuliavo plano pakeitimą"),
        ("lead.undone", {"stage_id": 3, "next_step": "Rašyti"}, "anuliavo etapo pakeitimą"),
        ("lead.undone", {"next_step_on": "2026-12-01"}, "anuliavo kito žingsnio pakeitimą"),
        ("lead.undone", {"title": "Kita"}, "anuliavo pakeitimą"),
        ("lead.slept", {"dormant_until": "2027-02-22"}, "2027 m. vasario 22 d."),
    ],
)
def test_a_change_is_told_by_what_it_came_to(what: str, after: dict[str, Any], words: str) -> None:
    said = tell(happening(what, {"before": {}, "after": after})).did

    assert words in plain(said), said


def test_a_plan_is_called_by_its_name_in_the_readers_language() -> None:
    laid = {"before": {}, "after": {"plan": "Po vizito", "plan_en": "After a visit"}}
    long_ago = {"before": {}, "after": {"plan": "Po vizito"}}

    assert "„After a visit“" in tell(happening("lead.plan_laid", laid), "en").did
    assert "„Po vizito“" in tell(happening("lead.plan_laid", long_ago), "en").did


def test_a_step_that_was_done_is_told_by_its_own_words() -> None:
    done = {"before": {"next_step": "Nusiųsti sąlygas"}, "after": {"next_step": None}}

    assert tell(happening("lead.step_done", done)).did.endswith(": Nusiųsti sąlygas")


def test_what_one_deed_did_beside_its_own_is_told_with_it() -> None:
    after = {"stage_id": 3, "owner_id": 7, "next_step": "Skambinti", "value_eur": "500"}

    said = tell(happening("lead.moved", {"before": {}, "after": after})).did

    for words in ("Susitikimas", "Tomas Girdžius", "Skambinti", "500"):
        assert said.count(words) == 1, said


def test_an_edit_says_that_the_topics_changed_too() -> None:
    plain = tell(happening("lead.edited", {"before": {}, "after": {"title": "Kita"}})).did
    both = {"before": {"topic_ids": []}, "after": {"title": "Kita", "topic_ids": [1]}}

    assert tell(happening("lead.edited", both)).did.startswith(f"{plain}, ")


def test_opening_says_whether_a_report_did_it() -> None:
    typed = tell(happening("lead.opened", {"after": {"owner_id": 7, "title": "A"}})).did
    read = tell(happening("lead.opened", {"after": {}, "from_report": True})).did

    assert typed != read
    assert "Tomas" not in typed  # the first owner is no deed of its own


def test_what_undo_put_back_is_not_told_as_if_it_were_done_anew() -> None:
    undone = {"before": {"next_step": None}, "after": {"next_step": "Skambinti", "owner_id": 7}}

    assert "Skambinti" not in tell(happening("lead.undone", undone)).did


def test_the_reason_of_a_closing_stands_under_it() -> None:
    entry = tell(happening("lead.closed", {"before": {}, "after": {"close_reason": "Brangu"}}))

    assert entry.text == "Brangu"


def test_a_deed_nobody_knows_is_still_told() -> None:
    assert tell(happening("lead.teleported", {})).did


def test_what_the_product_did_by_itself_names_nobody() -> None:
    assert tell(happening("lead.moved", {}, given=None, family=None)).who == "Sistema"


@pytest.mark.parametrize("what", sorted(DEEDS))
def test_every_deed_has_words_of_its_own(what: str) -> None:
    general = tell(happening("lead.teleported", {})).did

    assert tell(happening(what, {"before": {}, "after": {}})).did != general


def test_a_change_stands_at_the_readers_own_day_and_hour() -> None:
    entry = tell(happening("lead.reopened", {"before": {}, "after": {}}))

    assert plain(entry.when) == "lapkričio 21 d., 0:30"
    assert entry.at == "2026-11-21T00:30+02:00"


@pytest.mark.parametrize(
    ("what", "direction", "words"),
    [
        ("note", None, "užrašė pastabą"),
        ("call", None, "skambino"),
        ("meeting", None, "susitiko"),
        ("letter", "sent", "išsiuntė laišką"),
        ("letter", "received", "gavo laišką"),
    ],
)
def test_a_talk_stands_at_its_day_of_contact(what: str, direction: str | None, words: str) -> None:
    entry = tell(happening(what, text="Aptarėme", direction=direction, at=time(9, 30)))

    assert entry.did == words
    assert plain(entry.when) == "lapkričio 20 d., 9:30"
    assert entry.text == "Aptarėme"


def test_last_years_talk_says_its_year() -> None:
    entry = tell(happening("call", text="Aptarėme", day=date(2025, 3, 1)))

    assert plain(entry.when) == "2025 m. kovo 1 d."


@pytest.mark.parametrize(("written", "marked"), [("en", "en"), ("lt", None), (None, None)])
def test_a_text_in_another_language_says_which(written: str | None, marked: str | None) -> None:
    assert tell(happening("note", text="Hello", language=written)).lang == marked
