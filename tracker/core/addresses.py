"""Addresses of pages, worked out once: a page that shows a hundred rows links to each of them.

They are the same for everybody, whatever a request says of where the application stands.
"""

from functools import lru_cache
from typing import Any

from flask import current_app, url_for  # noqa: TID251 - the map of addresses is the app's

_NUMBER = 2**31 - 1
"""Stands for a row's number while the address is worked out; no row has it."""


@lru_cache
def page_url(endpoint: str) -> str:
    """Return the address of a page that stands by itself."""
    return _built(endpoint)


def row_url(endpoint: str, number: int) -> str:
    """Return the address of the page of the row with this number."""
    before, after = _around(endpoint, _number_of(endpoint))
    return f"{before}{number}{after}"


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - as url_for
    """Return any page's address, as `flask.url_for` does in a request; `endpoint` is whole."""
    if not values:
        return page_url(endpoint)
    ((name, value), *others) = values.items()
    if others or type(value) is not int:
        return url_for(endpoint, **values)
    before, after = _around(endpoint, name)
    return f"{before}{value}{after}"


@lru_cache
def _number_of(endpoint: str) -> str:
    """Return what the page's rule calls its number; it takes nothing else."""
    (name,) = next(current_app.url_map.iter_rules(endpoint)).arguments
    return name


@lru_cache(maxsize=512)
def _around(endpoint: str, name: str) -> tuple[str, str]:
    """Return what stands before and after the number that is called `name`."""
    before, _number, after = _built(endpoint, **{name: _NUMBER}).partition(str(_NUMBER))
    return before, after


def _built(endpoint: str, **values: int) -> str:
    return current_app.url_map.bind("").build(endpoint, values)
