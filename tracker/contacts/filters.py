"""What the address of a list of contacts or organisations asks for; all of it is in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select

from tracker.contacts.models import (
    Affiliation,
    Contact,
    ContactStatus,
    Organisation,
    OrganisationTopic,
)
from tracker.core.asked import country_in, one_of, words_in
from tracker.core.ids import read_id


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; a value nobody knows is left out rather than refused."""

    q: str = ""
    country: str | None = None
    topic: int | None = None
    organisation: int | None = None
    status: ContactStatus | None = None
    unnamed: bool = False
    quiet: bool = False
    among: Select[int] | None = None
    """What the search found for `q`."""
    silent: Select[Any] | None = None
    """Those who have been silent for too long, where `quiet` asks for them."""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address."""
        return cls(
            q=words_in(args.get("q")),
            country=country_in(args.get("country")),
            topic=read_id(args.get("topic")),
            organisation=read_id(args.get("organisation")),
            status=one_of(ContactStatus, args.get("status")),
            unnamed=args.get("view") == "unnamed",
            quiet=args.get("quiet") == "1",
        )

    @property
    def args(self) -> dict[str, str | int]:
        """Return what an address says of this; nothing for what asks nothing."""
        said = {
            "q": self.q,
            "country": self.country,
            "topic": self.topic,
            "organisation": self.organisation,
            "status": self.status.value if self.status else None,
            "view": "unnamed" if self.unnamed else None,
            "quiet": 1 if self.quiet else None,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def narrows(self) -> bool:
        """Tell whether it asks for more than a tab does."""
        return bool(self.args.keys() - {"view"})

    @property
    def of_contacts(self) -> list[ColumnElement[bool]]:
        """Return what must hold of a contact."""
        said = [
            (self.country, Contact.country == self.country),
            (self.status, Contact.status == self.status),
            (self.unnamed, Contact.name == literal_column("''")),  # as the index over them says
        ]
        found = [condition for is_asked, condition in said if is_asked]
        if self.among is not None:
            found.append(Contact.id.in_(self.among))
        if self.silent is not None:
            found.append(Contact.id.in_(self.silent))
        if self.organisation or self.topic:
            found.append(Contact.id.in_(self._people_there()))
        return found

    def _people_there(self) -> Select[int]:
        at = select(Affiliation.contact_id).where(Affiliation.until_on.is_(None))
        if self.organisation:
            at = at.where(Affiliation.organisation_id == self.organisation)
        return at.where(Affiliation.organisation_id.in_(self._working_on())) if self.topic else at

    def _working_on(self) -> Select[int]:
        on = OrganisationTopic.topic_id == self.topic
        return select(OrganisationTopic.organisation_id).where(on)

    @property
    def of_organisations(self) -> list[ColumnElement[bool]]:
        """Return what must hold of an organisation."""
        found = [Organisation.country == self.country] if self.country else []
        if self.topic:
            found.append(Organisation.id.in_(self._working_on()))
        if self.among is not None:
            found.append(Organisation.id.in_(self.among))
        return found


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after, or before, the row with this id."""

    after: int | None = None
    before: int | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Cursor":
        """Read an address."""
        after = read_id(args.get("after"))
        return cls(after, None if after else read_id(args.get("before")))
