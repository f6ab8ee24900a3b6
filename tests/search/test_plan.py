"""What is found on PostgreSQL is found by the index of words; no row's words are worked out."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session

from tracker.core.counting import counted
from tracker.core.db import Work
from tracker.leads.models import Lead
from tracker.search.models import ENTRIES, Kind, entry_id
from tracker.search.queries import find, ids_found

MANY = {Kind.LEAD: 8_000, Kind.CONTACT: 400, Kind.ORGANISATION: 100}
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def filled(work: Work) -> Session:
    """A grown index, with the statistics PostgreSQL plans by."""
    work.session.execute(
        insert(ENTRIES),
        [
            {
                "id": entry_id(kind, n),
                "kind": kind,
                "subject_id": n,
                "title": f"{n}",
                "title_en": f"{n}",
                "detail": "x" * 600,
                "sort_key": f"{n:06}",
                "name_words": f"alfa{n % 20} vardas{n}",
                "words": "paskambinti" if n % 3 else "taivanas",
                "context": f"delta{n % 100}",
            }
            for kind, many in MANY.items()
            for n in range(1, many + 1)
        ],
    )
    for index in ("search_fts_words", "search_fts_names"):
        work.session.execute(select(func.gin_clean_pending_list(index)))
    work.session.execute(text("ANALYZE"))
    return work.session


def plan(session: Session, ask: Callable[[], Any]) -> list[str]:
    """Return how PostgreSQL answers what `ask` asks."""
    said: list[tuple[str, Any]] = []

    def note(_c: Any, _cur: Any, statement: str, values: Any, *_: Any) -> None:
        said.append((statement, values))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    ((statement, values),) = said
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
    return [row[0].strip() for row in rows]


def worked_out(lines: list[str]) -> list[str]:
    """Return the conditions for which the words of each row in sight are worked out."""
    return [line for line in lines if line.startswith("Filter:") and "array_to_tsvector" in line]


@ONLY_POSTGRESQL
@pytest.mark.parametrize("q", ["alfa7", "paskambinti", "delta5"])
def test_the_search_page_reads_words_and_names_from_their_indexes(filled: Session, q: str) -> None:
    lines = plan(filled, lambda: find(filled, q))

    assert not worked_out(lines), lines
    assert any("Bitmap Index Scan on search_fts_words" in line for line in lines)
    assert any("Bitmap Index Scan on search_fts_names" in line for line in lines)


@ONLY_POSTGRESQL
@pytest.mark.parametrize("kind", list(MANY))
@pytest.mark.parametrize("q", ["alfa7", "paskambinti", "delta5"])
def test_a_list_that_is_searched_reads_the_words_from_their_index_once(
    filled: Session, kind: Kind, q: str
) -> None:
    found = ids_found(filled, kind, q)
    assert found is not None
    twice = [counted(select(Lead.id).where(Lead.id.in_(found))).scalar_subquery() for _ in "ab"]

    for lines in (
        plan(filled, lambda: filled.execute(found.limit(50))),
        plan(filled, lambda: filled.execute(select(*twice))),
    ):
        assert not worked_out(lines), lines
        assert sum("Bitmap Index Scan on search_fts_words" in line for line in lines) == 1
