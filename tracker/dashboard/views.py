"""The mayor's page."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.models import Role
from tracker.accounts.permissions import Permission
from tracker.accounts.queries import SignedIn
from tracker.core.db import Work
from tracker.core.i18n import country_name, day_and_month, long_date
from tracker.core.texts import gettext as _
from tracker.core.texts import language
from tracker.core.web import actor, needs, page, reading
from tracker.dashboard import cards, drawing, queries, shown
from tracker.dashboard.counts import Counts, count_all
from tracker.dashboard.shown import Reader
from tracker.leads.queries import coverage_of_trips

DECIDING_ROLES = frozenset({Role.MAYOR, Role.VICE_MAYOR})
"""To whom the page says "your decision"."""
bp = Blueprint("dashboard", __name__, url_prefix="/dashboard")


@bp.get("")
@needs(Permission.READ)
def show() -> ResponseReturnValue:
    """Show what moves, what is stuck and whose, what waits for the mayor, what trips brought."""
    with reading() as work:
        period = request.args.get("period", "")
        reader = _reader(work, _since(period, work.today))
        counts = count_all(work, reader.since)
        if reader.since is None and not (counts.leads or counts.trips):
            return page("dashboard/empty.html", active="dashboard")
        found = queries.lines(work)
        trips = queries.latest_trips(work.session, work.today, reader.since)
        coverage = coverage_of_trips(work.session, [trip.id for trip in trips])
        return page(
            "dashboard/show.html",
            active="dashboard",
            day=long_date(work.today, reader.language),
            periods=_periods(period),
            in_period=reader.since is not None,
            trips=shown.trips(trips, coverage),
            most_leads=max((found.leads for found in coverage.values()), default=0),
            week=cards.week_load(counts, reader),
            stuck=cards.stuck(counts, found, reader),
            needs=cards.needs(counts, found, reader),
            **_charts(counts, reader),
            **_worth(counts, found, reader),
        )


@bp.get("/needs")
@needs(Permission.READ)
def waiting() -> ResponseReturnValue:
    """Show everything that waits for the mayor."""
    with reading() as work:
        reader = _reader(work)
        everything = cards.all_needs(count_all(work), queries.decisions(work), reader)
        return page("dashboard/needs.html", active="dashboard", needs=everything)


def _reader(work: Work, since: date | None = None) -> Reader:
    person = actor()
    decides = isinstance(person, SignedIn) and person.role in DECIDING_ROLES
    return Reader(language(), work.today, work.zone, since, decides)


def _charts(counts: Counts, reader: Reader) -> dict[str, object]:
    return {
        "sentence": shown.sentence(counts, reader),
        "funnel": shown.funnel(counts, reader),
        "leads": shown.every_lead(counts, reader),
        "countries": shown.countries(counts, reader),
        "map": _map(counts, reader),
        "topics": shown.topics(counts, reader),
        **_weeks(counts, reader),
    }


def _map(counts: Counts, reader: Reader) -> dict[str, object]:
    dots = drawing.dots(counts.countries)
    names = {dot.code: country_name(dot.code, reader.language) for dot in dots}
    return {
        "box": " ".join(str(side) for side in drawing.MAP),
        "dots": dots,
        "labels": drawing.labels(dots, names),
        "home": drawing.map_point(*drawing.HOME),
    }


def _weeks(counts: Counts, reader: Reader) -> dict[str, object]:
    """Return the line of the weeks that are over; the one under way is said apart."""
    *over, now = counts.weeks
    return {
        "trend": drawing.trend(over),
        "done": sum(week.done for week in over),
        "this_week": now,
        "first_day": day_and_month(over[0].monday, reader.language),
        "last_day": day_and_month(now.monday - timedelta(days=1), reader.language),
    }


def _worth(counts: Counts, found: queries.Lines, reader: Reader) -> dict[str, object]:
    return {
        "value": shown.value(counts, found, reader),
        "agreement": shown.newest_agreement(found, reader),
    }


def _since(period: str, today: date) -> date | None:
    return {
        "6m": today - relativedelta(months=6),
        "year": date(today.year, 1, 1),
    }.get(period)


def _periods(chosen: str) -> list[dict[str, object]]:
    labels = {
        "": _("All time"),
        "6m": _("Last 6 months"),
        "year": _("This year"),
    }
    chosen = chosen if chosen in labels else ""
    return [
        {"label": label, "url": url_for("dashboard.show", period=key or None), "on": key == chosen}
        for key, label in labels.items()
    ]
