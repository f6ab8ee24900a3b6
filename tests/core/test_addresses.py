"""Addresses of pages are those Flask makes, and the same for everybody."""

import pytest
from flask import Flask, url_for

from tracker.core.addresses import address, page_url, row_url


@pytest.fixture
def app() -> Flask:
    app = Flask("addresses")
    app.add_url_rule("/leads", "leads", lambda: "")
    app.add_url_rule("/leads/<int:lead_id>", "lead", str)
    app.add_url_rule("/leads/<int:lead_id>/edit", "edit", str)
    return app


def test_an_address_is_the_one_flask_makes(app: Flask) -> None:
    for number in (1, 20_001):
        with app.test_request_context():
            assert page_url("leads") == url_for("leads") == "/leads"
            assert row_url("lead", number) == url_for("lead", lead_id=number)
            assert row_url("edit", number) == f"/leads/{number}/edit"


def test_an_address_is_kept_for_all_without_what_one_request_says(app: Flask) -> None:
    page_url.cache_clear()
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/elsewhere"}):
        assert page_url("leads") == "/leads"


def test_a_page_of_many_rows_has_no_address_by_one_number(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="not enough values"):
        row_url("leads", 1)


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("leads", {}),
        ("leads", {"contact": 7}),
        ("leads", {"q": "Ž&=", "page": 2}),
        ("lead", {"lead_id": 7}),
        ("lead", {"lead_id": 8}),
        ("lead", {"lead_id": 7, "show": "talks"}),
        ("edit", {"lead_id": 7, "_anchor": "step"}),
    ],
)
def test_any_address_is_the_one_flask_makes(
    app: Flask, endpoint: str, values: dict[str, int | str]
) -> None:
    with app.test_request_context():
        assert address(endpoint, **values) == url_for(endpoint, **values)  # type: ignore[arg-type]  # any
