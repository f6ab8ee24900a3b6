"""What people may say of leads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    TimeField,
)
from wtforms.form import BaseForm as WTForm
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional, ValidationError

from tracker.contacts.words import country_choices
from tracker.core.forms import (
    DayField,
    IdField,
    IdsField,
    LineField,
    MoneyField,
    OnceForm,
    TextField,
    choices,
)
from tracker.core.ids import read_id
from tracker.core.text import clean_line
from tracker.core.texts import gettext as _
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import lazy_pgettext
from tracker.core.versions import ChangeForm, VersionForm
from tracker.leads.activities import NewActivity
from tracker.leads.models import ActivityKind, LetterDirection, Phase
from tracker.leads.steps import Step

OPEN = [phase.value for phase in Phase if phase is not Phase.CLOSED]
KINDS: Mapping[str, tuple[ActivityKind, LetterDirection | None]] = {
    "note": (ActivityKind.NOTE, None),
    "call": (ActivityKind.CALL, None),
    "meeting": (ActivityKind.MEETING, None),
    "sent": (ActivityKind.LETTER, LetterDirection.SENT),
    "received": (ActivityKind.LETTER, LetterDirection.RECEIVED),
}


class HiddenIdField(HiddenField):
    """An id that goes with a form unseen; what is none is nothing."""

    data: int | None  # type: ignore[assignment]  # what this field yields

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the id."""
        self.data = read_id(valuelist[0] if valuelist else None)


def _not_over(form: WTForm, field: Field) -> None:
    if field.data is not None and field.data < form.today:  # type: ignore[attr-defined]  # of DeedForm
        raise ValidationError(_("Choose today or a later day."))


class DeedForm(VersionForm):
    """A form of one deed; it knows what day it is for the person who fills it in."""

    today: date = date.min

    @property
    def asked(self) -> "Sequence[Field]":
        """Return the fields to show, in their order."""
        unseen = self.unseen
        return [f for f in self if f not in unseen]

    @property
    def seen(self) -> int | None:
        """Return the version that was looked at; nothing where it does not matter."""
        return self.version.data

    def look_again(self, version: int) -> None:
        """Let the form be sent again, over what somebody else has changed."""
        self.version.data, self.version.raw_data = version, None


class StepForm(DeedForm):
    """What comes next, when, and who takes it."""

    owner = IdField(_l("Owner"))
    step = LineField(_l("Next step"), validators=[DataRequired(_l("Say what the next step is."))])
    on = DayField(
        lazy_pgettext("step", "Due"),
        validators=[InputRequired(_l("Choose the day.")), _not_over],
    )
    at = TimeField(_l("Time"), validators=[Optional()])

    def planned(self) -> Step:
        """Return the step; the form is valid."""
        return Step(str(self.step.data), self.on.data or self.today, self.at.data)


class MayPlanForm(DeedForm):
    """A deed with which a next step may be planned: it has fields `step`, `on`, perhaps `at`."""

    def planned(self) -> Step | None:
        """Return the step, where one was typed."""
        text, on = self["step"].data, self["on"].data
        return Step(text, on, self["at"].data if "at" in self else None) if text and on else None


class SleepForm(DeedForm):
    """Until when a lead is put on hold."""

    until = DayField(_l("On hold until"), validators=[InputRequired(_l("Choose the day."))])


class CloseForm(DeedForm):
    """Why a lead ends."""

    reason = TextField(_l("Why it ends"), validators=[DataRequired(_l("Say why it ends."))])


class StageForm(MayPlanForm):
    """Where a lead moves, with whatever the stage asks for."""

    stage = SelectField(_l("Stage"), validate_choice=False)
    owner = IdField(_l("Owner"))
    step = LineField(_l("Next step"))
    on = DayField(lazy_pgettext("step", "Due"), validators=[Optional(), _not_over])
    value = MoneyField(_l("Value, EUR"), validators=[Optional()])
    non_monetary = BooleanField(_l("Non-monetary"))
    until = DayField(_l("On hold until"), validators=[Optional()])
    reason = TextField(_l("Why it ends"))

    needs: tuple[str, ...] = ()

    def reveal(self, needs: Sequence[str]) -> None:
        """Show the fields for what the stage asks."""
        fields = {"step": ("step", "on"), "value": ("value", "non_monetary")}
        self.needs = tuple(name for need in needs for name in fields.get(need, (need,)))

    @property
    def asked(self) -> "Sequence[Field]":
        """Return the stage, the fields for what it asks, and those in which something was typed."""
        shown = {"stage", *self.needs}
        return [f for f in super().asked if f.name in shown or f.data or f.errors]


class OwnerForm(DeedForm):
    """Who answers for a lead."""

    owner = IdField(_l("Owner"))


