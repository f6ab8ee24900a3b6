"""What people may type about accounts."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, TimeField
from wtforms.form import BaseForm as WTForm
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget

from tracker.accounts.models import Role
from tracker.accounts.passwords import LONGEST, weakness
from tracker.accounts.service import LetterChoices, NewUser, OwnChoices
from tracker.accounts.words import DIGESTS, LANGUAGE_NAMES, NAGS, WEEKDAYS, role_name, zone_choices
from tracker.core.forms import BaseForm, LineField, choices
from tracker.core.texts import lazy_gettext as _l

_FILL = DataRequired(_l("Fill this in."))
_TYPE = InputRequired(_l("Fill this in."))
"""The same for what may be nothing but spaces."""
_NOT_ENDLESS = Length(max=LONGEST, message=_l("Use at most %(num)d characters.", num=LONGEST))


class AddressField(LineField):
    """An e-mail address, kept in lower case."""

    widget = EmailInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        super().process_formdata(valuelist)
        self.data = self.data.lower() if self.data else None


class NewPasswordField(PasswordField):
    """A password somebody chooses: taken as typed, refused when it is easy to guess.

    The form's `about` holds what a stranger knows of the person.
    """

    def pre_validate(self, form: WTForm) -> None:
        """Refuse what is too short, too long or too well known."""
        about = getattr(form, "about", lambda: ())()
        if len(self.data or "") > LONGEST:
            raise ValidationError(_l("Use at most %(num)d characters.", num=LONGEST))
        reason = weakness(self.data or "", about=about)
        if reason is not None:
            raise ValidationError(_l(reason))  # the reasons are marked where they are written


def _plain(_form: WTForm, field: LineField) -> None:
    """Refuse what no mail server that we know of could be told; a domain is told in ASCII."""
    if not (field.data or "").rpartition("@")[0].isascii():
        raise StopValidation(_l("Before the @ an address has only plain letters: no ą, č, ę."))


class SignInForm(BaseForm):
    """Who somebody is, and where they wanted to go."""

    email = AddressField(_l("E-mail"), [_FILL])
    password = PasswordField(_l("Password"), [_TYPE, _NOT_ENDLESS])


_WHOLE = Email(_l("Write the whole address, such as egle@savivaldybe.lt."))


class EmailForm(BaseForm):
    """Another address for an account."""

    email = AddressField(_l("E-mail"), [_FILL, _plain, _WHOLE])


class PersonForm(BaseForm):
    """The name and address of somebody who is to have an account."""

    given = LineField(_l("Given name"), [_FILL])
    family = LineField(_l("Family name"), [_FILL])
    email = AddressField(_l("E-mail"), [_FILL, _plain, _WHOLE])


class UserForm(PersonForm):
    """An account that an administrator adds."""

    role = SelectField(_l("Role"), coerce=Role)
    title_lt = LineField(_l("Job title in Lithuanian"))
    title_en = LineField(_l("Job title in English"))
    language = SelectField(_l("Language"), choices=choices(LANGUAGE_NAMES))

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - as WTForms
        super().__init__(*given, **more)
        self.role.choices = choices((role.value, role_name(role)) for role in Role)

    def new_user(self, *, time_zone: str) -> NewUser:
        """Return what was typed."""
        return NewUser(
            email=self.email.data or "",
            given=self.given.data or "",
            family=self.family.data or "",
            role=Role(self.role.data),
            title_lt=self.title_lt.data or "",
            title_en=self.title_en.data or "",
            language=self.language.data,
            time_zone=time_zone,
        )


class WelcomeForm(PersonForm):
    """The first administrator."""

    password = NewPasswordField(_l("Password"), [_TYPE])

    def about(self) -> Iterable[str]:
        """Return what a stranger knows of them."""
        return self.given.data or "", self.family.data or "", self.email.data or ""

    def new_user(self, *, language: str, time_zone: str) -> NewUser:
        """Return what was typed."""
        return NewUser(
            email=self.email.data or "",
            given=self.given.data or "",
            family=self.family.data or "",
            role=Role.ADMINISTRATOR,
            language=language,
            time_zone=time_zone,
        )


class NewPasswordForm(BaseForm):
    """A password set by a one-time link."""

    password = NewPasswordField(_l("New password"), [_TYPE])
    known: tuple[str, ...] = ()

    def about(self) -> Iterable[str]:
        """Return what a stranger knows of the person."""
        return self.known


class ChangePasswordForm(NewPasswordForm):
    """Another password, by somebody who knows the present one."""

    present = PasswordField(_l("Current password"), [_TYPE, _NOT_ENDLESS])


class LetterChoicesForm(BaseForm):
    """How somebody wants letters; what can be chosen from a letter too, without signing in."""

    language = SelectField(_l("Language"), choices=choices(LANGUAGE_NAMES))
    reminder_at = TimeField(_l("Hour of reminders"), [_TYPE])
    works_on = SelectMultipleField(
        _l("Days of work"),
        [InputRequired(_l("Choose at least one day."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=choices(enumerate(WEEKDAYS, start=1)),
        filters=[lambda days: list(days or ())],
    )
    nag_every = SelectField(_l("Remind again"), coerce=int, choices=choices(NAGS))
    digest_above = SelectField(
        _l("One letter instead of many"), coerce=int, choices=choices(DIGESTS)
    )
    gets_reminders = BooleanField(_l("Letters about steps that are due"))
    gets_weekly = BooleanField(_l("A letter about the week, on its first working day"))

    @property
    def gets_none(self) -> bool:
        """Tell whether no letter of any kind was chosen."""
        return not (self.gets_reminders.data or self.gets_weekly.data)

    def chosen_letters(self) -> dict[str, Any]:
        """Return what was chosen, by the names of the columns."""
        return {
            "language": self.language.data,
            "reminder_at": self.reminder_at.data or time(7),
            "works_on": "".join(sorted(self.works_on.data or ())),
            "nag_every": self.nag_every.data,
            "digest_above": self.digest_above.data,
            "gets_reminders": bool(self.gets_reminders.data),
            "gets_weekly": bool(self.gets_weekly.data),
        }

    def chosen(self) -> LetterChoices:
        """Return what was chosen."""
        return LetterChoices(**self.chosen_letters())


class OwnChoicesForm(LetterChoicesForm):
    """What people choose for themselves, signed in."""

    time_zone = SelectField(_l("Time zone"))
    keys_on = BooleanField(_l("Single-key shortcuts"))

    def offer_zones(self, own: str, language: str) -> None:
        """Offer time zones in the reader's words; the one they have is among them."""
        self.time_zone.choices = choices(zone_choices(own, language))

    def chosen(self) -> OwnChoices:
        """Return what was chosen."""
        return OwnChoices(
            **self.chosen_letters(),
            time_zone=self.time_zone.data,
            keys_on=bool(self.keys_on.data),
        )
