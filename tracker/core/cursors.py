"""What PostgreSQL's driver tells of the columns it returns; needed only where that is installed."""

from psycopg import Cursor as WholeCursor
from psycopg.rows import TupleRow

Column = tuple[str, int, None, None, None, None, None]


class Cursor(WholeCursor[TupleRow]):
    """A cursor that says of a column its name and its type, and no more.

    SQLAlchemy asks for the columns anew at each statement, and looks at nothing else of them
    (PEP 249 leaves the other five to the driver): two or three hundredths of a small page.
    """

    @property
    def description(self) -> list[Column] | None:  # type: ignore[override]  # PEP 249's own shape
        """Return the columns; nothing for a statement that returns none."""
        found = self.pgresult
        if found is None or not found.nfields:
            return None
        names = ((found.fname(each) or b"").decode(self._encoding) for each in range(found.nfields))
        return [
            (name, found.ftype(each), None, None, None, None, None)
            for each, name in enumerate(names)
        ]
