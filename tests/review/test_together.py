"""Two officers decide on one report: what each changed is kept, and nothing is overwritten."""

from typing import Any

import pytest
from flask import Flask

from tests.review.page import ReviewPage, opened, put_in
from tests.support.client import PageClient
from tests.support.rows import count
from tracker.accounts.models import Role
from tracker.core.db import Database
from tracker.review import service
from tracker.trips.models import Trip


@pytest.fixture
def pages(
    officer: PageClient, app: Flask, database: Database, taipei: str
) -> tuple[ReviewPage, ReviewPage]:
    """The same report, open before an officer and before the director."""
    mine = put_in(officer, taipei)
    return mine, opened(PageClient(app, database).sign_in(Role.DIRECTOR), mine.url)


def test_what_two_decide_on_different_items_is_kept_of_both(
    pages: tuple[ReviewPage, ReviewPage],
) -> None:
    mine, theirs = pages
    mine.fill(value_trip_event="Kitas renginys").reject("topics-3").send("save")

    theirs.fill(value_trip_place="Kaohsiungas").accept("people-0").send("save")

    kept = opened(mine.client, mine.url)
    assert kept.form["value-trip-event"] == "Kitas renginys"
    assert kept.form["value-trip-place"] == "Kaohsiungas"
    assert (kept.choice("topics-3"), kept.choice("people-0")) == ("reject", "accept")


@pytest.mark.parametrize("do", ["save", "certain", "create"])
def test_what_two_decide_on_the_same_item_is_shown_beside_each_other(
    pages: tuple[ReviewPage, ReviewPage], database: Database, do: str
) -> None:
    mine, theirs = pages
    mine.fill(value_trip_event="Kitas renginys", value_topics_0="Parašai").send("save")
    theirs.fill(value_trip_event="Dar kitas").accept("people-0")

    refused = theirs.send(do, status=409).text

    assert "Kolega tuo metu tai patvirtino: Kitas renginys." in refused
    assert 'value="Dar kitas"' in refused
    assert 'value="Parašai"' in refused
    assert opened(mine.client, mine.url).form["value-trip-event"] == "Kitas renginys"
    assert count(database, Trip) == 0


def test_after_a_clash_sending_again_puts_ones_own_in_its_place(
    pages: tuple[ReviewPage, ReviewPage],
) -> None:
    mine, theirs = pages
    mine.fill(value_trip_event="Kitas renginys").send("save")
    theirs.fill(value_trip_event="Dar kitas")

    again = ReviewPage.of(theirs.client, theirs.url, theirs.send("save", status=409).text)
    again.send("save")

    assert opened(mine.client, mine.url).form["value-trip-event"] == "Dar kitas"


def test_records_made_from_an_older_page_are_of_what_a_colleague_kept_too(
    pages: tuple[ReviewPage, ReviewPage], database: Database
) -> None:
    mine, theirs = pages
    mine.fill(value_trip_event="Kitas renginys").send("save")

    theirs.send("create")

    with database.read() as work:
        assert work.session.get_one(Trip, 1).event == "Kitas renginys"


def test_the_same_decided_by_both_is_no_clash(pages: tuple[ReviewPage, ReviewPage]) -> None:
    for page in pages:
        page.fill(value_trip_event="Kitas renginys").send("save")


@pytest.mark.parametrize(("kept", "status"), [(2, 303), (99, 409)])
def test_what_is_kept_between_looking_and_writing_is_settled_with_thrice_at_most(
    officer: PageClient, taipei: str, monkeypatch: pytest.MonkeyPatch, kept: int, status: int
) -> None:
    # Put in by hand: nobody else can keep anything while the page writes, only just before.
    page, keep, told = put_in(officer, taipei), service.keep_decisions, []

    def keep_after_others(*said: Any, **over: Any) -> None:
        told.append(said)
        if len(told) <= kept:
            raise service.KeptMeanwhileError
        keep(*said, **over)

    monkeypatch.setattr(service, "keep_decisions", keep_after_others)

    page.send("save", status=status)

    assert len(told) == 3