class ActivityForm(DeedForm, OnceForm):
    """What happened, and when."""

    kind = SelectField(
        _l("What it was"),
        choices=choices(
            [
                ("note", lazy_pgettext("activity", "Note")),
                ("call", lazy_pgettext("activity", "Call")),
                ("meeting", lazy_pgettext("activity", "Meeting")),
                ("sent", lazy_pgettext("activity", "Letter sent")),
                ("received", lazy_pgettext("activity", "Letter received")),
            ]
        ),
    )
    text = TextField(_l("What happened"), validators=[DataRequired(_l("Write what happened."))])
    happened_on = DayField(_l("Day of contact"), validators=[Optional()])

    @property
    def seen(self) -> int | None:
        """Return nothing: what is said beside a lead changes nothing that others edit."""
        return None

    def validate_happened_on(self, field: Field) -> None:
        """Refuse a day that is still to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("The day of contact is still to come."))

    def written(self) -> NewActivity:
        """Return what was written; the form is valid."""
        kind, direction = KINDS[str(self.kind.data)]
        return NewActivity(
            kind,
            str(self.text.data),
            happened_on=self.happened_on.data,
            direction=direction,
            form_key=self.form_key,
        )


class LeadForm(DeedForm):
    """What is written about a lead."""

    title = LineField(_l("Title"), validators=[DataRequired(_l("Give the lead a title."))])
    organisation = LineField(_l("Organisation"))
    organisation_id = HiddenIdField("")
    """Whom the name meant when the form was opened; for there may be namesakes."""
    contact = LineField(_l("Contact"))
    contact_id = HiddenIdField("")
    trip = IdField(_l("Trip"))
    topics = IdsField(_l("Topics"))
    value = MoneyField(_l("Value, EUR"), validators=[Optional()])
    non_monetary = BooleanField(_l("Non-monetary"))


class EditForm(LeadForm, ChangeForm):
    """A lead that is changed."""

    together = (frozenset({"value", "non_monetary"}),)
    country = SelectField(_l("Country"), validate_choice=False)

    def validate_country(self, field: Field) -> None:
        """Refuse what is no country."""
        if field.data and field.data not in dict(country_choices("lt")):
            raise ValidationError(_("Not a valid choice."))


class NewLeadForm(LeadForm, MayPlanForm, OnceForm):
    """A new lead: what it is about, who answers for it, and what comes next."""

    was_organisation = HiddenField("")
    was_contact = HiddenField("")
    """What those whom the form was opened for were called then."""
    pipeline = RadioField(_l("Pipeline"), choices=[], validate_choice=False)
    owner = IdField(_l("Owner"))
    step = LineField(_l("Next step"))
    on = DayField(lazy_pgettext("step", "Due"), validators=[Optional(), _not_over])
    at = TimeField(_l("Time"), validators=[Optional()])
    dormant_until = DayField(_l("Or on hold until"), validators=[Optional(), _not_over])

    def is_changed(self, name: str) -> bool:
        """Tell whether another organisation or contact was typed than the form came with."""
        return (self[name].data or "") != clean_line(self[f"was_{name}"].data or "")

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a lead that nobody would follow up."""
        valid = super().validate(extra_validators)
        if self.dormant_until.data is None:
            wanted = (
                (self.owner, _l("Choose an owner.")),
                (self.step, _l("Say what the next step is.")),
                (self.on, _l("Choose the day.")),
            )
            for field, words in wanted:
                if field.data in (None, "") and not field.errors:
                    field.errors = [str(words)]
                    valid = False
        return valid


class BulkForm(DeedForm):
    """What is done to several leads at once."""

    ids = HiddenField("", validators=[DataRequired()])
    back = HiddenField("")
    """The address of the list they were ticked in."""

    @property
    def lead_ids(self) -> list[int]:
        """Return the leads' numbers."""
        return numbers(str(self.ids.data))


class BulkAssignForm(BulkForm, MayPlanForm):
    """Who answers for several leads; and what comes next, where nothing is planned."""

    owner = IdField(_l("Owner"), validators=[InputRequired(_l("Choose an owner."))])
    step = LineField(_l("Next step, where there is none"))
    on = DayField(lazy_pgettext("step", "Due"), validators=[Optional(), _not_over])


class BulkStageForm(BulkForm):
    """To which phase several leads move."""

    phase = SelectField(_l("Stage"), choices=[], validate_choice=False, validators=[AnyOf(OPEN)])


class BulkSnoozeForm(BulkForm):
    """Until when the next steps of several leads are put off."""

    on = DayField(
        lazy_pgettext("step", "Due"),
        validators=[InputRequired(_l("Choose the day.")), _not_over],
    )


MOST_AT_ONCE = 200


def numbers(text: str) -> list[int]:
    """Return the numbers in "1,2,3", each once, up to as many as may be changed at once."""
    found = dict.fromkeys(map(read_id, text.split(",")))
    return [number for number in found if number is not None][:MOST_AT_ONCE]
