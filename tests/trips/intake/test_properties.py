"""What holds for any text: no crash, places inside it, and what is marked really stands there."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trips.intake.samples import REPORTS, TAIPEI
from tracker.trips.intake.draft import Draft, Fact
from tracker.trips.intake.parse import read_report

_TABLE = """
Komandiruotės ataskaita mero MERO merės Jono Jonaičio Rygoje (Latvija) 2024 m. kovo 17-24 d.
2024-03-17 Tikslas: Išvados Dalyviai: • - – , ; . : „TechNova“ UAB ir bei su iš į kvietimu
bendradarbiavimo srityse: tokiose 8 verslo atstovai penki miestų norą susitikti Sutarta iki
nusiųsti delegacija Langdon Morris vienas universiteto ministerijoje Trip report the Mayor of
Lublin Poland visited met cooperation in areas: agreed to will send June 3–6,
"""
_WORDS = st.sampled_from([*_TABLE.split(), "\n", "\t", "\n\n"])
_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(_WORDS, max_size=60).map(" ".join),
    st.lists(_WORDS, max_size=60).map(" ".join).map(str.upper),
)
_COPIED = ("trip.event", "trip.place_as_written", "trip.conclusions", "topics.", "follow_ups.")


def _stands_there(fact: Fact, text: str) -> None:
    marked = text[fact.start : fact.end]
    assert marked.strip()
    if fact.field.startswith(_COPIED) and isinstance(fact.value, str):
        assert fact.value.split()[0].lower()[:3] in marked.lower()


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    for fact in read_report(text).facts:
        assert 0 <= fact.start < fact.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_a_draft_survives_its_json_form(text: str) -> None:
    draft = read_report(text)

    assert Draft.from_json(json.loads(json.dumps(draft.as_json()))) == draft


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_a_fact_says_what_stands_at_its_key(text: str) -> None:
    made = read_report(text).as_json()

    for fact in made["facts"]:
        value: Any = made
        for step in fact["field"].split("."):
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert value == fact["value"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_report_cut_and_mixed_up_is_read_and_marked_rightly(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([TAIPEI, *sorted(REPORTS.glob("*.txt"))])).read_text()
    start = data.draw(st.integers(0, len(whole)))
    text = whole[start:] + whole[:start]

    for fact in read_report(text).facts:
        _stands_there(fact, text)


def test_every_value_has_exactly_one_fact() -> None:
    made = read_report(TAIPEI.read_text()).as_json()
    lists = ("delegates", "inviters", "organisations", "people", "figures", "topics")

    fields = [fact["field"] for fact in made["facts"]]

    assert len(fields) == len(set(fields))
    for key in lists:
        assert [each for each in fields if each.startswith(f"{key}.")] == [
            f"{key}.{place}" for place in range(len(made[key]))
        ]


def test_places_are_those_of_the_text_as_given_even_when_its_letters_are_decomposed() -> None:
    text = "Mero Ryc\u030cio Rac\u030ckausko komandiruote\u0307s Rygoje (Latvija) ataskaita"

    draft = read_report(text)

    fact = draft.fact("delegates.0")
    assert fact is not None
    assert draft.delegates[0].name == "Rytis Račkauskas"
    assert text[fact.start : fact.end] == "Ryc\u030cio Rac\u030ckausko"
