"""What people may say of contacts and organisations."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.form import BaseForm as WTForm
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from tracker.contacts.models import (
    Contact,
    NameOrder,
    Organisation,
    OrganisationKind,
    Relationship,
    SourceKind,
)
from tracker.contacts.names import read_name
from tracker.contacts.organisations import NewOrganisation
from tracker.contacts.queries import OrganisationWhole
from tracker.contacts.service import NewContact, place_of, preferred_first
from tracker.contacts.words import (
    KIND_WORDS,
    SOURCE_WORDS,
    country_choices,
    language_choices,
)
from tracker.core.forms import (
    MAX_LINE,
    MAX_TEXT,
    BaseForm,
    IdField,
    IdsField,
    LineField,
    NumberField,
    OnceForm,
    TextField,
    choices,
)
from tracker.core.text import clean_line
from tracker.core.texts import lazy_gettext as _l
from tracker.core.texts import pgettext
from tracker.core.versions import ChangeForm, VersionForm

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")
_TYPED_BY_HAND = (SourceKind.CARD, SourceKind.TRIP, SourceKind.LIST, SourceKind.OTHER)
MOST_LINES = 20
MOST_DAYS = 3650
OFTEN = (30, 60, 90, 180, 365)
"""The days of silence that are offered; any other number may be typed."""


class LinesField(TextField):
    """Several things, one a line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines that say something, each once."""
        said = (clean_line(line) for line in (self.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in said if line))

    def pre_validate(self, form: WTForm) -> None:
        """Refuse more lines, and longer ones, than are kept: nothing is dropped without a word."""
        super().pre_validate(form)
        if len(self.lines) > MOST_LINES:
            raise ValidationError(_l("At most %(num)d lines.", num=MOST_LINES))
        if any(len(line) > MAX_LINE for line in self.lines):
            raise ValidationError(_l("Use at most %(num)d characters.", num=MAX_LINE))


class NamesField(LineField):
    """Several names on one line, with commas between; many of them make a long line."""

    longest = MAX_TEXT

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, each once."""
        return _names_in(self.data)


class DaysField(NumberField):
    """After how many days of silence somebody is told; nothing where nobody is."""

    def __init__(
        self,
        label: str | None = None,
        *,
        is_asked: bool = False,
        **options: Any,  # noqa: ANN401 - WTForms'
    ) -> None:
        words = _l("Enter a number from 1 to 3650.")
        empty = DataRequired(words) if is_asked else Optional()
        super().__init__(label, [empty, NumberRange(1, MOST_DAYS, words)], **options)


class CaptureForm(OnceForm):
    """A new contact in twenty seconds: only the name is required."""

    name = LineField(_l("Name"), validators=[DataRequired(_l("Enter the name."))])
    organisation = LineField(_l("Company or city"))
    reach = LineField(_l("Phone or e-mail"))
    title = LineField(_l("Position"))
    country = SelectField(_l("Country"), default="")
    source = RadioField(_l("Where the data is from"), default=SourceKind.CARD.value)
    trip = IdField(_l("Which trip they were met on"))
    note = TextField(_l("Note"))

    def offer(self, language: str) -> None:
        """Put in what may be chosen."""
        self.country.choices = choices(country_choices(language), empty="–")
        self.source.choices = choices(
            (each.value, str(SOURCE_WORDS[each])) for each in _TYPED_BY_HAND
        )

    def validate_reach(self, field: LineField) -> None:
        """Refuse what is neither a number nor an address; an unusual number is never refused."""
        for address in self.emails:
            if not _EMAIL.match(address):
                raise ValidationError(_l("Check the e-mail address: %(what)s", what=address))
        if field.data and not self.emails and not self.phones:
            raise ValidationError(_l("Enter a telephone number or an e-mail address."))

    @property
    def emails(self) -> tuple[str, ...]:
        """Return the addresses among what was typed on the one line."""
        return tuple(word.strip(";,") for word in (self.reach.data or "").split() if "@" in word)

    @property
    def phones(self) -> tuple[str, ...]:
        """Return the numbers among what was typed on the one line."""
        rest = " ".join(word for word in (self.reach.data or "").split() if "@" not in word)
        numbers = (number.strip() for number in re.split(r"[;,]", rest))
        return tuple(number for number in numbers if any(sign.isdigit() for sign in number))

    def contact(self, at: Organisation | None) -> NewContact:
        """Return what was said; the name is taken apart by the custom of the country."""
        country = self.country.data or (at.country if at else None)
        parts = read_name(self.name.data or "", country)
        return NewContact(
            given=parts.given,
            family=parts.family,
            name_order=parts.order,
            native_name=parts.native,
            title=self.title.data,
            country=self.country.data or None,
            organisation_id=at.id if at else None,
            emails=self.emails,
            phones=self.phones,
            source=SourceKind(self.source.data),
            note=self.note.data,
            form_key=self.form_key,
        )


