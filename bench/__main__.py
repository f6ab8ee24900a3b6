"""`make bench`: fill a world, serve it and the floor, measure in turns, print the table."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import select

from bench.browser import Browser
from bench.measure import Cost, Side, compare
from bench.pages import Page, World, form_of, pages
from bench.servers import serving
from tests.support import postgres
from tests.support.statements import gather
from tracker.accounts.models import Role, User
from tracker.accounts.passwords import hash_password
from tracker.accounts.service import begin_sign_in
from tracker.app import create_app
from tracker.core.clock import SystemClock
from tracker.core.db import Database, Work
from tracker.demo.fill import Size, fill
from tracker.leads.models import Activity, ActivityKind, Lead
from tracker.schema import upgrade
from tracker.settings import load_settings
from tracker.wiring import WATCHERS

ONCE = Size(contacts=50_000, leads=20_000, activities=100_000, reminders=2_000)
USUAL, MANY = 20, 5_000
"""So many entries the two measured contacts have."""
EMAIL, PASSWORD = "bench@savivaldybe.example", "a-long-bench-password"
SECRET = "only-for-measuring-000000000000000000000"  # noqa: S105 - thrown away with its database
RUN = "bench"
"""Names the PostgreSQL of this run."""
RESULTS = Path(__file__).parent / "results"
HEAD = (
    f"{'page':<10} {'engine':<11} {'CPU ms':>7} {'floor':>6} {'times':>6} {'≤':>4} "
    f"{'p50 ms':>7} {'said':>5} {'≤':>3} {'bytes':>8}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    page: str
    engine: str
    cpu_ms: float
    floor_cpu_ms: float
    p50_ms: float
    floor_p50_ms: float
    statements: int
    size: int
    times_target: float
    statements_target: int

    @property
    def times(self) -> float:
        """Return how many times the floor's CPU the page used."""
        return self.cpu_ms / self.floor_cpu_ms

    def __str__(self) -> str:
        return (
            f"{self.page:<10} {self.engine:<11} {self.cpu_ms:7.2f} {self.floor_cpu_ms:6.2f} "
            f"{self.times:5.1f}x {self.times_target:3.1f}x {self.p50_ms:7.2f} "
            f"{self.statements:5} {self.statements_target:3} {self.size:8}"
        )


@click.command()
@click.option("--times", default=1, show_default=True, help="1, 10 or 50 times the data.")
@click.option("--engine", type=click.Choice(["sqlite", "postgresql", "both"]), default="both")
def bench(times: int, engine: str) -> None:
    """Measure every page of the table in docs/performance.md."""
    engines = ("sqlite", "postgresql") if engine == "both" else (engine,)
    lines: list[Line] = []
    click.echo(HEAD)
    for name in engines:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for line in _measure(name, times, Path(folder)):
                click.echo(line)
                lines.append(line)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"pages-{times}x.json"
    path.write_text(json.dumps([asdict(line) for line in lines], indent=1), "utf-8")
    click.echo(f"raw figures: {path.relative_to(Path.cwd())}")


def _measure(engine: str, times: int, folder: Path) -> Iterator[Line]:
    with _database_url(engine, folder) as url:
        world = _fill(url, times)
        environment = {
            "TRACKER_DATABASE_URL": url,
            "TRACKER_SECRET_KEY": SECRET,
            "TRACKER_INSTANCE": str(folder),
            "BENCH_DATABASE_URL": url,
        }
        chosen = pages(world)
        statements = {page.name: _statements(page, url, folder) for page in chosen}
        with _both(environment, folder) as (ours, floor):
            for page in chosen:
                costs = compare(page, ours, floor)
                yield _line(page, engine, costs, statements[page.name])
            click.echo(f"memory of our 2 processes: {ours.server.memory_mib():.0f} MiB", err=True)


@contextmanager
def _both(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[Side, Side]]:
    on_postgresql = environment["BENCH_DATABASE_URL"].startswith("postgresql")
    number = postgres.process_number(RUN) if on_postgresql else None
    with ExitStack() as stack:
        ours, floor = (
            stack.enter_context(serving(target, environment, folder, database=number))
            for target in ("tracker.wsgi:application", "bench.floor:from_environment()")
        )
        signed_in = Browser(ours.port)
        signed_in.sign_in(EMAIL, PASSWORD)
        yield Side(ours, signed_in), Side(floor, Browser(floor.port))


def _line(page: Page, engine: str, costs: tuple[Cost, Cost], statements: int) -> Line:
    ours, floor = costs
    return Line(
        page.name,
        engine,
        ours.cpu,
        floor.cpu,
        ours.p50,
        floor.p50,
        statements,
        ours.size,
        page.times_floor,
        page.statements,
    )


@contextmanager
def _database_url(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    try:
        yield postgres.new_database(postgres.start(RUN), "bench")
    finally:
        postgres.stop(RUN)


def _fill(url: str, times: int) -> World:
    """Fill the world, and give two contacts the entries whose cost is measured."""
    database = Database(url, SystemClock(), watchers=WATCHERS)
    upgrade(database.engine)
    size = Size(**{name: count * times for name, count in asdict(ONCE).items()})
    with database.write() as work:
        fill(work, size)
        officer = User(
            email=EMAIL,
            given="Rūta",
            family="Žemaitytė",
            role=Role.OFFICER,
            password_hash=hash_password(PASSWORD),
            created_at=work.now,
        )
        work.session.add(officer)
        work.session.flush()
        owned = select(Lead).where(Lead.state == "open", Lead.contact_id.is_not(None))
        lead, other = work.session.scalars(owned.order_by(Lead.id).limit(2)).all()
        work.session.add_all(_entries(lead, officer, work, count=USUAL))
        work.session.add_all(_entries(other, officer, work, count=MANY))
        found = World(lead.id, lead.contact_id or 0, other.contact_id or 0)
    database.dispose()
    return found


def _entries(lead: Lead, author: User, work: Work, *, count: int) -> Iterator[Activity]:
    for number in range(count):
        yield Activity(
            lead_id=lead.id,
            contact_id=lead.contact_id,
            author_id=author.id,
            kind=ActivityKind.NOTE,
            happened_on=work.today - timedelta(days=number),
            text=f"Matavimo įrašas {number}: aptarėme technines sąlygas.",
            entered_at=work.now,
        )


def _statements(page: Page, url: str, folder: Path) -> int:
    """Count what one page says to the database, in this process."""
    database = Database(url, SystemClock(), watchers=WATCHERS)
    settings = load_settings(instance=folder, database_url=url)
    app = create_app(settings, database, secret_keys=[SECRET])
    client = app.test_client()
    with database.write() as work:
        user = work.session.scalars(select(User).where(User.email == EMAIL)).one()
        token = begin_sign_in(work, user)
    with client.session_transaction() as session:
        session["_user_id"] = token
    form = form_of(page, lambda: client.get(page.ours).text)
    with gather(database) as said:
        client.post(page.ours, data=form) if form else client.get(page.ours)
    database.dispose()
    return len(said)


if __name__ == "__main__":
    bench()
