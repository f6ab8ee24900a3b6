"""What people may say about a step: later, or what comes next."""

from datetime import date
from typing import cast

from wtforms import StringField, TimeField
from wtforms.validators import AnyOf, InputRequired, Optional

from tracker.core.errors import TrackerError
from tracker.core.forms import DayField, LineField
from tracker.core.versions import VersionForm
from tracker.core.words import mark
from tracker.leads.later import later_days
from tracker.leads.service import Step

ANOTHER_DATE = "date"


class SnoozeForm(VersionForm):
    """Until when; a date that was picked counts more than the button that was pressed."""

    until = StringField(validators=[AnyOf(["tomorrow", "3days", "monday", "2weeks", ANOTHER_DATE])])
    picked = DayField(name="date", validators=[Optional()])

    def day(self, today: date) -> date:
        """Return the day that was chosen.

        Raises TrackerError for one that is not after today, or when none was.
        """
        if self.picked.data is None and self.until.data != ANOTHER_DATE:
            return later_days(today)[str(self.until.data)]
        if self.picked.data is None or self.picked.data <= today:
            raise TrackerError(mark("Choose a day after today."))
        return self.picked.data


class NextStepForm(VersionForm):
    """What comes next, and when."""

    what = LineField(validators=[InputRequired()])
    on = DayField(validators=[InputRequired()])
    at = TimeField(validators=[Optional()])

    def step(self) -> Step:
        """Return the step that was typed; only of a checked form."""
        return Step(str(self.what.data), cast("date", self.on.data), self.at.data)