class ContactForm(ChangeForm):
    """A contact whole, to change it."""

    aside = ChangeForm.aside | {"by_mistake", "trip"}
    together = (frozenset({"keep_days", "keeper"}),)
    given = LineField(_l("Given name"))
    family = LineField(_l("Family name"))
    name_order = RadioField(_l("Which is said first"), default=NameOrder.GIVEN_FIRST.value)
    native_name = LineField(_l("Name in its own script"))
    alias = LineField(_l("Goes by"))
    honorific = LineField(_l("Form of address"))
    title = LineField(_l("Position"))
    title_native = LineField(_l("Position in its own script"))
    organisation = LineField(_l("Company or city"))
    by_mistake = BooleanField(_l("The organisation was wrong until now"))
    trip = IdField(_l("Which trip they were met on"))
    country = SelectField(_l("Country"), default="")
    time_zone = LineField(_l("Time zone"))
    language = SelectField(_l("We write in"), default="")
    other_languages = SelectMultipleField(_l("Also speaks"))
    salutation = LineField(_l("Salutation in their language"))
    salutation_lt = LineField(_l("Salutation in Lithuanian"))
    emails = LinesField(_l("E-mail addresses"))
    phones = LinesField(_l("Telephone numbers"))
    messengers = LinesField(_l("Messengers"))
    source = SelectField(_l("Where the data is from"), default=SourceKind.OTHER.value)
    source_note = LineField(_l("From whom or where exactly"))
    note = TextField(_l("Note"))
    keep_days = DaysField(_l("Remind after so many days without contact"))
    keeper = IdField(_l("Who keeps in touch"))

    def offer(self, language: str) -> None:
        """Put in what may be chosen."""
        self.name_order.choices = choices(
            [
                (NameOrder.GIVEN_FIRST.value, pgettext("name order", "The given name")),
                (NameOrder.FAMILY_FIRST.value, pgettext("name order", "The family name")),
            ]
        )
        self.country.choices = choices(country_choices(language), empty="–")
        self.language.choices = choices(language_choices(language), empty="–")
        self.other_languages.choices = choices(language_choices(language))
        self.source.choices = choices((each.value, str(SOURCE_WORDS[each])) for each in SourceKind)

    @classmethod
    def of(cls, contact: Contact) -> "ContactForm":
        """Return the form of a contact that is there, its children loaded."""
        form = cls()
        for field in form:
            if field.name not in _NOT_PLAIN:
                field.data = getattr(contact, field.name)
        at = place_of(contact)
        form.organisation.data = at.organisation.name if at else None
        form.name_order.data = contact.name_order.value
        form.country.data, form.language.data = contact.country, contact.language
        form.other_languages.data = contact.other_languages
        form.source.data = (contact.source or SourceKind.OTHER).value
        form.emails.data = "\n".join(row.address for row in preferred_first(contact.emails))
        form.phones.data = "\n".join(row.typed for row in preferred_first(contact.phones))
        said = (f"{row.service}: {row.handle}" for row in preferred_first(contact.messengers))
        form.messengers.data = "\n".join(said)
        if contact.kept is not None:
            form.keep_days.data, form.keeper.data = contact.kept.days, contact.kept.keeper_id
        form.remember(contact.version)
        return form

    def validate_emails(self, field: LinesField) -> None:
        """Refuse what cannot be an address."""
        for line in field.lines:
            if not _EMAIL.match(line):
                raise ValidationError(_l("Check the e-mail address: %(what)s", what=line))

    def validate_time_zone(self, field: LineField) -> None:
        """Refuse a zone that nobody knows."""
        _check_zone(field)

    def contact(self, at: Organisation | None) -> NewContact:
        """Return what was said."""
        plain = {f.name: f.data for f in self if f.name not in _NOT_PLAIN}
        return NewContact(
            **plain,
            name_order=NameOrder(self.name_order.data),
            country=self.country.data or None,
            language=self.language.data or None,
            other_languages=tuple(self.other_languages.data or ()),
            organisation_id=at.id if at else None,
            emails=self.emails.lines,
            phones=self.phones.lines,
            messengers=tuple(_read_messenger(line) for line in self.messengers.lines),
            source=SourceKind(self.source.data),
        )


_NOT_PLAIN = frozenset(
    {"name_order", "organisation", "by_mistake", "trip", "country", "language", "other_languages"}
    | {"emails", "phones", "messengers", "source", "keep_days", "keeper", "version", "was"}
)


def _read_messenger(line: str) -> tuple[str, str]:
    """Read «LINE: mei-ling»; a handle alone is of a service that we do not know."""
    service, colon, handle = line.partition(":")
    return (service.strip(), handle.strip()) if colon and handle.strip() else ("–", line)


class NameForm(BaseForm):
    """A name for somebody who was only counted."""

    name = LineField(_l("Name"), validators=[DataRequired(_l("Enter the name."))])
    title = LineField(_l("Position"))


