"""Which column of which program's export holds what of a person.

The names were taken from the exports themselves, and from programs that read them; one that several
programs use means one thing in all of them, but for those that `_DOUBTFUL` settles.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.imports.tables import plain


class Field(StrEnum):
    """What a column holds."""

    NAME = "name"
    GIVEN = "given"
    MIDDLE = "middle"
    FAMILY = "family"
    SUFFIX = "suffix"
    ALIAS = "alias"
    HONORIFIC = "honorific"
    TITLE = "title"
    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    CITY = "city"
    WEBSITE = "website"
    PROFILE = "profile"
    """The address of somebody's page on LinkedIn."""
    BIRTHDAY = "birthday"
    NOTE = "note"
    TAGS = "tags"
    LANGUAGE = "language"
    MET = "met"
    """When they became a connection."""
    OBJECTS = "objects"
    """Yes here means that they want no mail or calls; it is never consent."""
    BOUNCED = "bounced"
    DELETED = "deleted"
    IS_COMPANY = "is_company"
    NUMBER = "number"
    """Their number in the other program."""
    LEFT_OUT = "left_out"
    """What says nothing of the person: who changed a row, and when."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A program's export, told by headers that no other has together."""

    name: str
    told_by: frozenset[str]


_PROGRAMS = {
    "Google": ("First Name", "Organization Name", "Labels"),
    "Google (2024)": ("Given Name", "Family Name", "Group Membership"),
    "Outlook": ("First Name", "E-mail Address", "Business Phone"),
    "Thunderbird": ("Display Name", "Primary Email", "Work Phone"),
    "LinkedIn": ("First Name", "Company", "Position", "Connected On"),
    "HubSpot": ("Record ID", "First Name", "Email", "Lifecycle Stage"),
    "Salesforce": ("AccountId", "LastName", "HasOptedOutOfEmail"),
    "Pipedrive": ("Person - Name", "Person - Organization"),
    "Zoho": ("First Name", "Account Name", "Email Opt Out"),
    "Odoo": ("External ID", "Name", "Is a Company"),
    "SuiteCRM": ("first_name", "last_name", "primary_address_city", "do_not_call"),
    "Atomic CRM": ("first_name", "last_name", "email_work", "linkedin_url"),
}
PROGRAMS = tuple(
    Layout(name, frozenset(map(plain, headers))) for name, headers in _PROGRAMS.items()
)

_NAMES: Mapping[Field, str] = {
    Field.NAME: "name|full name|display name|contact name|file as|vardas, pavardė"
    "|vardas ir pavardė",
    Field.GIVEN: "first name|given name|firstname|vardas",
    Field.MIDDLE: "middle name|additional name|middlename",
    Field.FAMILY: "last name|family name|lastname|surname|pavardė",
    Field.SUFFIX: "name suffix|suffix",
    Field.ALIAS: "nickname|short name",
    Field.HONORIFIC: "name prefix|salutation",
    Field.TITLE: "job title|position|organization title|organization 1 title|occupation|pareigos",
    Field.ORGANISATION: "company|company name|organization|organization name|organization 1 name"
    "|organisation|account name|associated company|related company|įmonė|organizacija",
    Field.DEPARTMENT: "department|organization department|organization 1 department|skyrius",
    Field.EMAIL: r"e ?mail( \d)?( address)?( value)?|e ?mail \d value|primary email|secondary email"
    "|email (work|home|other)|(work|home|other) email|el\\. paštas|el paštas",
    Field.PHONE: r"phone \d value|phone|phone number|telephone|telefonas|primary phone|mobile"
    r"|(home|business|work|mobile|other|car|company main)( phone| number)( \d)?|mobilephone"
    r"|homephone|otherphone|phone (work|home|mobile|other)|mobilus",
    Field.COUNTRY: "country|country/region|mailing country|mailingcountry|šalis"
    r"|(business|home|other) country(/region)?|primary address country|address \d country",
    Field.CITY: r"city|mailing city|mailingcity|(business|home|other) city|primary address city"
    r"|address \d city|location|miestas",
    Field.WEBSITE: r"web page|website|website \d value|personal web page|company website",
    Field.PROFILE: "url|linkedin url|linkedin|profile url",
    Field.BIRTHDAY: "birthday|birthdate|date of birth",
    Field.NOTE: "notes|note|description|background|pastabos|pastaba",
    Field.TAGS: "labels|categories|tags|group membership|label|žymos",
    Field.LANGUAGE: "language|kalba",
    Field.MET: "connected on",
    Field.OBJECTS: "hasoptedoutofemail|hasoptedoutoffax|donotcall|do not call|unsubscribed"
    "|email opt out|has opted out of email|opted out",
    Field.BOUNCED: "marketing status",
    Field.DELETED: "isdeleted|deleted",
    Field.IS_COMPANY: "is a company",
    Field.NUMBER: "id|record id|contact id|external id|related company/external id",
    Field.LEFT_OUT: r".*\.id|(contact|record|lead|deal) owner|owner ?id|created by( id)?"
    r"|modified by( id)?"
    r"|created( ?by)? ?(date|time|id)?|modified time|last ?modified ?(date|by ?id)?"
    r"|create date|date (entered|modified)|modified user id|assigned user id"
    r"|photo|initials|phonetic .*|.*yomi.*"
    r"|(e ?mail|phone|address|website|organization|im|event|relation)( \d)? (label|type)",
}
_FIELDS = tuple((field, re.compile(names)) for field, names in _NAMES.items())
_PREFIX = re.compile(r"^person (?=\w)")
_DOUBTFUL: Mapping[str, tuple[Collection[str], Field, Field]] = {
    # «Title» is Mr or Dr where «Job Title» stands beside it, and else the position.
    "title": ({"job title"}, Field.HONORIFIC, Field.TITLE),
}


def known_headers() -> frozenset[str]:
    """Return headers that tell the first row of a table from what stands before it."""
    return frozenset(header for layout in PROGRAMS for header in layout.told_by)


def program_of(headers: Sequence[str]) -> str | None:
    """Return which program wrote a table; nothing where none that we know did."""
    have = frozenset(map(plain, headers))
    fitting = [layout for layout in PROGRAMS if layout.told_by <= have]
    return max(fitting, key=lambda layout: len(layout.told_by)).name if fitting else None


def fields_of(headers: Sequence[str]) -> dict[str, Field | None]:
    """Return what each column holds; nothing for one that nobody knows, which is kept as a note."""
    have = frozenset(map(_bare, headers))
    return {header: _field_of(_bare(header), have) for header in headers}


def _bare(header: str) -> str:
    """Return a header without the kind of thing that Pipedrive writes before it."""
    return _PREFIX.sub("", plain(header))


def _field_of(name: str, have: frozenset[str]) -> Field | None:
    if name in _DOUBTFUL:
        beside, then, otherwise = _DOUBTFUL[name]
        return then if have & frozenset(beside) else otherwise
    return next((field for field, names in _FIELDS if names.fullmatch(name)), None)
