"""What people may say of plans, and of laying one."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from tracker.core.forms import (
    BaseForm,
    DayField,
    IdField,
    IdsField,
    LineField,
    NumberField,
    OnceForm,
    choices,
)
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import lazy_pgettext
from tracker.core.versions import VersionForm
from tracker.plans.models import Plan
from tracker.plans.service import LONGEST, PlanSaid, StepSaid, said_of
from tracker.plans.words import RULES, rule_words

MOST_STEPS = 20
_NAMED = re.compile(r"steps-(\d+)-(\w+)")
_DO = re.compile(r"(up|down|remove)-(\d{1,3})")
_DAYS = [Optional(), NumberRange(0, LONGEST, _l("A number of days, from 0 to %(max)s."))]


class PlanStepForm(BaseForm):
    """One step of a plan."""

    title_lt = LineField(
        _l("What is to be done"), validators=[DataRequired(_l("Say what is to be done."))]
    )
    title_en = LineField(_l("The same in English"))
    within_hours = NumberField(
        _l("Within hours"), validators=[Optional(), NumberRange(1, LONGEST, _l("At least 1 hour."))]
    )
    from_day = NumberField(_l("From which day after the start"), validators=_DAYS)
    by_day = NumberField(_l("By which day"), validators=_DAYS)
    rrule = SelectField(
        _l("Comes again"), validate_choice=False, filters=[lambda rule: rule or None]
    )

    def said(self) -> StepSaid:
        """Return the step; the form is valid."""
        by = self.by_day.data if self.by_day.data is not None else self.from_day.data or 0
        return StepSaid(
            title_lt=self.title_lt.data or "",
            title_en=self.title_en.data or "",
            from_day=self.from_day.data or 0,
            by_day=by,
            within_hours=self.within_hours.data,
            rrule=self.rrule.data or None,
        )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a step of which nobody knows when it is done."""
        valid = super().validate(extra_validators)
        days = (self.within_hours, self.from_day, self.by_day)
        if all(field.data is None and not field.errors for field in days):
            self.refuse("from_day", _("Say the days."))
            return False
        return valid


class PlanForm(VersionForm):
    """A plan with its steps."""

    name_lt = LineField(
        _l("Name in Lithuanian"), validators=[DataRequired(_l("Give the plan a name."))]
    )
    name_en = LineField(_l("Name in English"))
    pipeline = IdField(_l("For which leads"))
    is_first = BooleanField(_l("Offer this plan first"))
    steps = FieldList(
        FormField(PlanStepForm), label=_l("Steps"), min_entries=1, max_entries=MOST_STEPS
    )

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the form of a plan as it is saved, its steps loaded."""
        steps = [
            {name: getattr(said_of(step), name) for name in StepSaid.__slots__}
            for step in plan.steps
        ]
        return cls(
            data={
                "name_lt": plan.name_lt,
                "name_en": plan.name_en,
                "pipeline": plan.pipeline_id,
                "is_first": plan.is_first,
                "version": plan.version,
                "steps": steps,
            }
        )

    def offer(self, pipelines: Sequence[tuple[int, str]]) -> None:
        """Offer what may be chosen; a rule that is none of ours stays to be chosen."""
        self.pipeline.choices = choices(pipelines, empty=_("All leads"))
        for step in self.steps:
            mine = step.form.rrule.data
            rules = RULES if mine in (None, *RULES) else (*RULES, mine)
            named = [(rule, rule_words(rule)) for rule in rules]
            step.form.rrule.choices = choices(named, empty=_("Once"))

    def said(self) -> PlanSaid:
        """Return the plan; the form is valid."""
        return PlanSaid(
            name_lt=self.name_lt.data or "",
            name_en=self.name_en.data or "",
            pipeline_id=self.pipeline.data,
            is_first=bool(self.is_first.data),
            steps=[step.form.said() for step in self.steps],
        )

    @property
    def wrong(self) -> list[tuple[str | None, str]]:
        """Return all that is wrong, as pairs of a field's id and words, those of steps numbered."""
        found: list[tuple[str | None, str]] = [(None, str(words)) for words in self.form_errors]
        own = (field for field in self if field.name != "steps" and field.errors)
        found += [(field.id, f"{field.label.text}: {field.errors[0]}") for field in own]
        for place, step in enumerate(self.steps, 1):
            found += [
                (field.id, _("Step %(num)d: %(words)s", num=place, words=field.errors[0]))
                for field in step.form
                if field.errors
            ]
        return found


class NewPlanForm(PlanForm, OnceForm):
    """A new plan."""


def rearranged(typed: MultiDict[str, str], do: str) -> MultiDict[str, str] | None:
    """Return what was typed with its steps in the order that a button asks for.

    Nothing is lost of what was typed. `do` is "add", "up-1", "down-0" or "remove-2"; what is none
    of them rearranges nothing.
    """
    rows = _rows(typed)
    asked = _DO.fullmatch(do)
    if do == "add":
        rows = [*rows, {}][:MOST_STEPS]
    elif asked is None:
        return None
    else:
        _move(rows, asked[1], int(asked[2]))
    rest = [(name, value) for name, value in typed.items(multi=True) if not _NAMED.fullmatch(name)]
    named = [
        (f"steps-{place}-{name}", value)
        for place, row in enumerate(rows)
        for name, value in (row or {"title_lt": ""}).items()
    ]
    return MultiDict([*rest, *named])


def _rows(typed: MultiDict[str, str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        if found := _NAMED.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[number] for number in sorted(rows)]


def _move(rows: list[dict[str, str]], do: str, place: int) -> None:
    if place >= len(rows):
        return
    row = rows.pop(place)
    if do != "remove":
        rows.insert(max(place - 1, 0) if do == "up" else place + 1, row)


class LayForm(OnceForm):
    """Which plan is laid, counted from when, on which leads, and who takes those without owner."""

    plan = IdField(
        lazy_pgettext("follow-up", "Plan"), validators=[InputRequired(_l("Choose a plan."))]
    )
    start = DayField(
        _l("Day from which the steps are counted"),
        validators=[InputRequired(_l("Choose the day."))],
    )
    owner = IdField(_l("Owner of those without one"))
    ids = IdsField(_l("Leads"))
    seen = HiddenField("")
    """The days that were shown, by lead: «12:2026-11-24,2026-11-30;13:…»."""

    @property
    def lead_ids(self) -> list[int]:
        """Return the leads that are ticked."""
        return [number for number in self.ids.data or () if number is not None]

    def days_seen(self) -> dict[int, list[date]] | None:
        """Return the days that were shown, by lead; nothing where they cannot be read."""
        try:
            return dict(map(_days_of_lead, filter(None, (self.seen.data or "").split(";")))) or None
        except ValueError:
            return None

    def show(self, days: Mapping[int, Sequence[date]]) -> None:
        """Remember the days that are shown."""
        told = (f"{number}:{','.join(map(str, given))}" for number, given in days.items())
        self.seen.data, self.seen.raw_data = ";".join(told), None


def _days_of_lead(told: str) -> tuple[int, list[date]]:
    number, _colon, days = told.partition(":")
    return int(number), [date.fromisoformat(day) for day in days.split(",")]
