"""The floor: Flask, raw SQL, one small compiled template; no sign-in, no journal, one language."""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from sqlalchemy.engine import make_url

from tracker.search.ddl import WORDS_VECTOR

Row = tuple[Any, ...]
Ask = Callable[[str, tuple[Any, ...]], list[Row]]

TABLE = """<!doctype html><html lang="lt"><title>{{ title }}</title><h1>{{ title }}</h1>
{% for name, rows in tables %}<h2>{{ name }}</h2><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell if cell is not none else '' }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}</html>"""
PHASES = ("new", "contacted", "talking", "pilot", "agreed")
LIVING = "l.state IN ('open', 'won')"
OPEN = f"{LIVING} AND l.state = 'open'"
"""As the indexes want it said; the floor has the same indexes."""
LEAD = """SELECT l.id, l.title, l.state, l.phase, l.country, l.next_step, l.next_step_on,
 l.next_step_at, l.dormant_until, l.version, u.given, u.family, o.name, o.name_lt, c.name,
 s.name_lt, s.name_en FROM leads l JOIN stages s ON s.id = l.stage_id
 LEFT JOIN users u ON u.id = l.owner_id LEFT JOIN organisations o ON o.id = l.organisation_id
 LEFT JOIN contacts c ON c.id = l.contact_id"""


def _sqlite(path: str) -> Ask:
    local = threading.local()

    def ask(sql: str, values: tuple[Any, ...]) -> list[Row]:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, isolation_level=None)
            local.connection.execute("PRAGMA journal_mode=WAL")
        return list(local.connection.execute(sql, values))

    return ask


def _postgresql(url: str) -> Ask:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    local = threading.local()

    def ask(sql: str, values: tuple[Any, ...]) -> list[Row]:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True)
        answer = local.connection.execute(sql.replace("?", "%s"), values)
        return list(answer.fetchall()) if answer.description else []

    return ask


Tables = list[tuple[str, list[Row]]]


def _list(ask: Ask, _number: int) -> Tables:
    rows = ask(f"{LEAD} WHERE {OPEN} ORDER BY l.due_order, l.id LIMIT 50", ())
    return [("", rows), ("", ask(_VIEWS, ()))]


def _board(ask: Ask, _number: int) -> Tables:
    column = f"{LEAD} WHERE {LIVING} AND l.phase = ? ORDER BY l.due_order, l.id LIMIT 20"
    counts = f"SELECT l.phase, count(*) FROM leads l WHERE {LIVING} GROUP BY l.phase"
    columns = [(phase, ask(column, (phase,))) for phase in PHASES]
    return [*columns, ("", ask(counts, ())), ("", ask(_VIEWS, ()))]


def _lead(ask: Ask, number: int) -> Tables:
    return [("", ask(sql, (number,))) for sql in (f"{LEAD} WHERE l.id = ?", *_OF_LEAD)]


def _contact(ask: Ask, number: int) -> Tables:
    return [("", ask(sql, (number,))) for sql in _OF_CONTACT]


def _dashboard(ask: Ask, _number: int) -> Tables:
    return [("", ask(sql, ())) for sql in _TOTALS]


PAGES: dict[str, Callable[[Ask, int], Tables]] = {
    "list": _list,
    "board": _board,
    "lead": _lead,
    "contact": _contact,
    "dashboard": _dashboard,
}


def create_floor(url: str) -> Flask:
    """Return the floor on the database at `url` (SQLAlchemy's spelling)."""
    address = make_url(url)
    on_sqlite = address.get_backend_name() == "sqlite"
    ask = (
        _sqlite(address.database or "")
        if on_sqlite
        else _postgresql(url.replace("postgresql+psycopg", "postgresql", 1))
    )
    app = Flask("floor", static_folder=None)
    template = app.jinja_env.from_string(TABLE)

    @app.get("/<name>")
    @app.get("/<name>/<int:number>")
    def page(name: str, number: int = 0) -> str:
        return template.render(title=name, tables=PAGES[name](ask, number))

    @app.get("/search")
    def search() -> str:
        asked = _search(on_sqlite=on_sqlite)
        rows = ask(asked, (request.args["q"],) * asked.count("?"))
        return template.render(title="search", tables=[("", rows)])

    @app.post("/create")
    def create() -> str:
        _create(ask, request.form["title"])
        return "made"

    return app


def _create(ask: Ask, title: str) -> None:
    stage = ask("SELECT id, pipeline_id, state, phase FROM stages ORDER BY id LIMIT 1", ())[0]
    now = datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the floor has no clock
    ask(
        "INSERT INTO leads (title, stage_id, pipeline_id, state, phase, next_step,"
        " next_step_on, due_order, owner_id, is_non_monetary, opened_at, version)"
        " VALUES (?, ?, ?, ?, ?, 'Paskambinti', ?, ?, ?, ?, ?, 1)",
        (title, *stage, str(now.date()), str(now.date()), 1, False, str(now)),
    )


