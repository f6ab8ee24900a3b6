"""The plan every installation begins with; a municipality may change it as data."""

from dataclasses import dataclass

from sqlalchemy import select

from tracker.core.db import Work
from tracker.plans.models import Plan, PlanStep


@dataclass(frozen=True, slots=True)
class _Step:
    title_lt: str
    title_en: str
    from_day: int
    by_day: int
    within_hours: int | None = None
    rrule: str | None = None


NAMES = "Po susitikimo", "After a meeting"
QUARTERLY = "FREQ=MONTHLY;INTERVAL=3"
STEPS = (
    _Step("Padėkoti už susitikimą", "Send a thank-you note", 0, 2, within_hours=48),
    _Step("Nusiųsti pažadėtą medžiagą", "Send the promised materials", 3, 7),
    _Step("Paskambinti ir sutarti, kas toliau", "Call and agree what comes next", 14, 21),
    _Step("Peržiūrėti etapą: tęsti ar atidėti", "Review the stage: go on or put on hold", 30, 30),
    _Step("Susisiekti: kas ketvirtį", "Get in touch: every quarter", 90, 104, rrule=QUARTERLY),
)


def install_plans(work: Work) -> None:
    """Make the plan where there is none yet; what a municipality changed or archived stays."""
    if work.session.scalar(select(Plan.id).limit(1)) is not None:
        return
    name_lt, name_en = NAMES
    plan = Plan(name_lt=name_lt, name_en=name_en, is_first=True, created_at=work.now)
    plan.steps = [
        PlanStep(
            position=place,
            title_lt=step.title_lt,
            title_en=step.title_en,
            from_day=step.from_day,
            by_day=step.by_day,
            within_hours=step.within_hours,
            rrule=step.rrule,
        )
        for place, step in enumerate(STEPS, 1)
    ]
    work.session.add(plan)