class KeepForm(VersionForm):
    """After how many days of silence who is told."""

    days = DaysField(
        _l("Remind after so many days without contact"),
        description=_l("Leave this empty where nobody is to be reminded."),
    )
    keeper = IdField(_l("Who keeps in touch"))

    def again_over(self, saved: Relationship | None) -> list[tuple[str, str]]:
        """Let the form be sent again over what is `saved` by now; return that, with its labels."""
        self.version.data, self.version.raw_data = saved.version if saved else 0, None
        offered: Any = self.keeper.choices
        names = {choice.value: str(choice.label) for choice in offered}
        days, keeper = (str(saved.days), names[str(saved.keeper_id)]) if saved else ("–", "–")
        said = ((self.days, days), (self.keeper, keeper))
        return [(str(field.label.text), words) for field, words in said]


class OrganisationForm(BaseForm):
    """An organisation; only its name is required."""

    name = LineField(_l("Name, as on their card"), validators=[DataRequired(_l("Enter the name."))])
    name_lt = LineField(_l("Name in Lithuanian"))
    native_name = LineField(_l("Its name in its own script"))
    aliases = LinesField(_l("Other names"))
    kind = SelectField(_l("Kind"), default=OrganisationKind.OTHER.value)
    country = SelectField(_l("Country"), default="")
    city = LineField(_l("City"))
    city_names = NamesField(_l("Other names of the city"))
    time_zone = LineField(_l("Time zone"))
    website = LineField(_l("Website"))
    topics = IdsField(_l("Topics"), validate_choice=True)
    note = TextField(_l("Note"))

    def offer(self, language: str, topics: Sequence[tuple[int, str]]) -> None:
        """Put in what may be chosen."""
        self.kind.choices = choices(
            (each.value, str(KIND_WORDS[each])) for each in OrganisationKind
        )
        self.country.choices = choices(country_choices(language), empty="–")
        self.topics.choices = choices(topics)

    def validate_website(self, field: LineField) -> None:
        """Refuse an address that a browser would not open as a page."""
        if field.data and not re.match(r"^https?://\S+$", field.data):
            raise ValidationError(_l("Begin the address with https://"))

    def validate_time_zone(self, field: LineField) -> None:
        """Refuse a zone that nobody knows."""
        _check_zone(field)

    def organisation(self) -> NewOrganisation:
        """Return what was said."""
        return NewOrganisation(
            name=self.name.data or "",
            name_lt=self.name_lt.data,
            native_name=self.native_name.data,
            aliases=self.aliases.lines,
            kind=OrganisationKind(self.kind.data),
            country=self.country.data or None,
            city=self.city.data,
            city_names=self.city_names.names,
            time_zone=self.time_zone.data,
            website=self.website.data,
            topic_ids=tuple(self.topics.data or ()),
            note=self.note.data,
        )


class NewOrganisationForm(OrganisationForm, OnceForm):
    """A new organisation."""

    def organisation(self) -> NewOrganisation:
        """Return what was said, and by which form."""
        return replace(super().organisation(), form_key=self.form_key)


class OrganisationChangeForm(OrganisationForm, ChangeForm):
    """An organisation that is there."""

    aside = ChangeForm.aside | {"was_city_names"}
    together = (frozenset({"city", "city_names"}),)
    was_city_names = HiddenField("")
    """What stood there when the form was opened; other forms may change it too."""

    @classmethod
    def of(cls, whole: OrganisationWhole, city_names: Sequence[str]) -> Self:
        """Return the form of an organisation as it is saved."""
        form = cls()
        for field in form:
            if field.name not in {"topics", "aliases", "city_names", "was_city_names", "was"}:
                field.data = getattr(whole.organisation, field.name)
        form.kind.data = whole.organisation.kind.value
        form.aliases.data = "\n".join(whole.aliases)
        form.city_names.data = form.was_city_names.data = ", ".join(city_names)
        form.topics.data = list(whole.topic_ids)
        form.remember(whole.organisation.version)
        return form

    def again_over(self, saved: Self) -> list[tuple[str, str]]:
        """Let the form be sent again; what the city is called by now has then been seen."""
        self.was_city_names.data = saved.was_city_names.data
        return super().again_over(saved)

    def organisation(self) -> NewOrganisation:
        """Return what was said, and what of the city's names stood before."""
        said = super().organisation()
        return replace(said, was_city_names=_names_in(self.was_city_names.data))


def _names_in(line: str | None) -> tuple[str, ...]:
    """Return the names that stand on a line, each once."""
    names = map(clean_line, re.split("[,;\u3001\uff0c]", line or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def _check_zone(field: LineField) -> None:
    if field.data and field.data not in available_timezones():
        raise ValidationError(_l("Enter a time zone such as Asia/Taipei."))