_VIEWS = (
    "SELECT count(*), count(CASE WHEN l.owner_id = 1 THEN 1 END),"
    " count(CASE WHEN l.due_order < '2026-11-23' THEN 1 END),"
    " count(CASE WHEN l.owner_id IS NULL THEN 1 END),"
    " count(CASE WHEN l.phase = 'agreed' THEN 1 END),"
    " (SELECT count(*) FROM contacts), (SELECT count(*) FROM trips)"
    f" FROM leads l WHERE {LIVING}"
)
"""What the tabs and the menu count; ours count only so far."""
_TIMELINE = (
    "SELECT a.kind, a.direction, a.happened_on, a.happened_at, a.text, u.given, u.family, l.title"
    " FROM activities a LEFT JOIN users u ON u.id = a.author_id"
    " LEFT JOIN leads l ON l.id = a.lead_id WHERE a.{} = ?"
    " ORDER BY a.happened_on DESC, a.id DESC LIMIT 20"
)
_OF_LEAD = (
    (
        "SELECT s.name_lt, s.name_en, s.phase FROM stages s JOIN leads l"
        " ON l.pipeline_id = s.pipeline_id WHERE l.id = ? ORDER BY s.position"
    ),
    (
        "SELECT t.name_lt, t.name_en FROM topics t JOIN lead_topics lt ON lt.topic_id = t.id"
        " WHERE lt.lead_id = ? ORDER BY lt.position"
    ),
    (
        "SELECT c.name, c.native_name, c.title, c.country, e.address FROM contacts c"
        " JOIN leads l ON l.contact_id = c.id LEFT JOIN contact_emails e ON e.contact_id = c.id"
        " WHERE l.id = ?"
    ),
    "SELECT r.wall_on, r.wall_at, r.state FROM reminders r WHERE r.lead_id = ?",
    "SELECT u.id, u.given, u.family FROM users u WHERE ? > 0 ORDER BY u.family",
    _TIMELINE.format("lead_id"),
)
_OF_CONTACT = (
    (
        "SELECT name, native_name, title, honorific, language, country, time_zone, status, source,"
        " note FROM contacts WHERE id = ?"
    ),
    "SELECT address, bounced_at FROM contact_emails WHERE contact_id = ? ORDER BY id",
    "SELECT typed, e164 FROM contact_phones WHERE contact_id = ? ORDER BY id",
    (
        "SELECT o.name, o.name_lt, a.title, a.since_on, a.until_on FROM affiliations a"
        " JOIN organisations o ON o.id = a.organisation_id WHERE a.contact_id = ?"
    ),
    f"{LEAD} WHERE l.contact_id = ? ORDER BY l.state, l.next_step_on, l.id DESC LIMIT 20",
    (
        "SELECT t.city, t.start_on, t.end_on, m.how, m.met_on FROM trips t JOIN trip_contacts m"
        " ON m.trip_id = t.id WHERE m.contact_id = ? ORDER BY t.start_on DESC LIMIT 5"
    ),
    _TIMELINE.format("contact_id"),
)
_TOTALS = (
    "SELECT phase, count(*) FROM leads GROUP BY phase",
    f"SELECT l.country, count(*) FROM leads l WHERE {OPEN} GROUP BY l.country ORDER BY 2 DESC",
    (
        "SELECT lt.topic_id, count(*) FROM lead_topics lt JOIN leads l ON l.id = lt.lead_id"
        f" WHERE {OPEN} GROUP BY lt.topic_id ORDER BY 2 DESC LIMIT 8"
    ),
    (
        "SELECT trip_id, phase, count(*) FROM leads WHERE trip_id IN (SELECT id FROM trips"
        " ORDER BY start_on DESC LIMIT 6) GROUP BY trip_id, phase"
    ),
    f"SELECT l.owner_id, count(*) FROM leads l WHERE {OPEN} GROUP BY l.owner_id",
    (
        "SELECT sum(l.value_eur), max(l.value_eur) FROM leads l"
        f" WHERE {OPEN} AND l.value_eur IS NOT NULL"
    ),
    f"SELECT count(*) FROM leads l WHERE {OPEN} AND l.owner_id IS NULL",
    f"SELECT l.id, l.title FROM leads l WHERE {LIVING} ORDER BY l.due_order, l.id LIMIT 5",
)


def _search(*, on_sqlite: bool) -> str:
    if on_sqlite:
        return (
            "SELECT e.kind, e.subject_id, e.title, e.detail, e.country FROM search_fts"
            " JOIN search_entries e ON e.id = search_fts.rowid WHERE search_fts MATCH ?"
            " ORDER BY search_fts.rank LIMIT 36"
        )
    return (
        "SELECT kind, subject_id, title, detail, country FROM search_entries"
        f" WHERE {WORDS_VECTOR} @@ CAST(? AS tsquery)"
        f" ORDER BY ts_rank({WORDS_VECTOR}, CAST(? AS tsquery)) DESC LIMIT 36"
    )


def from_environment() -> Flask:
    """Return the floor for gunicorn, on the database the bench names."""
    return create_floor(os.environ["BENCH_DATABASE_URL"])
