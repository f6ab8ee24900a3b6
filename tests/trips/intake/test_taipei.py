"""The real report, field by field against the facts checked by hand.

Compared word for word: dates, place, delegates, event, inviters, organisations, people, counts,
topics. Compared by what they begin with: the purpose (the expected file abridges five sentences)
and the description of the heard speaker (there the file says the same in the same words).
"""

from typing import Any

import pytest
import yaml

from tests.trips.intake.samples import DATA, TAIPEI
from tracker.trips.intake.draft import Confidence, Draft
from tracker.trips.intake.parse import read_report


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    path = DATA / "trip-report-taipei-2024.expected.yaml"
    return dict(yaml.safe_load(path.read_text()))


@pytest.fixture(scope="module")
def text() -> str:
    return TAIPEI.read_text()


@pytest.fixture(scope="module")
def draft(text: str) -> Draft:
    return read_report(text)


def test_the_language_is_lithuanian(draft: Draft, expected: dict[str, Any]) -> None:
    assert draft.language == expected["language"]


def test_the_trip_has_its_days_and_they_are_certain(draft: Draft, expected: dict[str, Any]) -> None:
    assert (draft.trip.start, draft.trip.end) == (
        expected["trip"]["start"],
        expected["trip"]["end"],
    )
    fact = draft.fact("trip.start")
    assert fact is not None
    assert fact.confidence is Confidence.CERTAIN


def test_the_place_is_in_the_nominative_with_its_country(
    draft: Draft, expected: dict[str, Any]
) -> None:
    place = expected["trip"]

    assert draft.trip.city == place["city"]["nominative_lt"]
    assert draft.trip.country == "TW"
    assert draft.trip.place_as_written == (
        f"{place['city']['as_written']} ({place['country']['as_written']})"
    )
    assert draft.trip.direction == "outgoing"


def test_the_delegates_are_in_the_nominative_each_with_the_role(
    draft: Draft, expected: dict[str, Any]
) -> None:
    assert [(each.name, each.role) for each in draft.delegates] == [
        (each["name"], each["role"]) for each in expected["delegation"]
    ]


def test_each_delegate_is_marked_where_the_title_names_them(
    draft: Draft, text: str, expected: dict[str, Any]
) -> None:
    marked = [fact for fact in draft.facts if fact.field.startswith("delegates.")]

    assert [text[fact.start : fact.end] for fact in marked] == [
        each["as_written"] for each in expected["delegation"]
    ]


def test_the_event_and_who_invited_are_as_written(draft: Draft, expected: dict[str, Any]) -> None:
    bodies = [each["name_lt"] for each in expected["invited_by"] if each["name_lt"]]
    unnamed = [each["role_lt"] for each in expected["invited_by"] if not each["name_lt"]]

    assert draft.trip.event == expected["events"][0]["name_lt"]
    assert list(draft.inviters) == bodies + unnamed


def test_the_organisations_are_those_named(draft: Draft, expected: dict[str, Any]) -> None:
    assert list(draft.organisations) == expected["organisations"]


def test_two_ways_to_write_one_office_are_offered_and_not_merged(draft: Draft) -> None:
    assert [(each.name, each.of) for each in draft.aliases] == [
        ("Taivaniečių atstovybė", "Taivano atstovybė Lietuvoje")
    ]


def test_the_speaker_was_heard_and_is_no_delegate(draft: Draft, expected: dict[str, Any]) -> None:
    speaker = draft.people[0]

    assert (speaker.name, speaker.met) == (expected["people"][0]["name"], False)
    assert speaker.role == expected["people"][0]["description_lt"]
    assert speaker.name not in {each.name for each in draft.delegates}


def test_the_ambassador_without_a_name_stays_without_one(
    draft: Draft, expected: dict[str, Any]
) -> None:
    role = next(each["role_lt"] for each in expected["invited_by"] if not each["name_lt"])

    assert [(each.name, each.role, each.met) for each in draft.people[1:]] == [(None, role, False)]


def test_the_counts_are_those_of_the_text_and_no_year_is_one(
    draft: Draft, expected: dict[str, Any]
) -> None:
    assert {each.label: each.value for each in draft.figures} == {
        "merai": expected["counts"]["mayors"],
        "delegatai": expected["counts"]["delegates"],
        "miestai": expected["counts"]["cities"],
        "šalys": expected["counts"]["countries"],
        "dienos": expected["counts"]["event_days"],
        "verslo subjektai": expected["counts"]["expo_business_entities"],
        "verslo atstovai iš Taivano": expected["counts"][
            "taiwanese_business_representatives_wishing_to_meet"
        ],
    }


def test_the_topics_are_the_four_in_their_order(draft: Draft, expected: dict[str, Any]) -> None:
    assert list(draft.topics) == [each["lt"] for each in expected["cooperation_topics"]]


def test_themes_of_the_forum_and_the_fair_are_no_topics(
    draft: Draft, expected: dict[str, Any]
) -> None:
    themes = {*expected["event_topics"], *expected["expo_topics"]}

    assert not themes & set(draft.topics)


def test_eight_representatives_are_counted_and_not_invented(draft: Draft) -> None:
    assert [(each.count, each.label) for each in draft.placeholders] == [
        (8, "verslo atstovai iš Taivano")
    ]


def test_the_purpose_has_the_five_aims(draft: Draft, expected: dict[str, Any]) -> None:
    assert len(draft.trip.purpose) == len(expected["purpose"])
    for found, aim in zip(draft.trip.purpose, expected["purpose"], strict=True):
        stem = aim.split()[0][:8]
        assert stem.lower() in found.lower()


def test_no_follow_up_is_stated_so_none_is_proposed(draft: Draft, expected: dict[str, Any]) -> None:
    assert list(draft.follow_ups) == expected["follow_ups_stated"]


def test_the_conclusions_are_kept(draft: Draft) -> None:
    assert draft.trip.conclusions is not None
    assert draft.trip.conclusions.startswith("Komandiruotės metu buvo atstovauta")
