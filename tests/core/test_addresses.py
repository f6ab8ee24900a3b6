"""Addresses of pages are those Flask makes, wherever the application is mounted."""

import pytest
from flask import Flask, url_for

from tracker.core.addresses import page_url, row_url


@pytest.fixture
def app() -> Flask:
    app = Flask("addresses")
    app.add_url_rule("/leads", "leads", lambda: "")
    app.add_url_rule("/leads/<int:lead_id>", "lead", str)
    app.add_url_rule("/leads/<int:lead_id>/edit", "edit", str)
    return app


@pytest.mark.parametrize("root", ["", "/rysiai"])
def test_an_address_is_the_one_flask_makes(app: Flask, root: str) -> None:
    for number in (1, 20_001):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert page_url("leads") == url_for("leads") == f"{root}/leads"
            assert row_url("lead", number) == url_for("lead", lead_id=number)
            assert row_url("edit", number) == f"{root}/leads/{number}/edit"


def test_a_page_of_many_rows_has_no_address_by_one_number(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="not enough values"):
        row_url("leads", 1)
