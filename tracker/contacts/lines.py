"""Contacts and organisations as rows of lists."""

from dataclasses import dataclass

from flask import url_for

from tracker.contacts.listing import ContactRow, OrganisationRow
from tracker.contacts.models import ContactStatus
from tracker.contacts.queries import Member
from tracker.contacts.words import STATUS_WORDS, called
from tracker.core import i18n
from tracker.core.addresses import row_url
from tracker.core.i18n import in_language
from tracker.core.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Line:
    """A contact or an organisation as a row of a list shows it."""

    url: str
    name: str
    native: str = ""
    lang: str = ""
    role: str = ""
    organisation: str = ""
    organisation_url: str = ""
    country: str = ""
    city: str = ""
    note: str = ""
    count: int = 0
    count_url: str = ""


def contact_line(row: ContactRow, language: str) -> Line:
    """Return a contact as the list shows it."""
    at = in_language(language, row.organisation_lt, row.organisation)
    return _named(
        row,
        row.title or row.placeholder_label,
        organisation=at,
        organisation_url=row_url("contacts.organisation", row.organisation_id)
        if row.organisation_id
        else "",
        country=i18n.country_name(row.country, language),
        note=str(STATUS_WORDS[row.status]) if row.status is not ContactStatus.ACTIVE else "",
    )


def organisation_line(row: OrganisationRow, language: str) -> Line:
    """Return an organisation as the list shows it: by the name that it is sorted by."""
    in_lithuanian = row.name_lt if language == "lt" else None
    return Line(
        url=row_url("contacts.organisation", row.id),
        name=row.name,
        native=row.native_name or "",
        lang=row.native_language or "",
        role=in_lithuanian if in_lithuanian and in_lithuanian != row.name else "",
        city=row.city or "",
        country=i18n.country_name(row.country, language),
        count=row.contacts,
        count_url=url_for("contacts.index", organisation=row.id),
    )


def person_line(row: Member) -> Line:
    """Return somebody at an organisation."""
    until = _("until %(day)s", day=row.until.isoformat()) if row.until else ""
    return _named(row, row.title or row.role, note=until)


def _named(row: ContactRow | Member, role: str | None, **more: str) -> Line:
    """Return a contact's line; the role of who is known only by it is the name already."""
    return Line(
        url=row_url("contacts.show", row.id),
        name=called(row.name, row.placeholder_number, row.placeholder_count),
        native=row.native_name if row.native_name and row.native_name != row.name else "",
        lang=row.native_language or "",
        role=role if role and role != row.name else "",
        **more,  # type: ignore[arg-type]  # texts alone are given
    )
