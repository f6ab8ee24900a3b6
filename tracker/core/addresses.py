"""Addresses of pages, worked out once: a page that shows a hundred rows links to each of them."""

from functools import lru_cache

from flask import current_app, request, url_for  # noqa: TID251 - the map of addresses is the app's

_NUMBER = 2**31 - 1
"""Stands for a row's number while the address is worked out; no row has it."""


def page_url(endpoint: str) -> str:
    """Return the address of a page that stands by itself."""
    return _page(endpoint, request.script_root)


def row_url(endpoint: str, number: int) -> str:
    """Return the address of the page of the row with this number."""
    before, after = _around(endpoint, request.script_root)
    return f"{before}{number}{after}"


@lru_cache
def _page(endpoint: str, _root: str) -> str:
    return url_for(endpoint)


@lru_cache
def _around(endpoint: str, _root: str) -> tuple[str, str]:
    """Return what stands before and after the number; the page's rule takes nothing else."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    (name,) = rule.arguments
    address = url_for(endpoint, **{name: _NUMBER})  # type: ignore[arg-type]  # the rule's own name
    before, _number, after = address.partition(str(_NUMBER))
    return before, after
