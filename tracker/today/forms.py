"""What people may say about a step: until when it is put off."""

from datetime import date

from wtforms import StringField
from wtforms.validators import AnyOf, Optional

from tracker.core.errors import TrackerError
from tracker.core.forms import DayField
from tracker.core.versions import VersionForm
from tracker.core.words import mark
from tracker.leads.later import later_days

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
