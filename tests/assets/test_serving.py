"""How the built files reach the browser."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from tracker.core.assets import (
    AssetsNotBuiltError,
    UnknownAssetError,
    asset_url,
    manifest,
    serve_static,
)


@pytest.fixture
def client(static: Path) -> Client:
    assert static.is_dir()
    return Client(serve_static(Flask("empty", static_folder=None)))


def test_a_hashed_file_may_be_kept_for_good(client: Client) -> None:
    answer = client.get(asset_url("app.css"), buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_the_smallest_form_the_browser_accepts_leaves(
    client: Client, accepted: str, sent: str | None
) -> None:
    answer = client.get(asset_url("app.js"), headers={"Accept-Encoding": accepted}, buffered=True)

    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_whatever_is_not_built_is_asked_of_the_product(client: Client) -> None:
    assert client.get("/static/../settings.py").status_code == 404
    assert client.get("/static/none.css").status_code == 404


def test_a_name_the_build_does_not_make_is_an_error_that_lists_the_others(static: Path) -> None:
    assert static.is_dir()

    with pytest.raises(UnknownAssetError, match=r"no asset 'app.sass'.*app.css"):
        asset_url("app.sass")


def test_a_checkout_that_was_never_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotBuiltError, match="make assets"):
        manifest(tmp_path)
