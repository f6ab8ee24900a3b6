"""The floor: Flask, raw SQL, one small compiled template; no sign-in, no journal, one language."""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from sqlalchemy.engine import make_url

Row = tuple[Any, ...]
Ask = Callable[[str, tuple[Any, ...]], list[Row]]

TABLE = """<!doctype html><html lang="lt"><title>{{ title }}</title><h1>{{ title }}</h1>
{% for name, rows in tables %}<h2>{{ name }}</h2><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell if cell is not none else '' }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}</html>"""
PHASES = ("new", "contacted", "talking", "pilot", "agreed")
LEAD = """SELECT l.id, l.title, o.name, c.name, s.name_lt, u.given, u.family, l.next_step,
 l.next_step_on FROM leads l LEFT JOIN organisations o ON o.id = l.organisation_id
 LEFT JOIN contacts c ON c.id = l.contact_id JOIN stages s ON s.id = l.stage_id
 LEFT JOIN users u ON u.id = l.owner_id WHERE l.state = 'open'"""


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
    return [("", ask(f"{LEAD} ORDER BY l.next_step_on, l.id LIMIT 50", ()))]


def _board(ask: Ask, _number: int) -> Tables:
    one = f"{LEAD} AND l.phase = ? ORDER BY l.next_step_on, l.id LIMIT 20"
    counts = "SELECT phase, count(*) FROM leads WHERE state = 'open' GROUP BY phase"
    return [*((phase, ask(one, (phase,))) for phase in PHASES), ("", ask(counts, ()))]


def _lead(ask: Ask, number: int) -> Tables:
    return [
        ("", ask(f"{LEAD} AND l.id = ?", (number,))),
        ("", ask(_TIMELINE.format("lead_id"), (number,))),
    ]


def _contact(ask: Ask, number: int) -> Tables:
    return [
        ("", ask("SELECT name, country, title, note FROM contacts WHERE id = ?", (number,))),
        ("", ask("SELECT id, title, phase FROM leads WHERE contact_id = ?", (number,))),
        ("", ask(_TIMELINE.format("contact_id"), (number,))),
    ]


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
        rows = ask(_search(on_sqlite=on_sqlite), (request.args["q"],))
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


_TIMELINE = (
    "SELECT a.kind, a.happened_on, a.text, u.given, u.family FROM activities a"
    " LEFT JOIN users u ON u.id = a.author_id WHERE a.{} = ?"
    " ORDER BY a.happened_on DESC, a.id DESC LIMIT 50"
)
_TOTALS = (
    "SELECT phase, count(*) FROM leads GROUP BY phase",
    "SELECT country, count(*) FROM leads WHERE state = 'open' GROUP BY country ORDER BY 2 DESC",
    "SELECT topic_id, count(*) FROM lead_topics GROUP BY topic_id ORDER BY 2 DESC",
    "SELECT trip_id, phase, count(*) FROM leads GROUP BY trip_id, phase",
    "SELECT owner_id, count(*) FROM leads WHERE state = 'open' GROUP BY owner_id",
    "SELECT sum(value_eur), max(value_eur) FROM leads WHERE state = 'open'",
    "SELECT id, title FROM leads WHERE next_step_on IS NOT NULL ORDER BY next_step_on, id LIMIT 5",
)


def _search(*, on_sqlite: bool) -> str:
    if on_sqlite:
        return (
            "SELECT e.kind, e.subject_id, e.title, e.detail FROM search_fts"
            " JOIN search_entries e ON e.id = search_fts.rowid WHERE search_fts MATCH ? LIMIT 20"
        )
    return (
        "SELECT kind, subject_id, title, detail FROM search_entries WHERE"
        " to_tsvector('simple', words) @@ plainto_tsquery('simple', ?) LIMIT 20"
    )


def from_environment() -> Flask:
    """Return the floor for gunicorn, on the database the bench names."""
    return create_floor(os.environ["BENCH_DATABASE_URL"])
