"""What people may say of a trip or a visit."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Self

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from tracker.contacts.forms import DaysField
from tracker.contacts.words import country_choices
from tracker.core.forms import (
    BaseForm,
    DayField,
    IdField,
    IdsField,
    LineField,
    MoneyField,
    NumberField,
    OnceForm,
    TextField,
    choices,
    whole_number,
)
from tracker.core.text import clean_line
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import pgettext
from tracker.core.versions import ChangeForm
from tracker.trips.models import Direction, Trip
from tracker.trips.service import NewDelegate, TripFacts

MOST_DELEGATES = 100
MOST_GUESTS = 10_000
_LONGEST_DAYS = 366
_FACTS = frozenset(fact.name for fact in fields(TripFacts))


class TripForm(BaseForm):
    """A trip of ours or a visit of theirs; city and days are what it cannot be without."""

    direction = RadioField(_l("What kind"), default=Direction.OUTGOING.value)
    city = LineField(_l("City"), validators=[DataRequired(_l("Enter the city."))])
    country = SelectField(_l("Country"))
    start_on = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    end_on = DayField(_l("Last day"))
    event = LineField(_l("Event"))
    event_en = LineField(_l("Event in English"))
    purpose = TextField(_l("Purpose"))
    invited_by = LineField(_l("Invited by"))
    delegates = TextField(_l("Delegation"))
    conclusions = TextField(_l("Conclusions"))
    cost_eur = MoneyField(_l("Cost of the whole trip, €"))
    host_id = SelectField(_l("Host"), coerce=whole_number)
    guests_expected = NumberField(
        _l("Guests expected"),
        validators=[
            Optional(),
            NumberRange(1, MOST_GUESTS, _l("Enter a whole number of one or more.")),
        ],
        words=_l("Enter a whole number of one or more."),
    )
    question = TextField(_l("What they ask about"))
    report_due_on = DayField(_l("Report due"))
    report_submitted_on = DayField(_l("Submitted"))
    report_published_on = DayField(_l("Published"))
    report_number = LineField(_l("Registration number"))
    report_url = LineField(_l("Address of the published report"))

    def offer(self, *, hosts: Sequence[tuple[int, str]], language: str) -> None:
        """Put in what may be chosen: the people who may host, and the countries."""
        self.direction.choices = choices(
            [
                (Direction.OUTGOING.value, pgettext("trip", "Our trip")),
                (Direction.INCOMING.value, pgettext("trip", "Visit to us")),
            ]
        )
        self.country.choices = choices(country_choices(language), empty="–")
        self.host_id.choices = choices(hosts, empty="–")

    def facts(self) -> TripFacts:
        """Return what was said; a trip without a last day lasts one day."""
        said: dict[str, Any] = {f.name: f.data for f in self if f.name in _FACTS}
        said["direction"] = Direction(said["direction"])
        said["country"] = said["country"] or None
        said["end_on"] = said["end_on"] or said["start_on"]
        return TripFacts(**said)

    def members(self) -> list[NewDelegate]:
        """Return the delegation, one a line: «Vardas Pavardė, pareigos»."""
        return [read_delegate(line) for line in (self.delegates.data or "").splitlines() if line]

    def validate_end_on(self, field: DayField) -> None:
        """Refuse a trip that ends before it begins, or lasts more than a year."""
        start = self.start_on.data
        if start is None or field.data is None:
            return
        if field.data < start:
            raise ValidationError(_l("The last day is before the first."))
        if (field.data - start).days > _LONGEST_DAYS:
            raise ValidationError(_l("A trip of more than a year: check the days."))

    def validate_delegates(self, field: TextField) -> None:
        """Refuse a delegation that is a mistake: a text pasted into the wrong field."""
        if len((field.data or "").splitlines()) > MOST_DELEGATES:
            raise ValidationError(_l("At most %(num)d people.", num=MOST_DELEGATES))
        if not all(member.name for member in self.members()):
            raise ValidationError(_l("Begin each line with a name."))

    def validate_report_url(self, field: LineField) -> None:
        """Let only addresses of pages through: what is shown as a link must be one."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_l("The address begins with https://."))


class NewTripForm(TripForm, OnceForm):
    """A new trip or visit."""


class TripChangeForm(TripForm, ChangeForm):
    """A trip that is there."""

    together = (frozenset({"start_on", "end_on"}),)

    @classmethod
    def of(cls, trip: Trip, delegates: Sequence[tuple[str, str | None]]) -> Self:
        """Return the form of a trip as it is saved."""
        form = cls()
        for field in form:
            if field.name in _FACTS:
                field.data = getattr(trip, field.name)
        form.direction.data = trip.direction.value
        form.delegates.data = said_as_lines(delegates)
        form.remember(trip.version)
        return form


def read_delegate(line: str) -> NewDelegate:
    """Read «Vardas Pavardė, pareigos»; without a comma it is all name."""
    name, _, role = clean_line(line).partition(",")
    return NewDelegate(name.strip(), role.strip() or None)


def said_as_lines(delegates: Sequence[tuple[str, str | None]]) -> str:
    """Return a delegation as it is typed."""
    return "\n".join(f"{name}, {role}" if role else name for name, role in delegates)


class KeepForm(BaseForm):
    """After how many days of silence who is told, of all whom a trip met."""

    ids = IdsField(
        _l("Choose with whom to keep in touch"),
        validators=[InputRequired(_l("Choose with whom to keep in touch."))],
    )
    days = DaysField(_l("Remind after so many days without contact"), is_asked=True)
    keeper = IdField(
        _l("Who keeps in touch"),
        description=_l("If a contact has no lead, or nobody answers for it, you keep in touch."),
    )
