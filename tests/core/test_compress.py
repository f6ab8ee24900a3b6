"""What leaves compressed, and that its length is another one each time."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tracker.core.compress import MOST_PADDING, SHORTEST, compress_answers

PAGE = "<p>Ryšiai</p>" * 500
ASKED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def web() -> FlaskClient:
    app = Flask("compressed")
    compress_answers(app)
    app.add_url_rule("/page", "page", lambda: PAGE)
    app.add_url_rule("/short", "short", lambda: "x" * (SHORTEST - 1))
    app.add_url_rule("/picture", "picture", lambda: (b"x" * 5000, {"Content-Type": "image/png"}))
    app.add_url_rule("/refused", "refused", lambda: (PAGE, 409))
    return app.test_client()


def test_a_page_leaves_compressed_and_comes_out_as_it_went_in(web: FlaskClient) -> None:
    answer = web.get("/page", headers=ASKED)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PAGE) / 10
    assert gzip.decompress(answer.data).decode() == PAGE


def test_whoever_does_not_take_gzip_gets_the_page_plain(web: FlaskClient) -> None:
    for asked in ({}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip;q=0, br"}):
        answer = web.get("/page", headers=asked)

        assert answer.text == PAGE
        assert "Content-Encoding" not in answer.headers


def test_caches_are_told_that_there_are_two_forms(web: FlaskClient) -> None:
    for asked in ({}, ASKED):
        assert "Accept-Encoding" in web.get("/page", headers=asked).headers["Vary"]


@pytest.mark.parametrize("path", ["/short", "/picture", "/refused"])
def test_what_gains_nothing_stays_as_it_is(web: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in web.get(path, headers=ASKED).headers


def test_the_same_page_has_another_length_each_time(web: FlaskClient) -> None:
    lengths = {len(web.get("/page", headers=ASKED).data) for _ in range(40)}

    assert len(lengths) > 5
    assert max(lengths) - min(lengths) <= MOST_PADDING
