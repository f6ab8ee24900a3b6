"""The numbers of rows, as addresses and forms say them."""

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""No row's number is larger; PostgreSQL refuses to look for one."""


class IdConverter(IntegerConverter):
    """A row's number in an address; where no row can have it, there is no page."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, min=1, max=LARGEST)


def read_id(text: str | None) -> int | None:
    """Return the number somebody typed or an address names; nothing for what no row can have."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        return None
    return int(text) if 0 < int(text) <= LARGEST else None
