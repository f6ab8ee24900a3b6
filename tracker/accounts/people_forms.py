"""What may be typed about people at work: days away, and what an administrator says of them."""

from datetime import date
from typing import Any, Self
from zlib import crc32

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from tracker.accounts.absences import Away, as_away
from tracker.accounts.editing import Particulars, particulars_of
from tracker.accounts.forms import UserForm
from tracker.accounts.models import Absence, Role, User
from tracker.core.forms import BaseForm, DayField, IdField
from tracker.core.texts import lazy_gettext as _l
from tracker.core.versions import ChangeForm

_DAY = InputRequired(_l("Choose the day."))


class AwayForm(BaseForm):
    """From which day to which somebody is away, and who stands in."""

    start_on = DayField(_l("First day away"), [_DAY])
    end_on = DayField(_l("Last day away"), [_DAY])
    deputy = IdField(_l("Stands in"))

    def away(self) -> Away:
        """Return what was typed; the form is valid."""
        first, last = self.start_on.data or date.max, self.end_on.data or date.max
        return Away(first, last, self.deputy.data)


class ChangeAwayForm(AwayForm, ChangeForm):
    """A period that is changed."""

    together = (frozenset({"start_on", "end_on"}),)

    @classmethod
    def of(cls, absence: Absence) -> Self:
        """Return the form as the period is saved."""
        said = as_away(absence)
        form = cls(start_on=said.start_on, end_on=said.end_on, deputy=said.deputy_id)
        form.remember(_print_of(said))
        return form


class EditUserForm(UserForm, ChangeForm):
    """What an administrator says of somebody who has an account."""

    email: Any = None
    role = SelectField(_l("Role"), coerce=Role)
    manager = IdField(_l("Manager"))
    deputy = IdField(_l("Usual deputy"))
    active_until = DayField(_l("Last working day"), [Optional()])

    @classmethod
    def of(cls, user: User) -> Self:
        """Return the form as the account is saved."""
        said = particulars_of(user)
        form = cls(
            given=said.given,
            family=said.family,
            role=said.role,
            title_lt=said.title_lt,
            title_en=said.title_en,
            language=said.language,
            manager=said.manager_id,
            deputy=said.deputy_id,
            active_until=said.active_until,
        )
        form.remember(_print_of(said))
        return form

    def particulars(self) -> Particulars:
        """Return what was typed; the form is valid."""
        return Particulars(
            given=self.given.data or "",
            family=self.family.data or "",
            role=Role(self.role.data),
            title_lt=self.title_lt.data or "",
            title_en=self.title_en.data or "",
            language=self.language.data,
            manager_id=self.manager.data,
            deputy_id=self.deputy.data,
            active_until=self.active_until.data,
        )


def _print_of(said: Away | Particulars) -> int:
    """Return a number that is another one once anything is: these rows count no versions."""
    return crc32(repr(said).encode())
