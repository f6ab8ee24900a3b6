"""The built files: where a page finds them, and how they are served."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from wsgiref.headers import Headers

from markupsafe import Markup
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

STATIC = Path(__file__).parents[1] / "static"
PREFIX = "/static/"
HASHED = r"\.[0-9a-f]{12}\.\w+$"


class AssetsNotBuiltError(RuntimeError):
    """The pages' own files are missing: a checkout that was never installed."""

    def __init__(self) -> None:
        super().__init__("tracker/static/ is empty: run `make assets` (or install the package).")


class UnknownAssetError(LookupError):
    """A template asks for a file that the build does not make."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no asset {name!r}; the build makes {', '.join(manifest())}.")


def asset_url(name: str) -> str:
    """Return the address of a built file; it changes whenever the file does."""
    try:
        return PREFIX + manifest()[name]
    except KeyError:
        raise UnknownAssetError(name) from None


@cache
def icon(name: str) -> Markup:
    """Return a drawing from the sprite, one of those in `tracker/assets/icons.txt`.

    It is decoration: the word stands beside it.
    """
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        asset_url("icons.svg"), name
    )


def serve_static(app: "WSGIApplication") -> "WSGIApplication":
    """Answer /static/ from memory of the built files, before `app` is asked.

    Hashed names are cached for good; the .br and .gz beside each file are what leaves.
    """
    manifest()
    served = WhiteNoise(
        app,
        root=STATIC,
        prefix=PREFIX,
        immutable_file_test=HASHED,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    return cast("WSGIApplication", served)


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@cache
def manifest(static: Path = STATIC) -> Mapping[str, str]:
    """Logical name to hashed name, read once: a new build needs a restart."""
    try:
        return cast("Mapping[str, str]", json.loads((static / "manifest.json").read_text()))
    except FileNotFoundError:
        raise AssetsNotBuiltError from None
