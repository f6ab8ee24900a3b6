"""Addresses of pages, worked out once: a page that shows a hundred rows links to each of them.

They are the same for everybody, whatever a request says of where the application stands.
"""

from functools import lru_cache

from flask import current_app  # noqa: TID251 - the map of addresses is the app's

_NUMBER = 2**31 - 1
"""Stands for a row's number while the address is worked out; no row has it."""


@lru_cache
def page_url(endpoint: str) -> str:
    """Return the address of a page that stands by itself."""
    return _built(endpoint)


def row_url(endpoint: str, number: int) -> str:
    """Return the address of the page of the row with this number."""
    before, after = _around(endpoint)
    return f"{before}{number}{after}"


@lru_cache
def _around(endpoint: str) -> tuple[str, str]:
    """Return what stands before and after the number; the page's rule takes nothing else."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    (name,) = rule.arguments
    before, _number, after = _built(endpoint, **{name: _NUMBER}).partition(str(_NUMBER))
    return before, after


def _built(endpoint: str, **values: int) -> str:
    return current_app.url_map.bind("").build(endpoint, values)
