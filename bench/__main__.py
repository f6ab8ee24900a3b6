"""`make bench`: fill a world, serve it and the floor, measure in turns, print the table."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from sqlalchemy import func, select

from bench.browser import Browser
from bench.measure import Cost, Side, compare
from bench.pages import Page, pages
from bench.servers import serving
from tests.support import postgres
from tests.support.statements import gather
from tracker.accounts.models import Role, User
from tracker.accounts.passwords import hash_password
from tracker.accounts.service import begin_sign_in
from tracker.app import create_app
from tracker.core.clock import SystemClock
from tracker.core.db import Database
from tracker.demo.fill import Size, fill
from tracker.leads.models import Activity, Lead
from tracker.schema import upgrade
from tracker.settings import load_settings
from tracker.wiring import WATCHERS

ONCE = Size(contacts=50_000, leads=20_000, activities=100_000, reminders=2_000)
EMAIL, PASSWORD = "bench@savivaldybe.example", "a-long-bench-password"
SECRET = "only-for-measuring-000000000000000000000"  # noqa: S105 - thrown away with its database
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
        lead_id, contact_id = _fill(url, times)
        environment = {
            "TRACKER_DATABASE_URL": url,
            "TRACKER_SECRET_KEY": SECRET,
            "TRACKER_INSTANCE": str(folder),
            "BENCH_DATABASE_URL": url,
        }
        chosen = pages(lead_id=lead_id, contact_id=contact_id)
        statements = {page.name: _statements(page, url, folder) for page in chosen}
        with _both(environment, folder) as (ours, floor):
            for page in chosen:
                costs = compare(page, ours, floor)
                yield _line(page, engine, costs, statements[page.name])
            click.echo(f"memory of our 2 processes: {ours.server.memory_mib():.0f} MiB", err=True)


@contextmanager
def _both(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[Side, Side]]:
    with ExitStack() as stack:
        ours = stack.enter_context(serving("tracker.wsgi:application", environment, folder))
        floor = stack.enter_context(serving("bench.floor:from_environment()", environment, folder))
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
    run = "bench"
    try:
        yield postgres.new_database(postgres.start(run), "bench")
    finally:
        postgres.stop(run)


def _fill(url: str, times: int) -> tuple[int, int]:
    """Fill the world; return the lead with the most activities, and its contact."""
    database = Database(url, SystemClock(), watchers=WATCHERS)
    upgrade(database.engine)
    size = Size(**{name: count * times for name, count in asdict(ONCE).items()})
    with database.write() as work:
        fill(work, size)
        work.session.add(
            User(
                email=EMAIL,
                given="Rūta",
                family="Žemaitytė",
                role=Role.OFFICER,
                password_hash=hash_password(PASSWORD),
                created_at=work.now,
            )
        )
        busiest = (
            select(Activity.lead_id)
            .join(Lead, Lead.id == Activity.lead_id)
            .where(Lead.state == "open")
            .group_by(Activity.lead_id)
            .order_by(func.count().desc(), Activity.lead_id)
            .limit(1)
        )
        lead = work.session.get_one(Lead, work.session.scalars(busiest).one())
        found = lead.id, lead.contact_id or 1
    database.dispose()
    return found


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
    with gather(database.engine) as said:
        client.get(page.ours)
    database.dispose()
    return len(said)


if __name__ == "__main__":
    bench()
