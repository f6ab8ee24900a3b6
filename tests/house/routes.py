"""Every route there is, with an address that could be one of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

READS = ("GET",)
WRITES = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One way to ask for one page."""

    endpoint: str
    method: str
    url: str
    needs: StrEnum | None

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


def routes(app: Flask) -> list[Route]:
    """Return every route with each of its methods."""
    return [route for rule in app.url_map.iter_rules() for route in _of_rule(app, rule)]


def _of_rule(app: Flask, rule: Rule) -> Iterator[Route]:
    values = {name: _plausible(part) for name, part in rule._converters.items()}  # noqa: SLF001 - werkzeug tells no other way
    url = app.url_map.bind("localhost").build(rule.endpoint, values, method=_first_method(rule))
    needs = cast("StrEnum | None", vars(app.view_functions[rule.endpoint]).get("needs"))
    for method in (*READS, *WRITES):
        if method in (rule.methods or ()):
            yield Route(rule.endpoint, method, url, needs)


def _first_method(rule: Rule) -> str:
    return next(method for method in (*READS, *WRITES) if method in (rule.methods or ()))


def _plausible(converter: BaseConverter) -> object:
    """Return a value such as the route gets: the first row's number, or some word."""
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "x"
