"""Makers: each returns one valid row, and what is not named does not matter."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from tracker.accounts.models import Absence, Role, User
from tracker.contacts.models import Affiliation, Contact, Organisation, Phone
from tracker.core.db import Work
from tracker.core.text import fold, sort_key
from tracker.leads.models import Lead, Pipeline, Stage
from tracker.leads.pipelines import install_pipelines
from tracker.topics.models import Topic
from tracker.trips.models import Trip

_numbers = count(1)


class Make:
    """Makes rows in one unit of work; every row is flushed, so that it has its number."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def _add(self, row: Any) -> Any:
        self.work.session.add(row)
        self.work.session.flush()
        return row

    def user(self, *, role: Role = Role.OFFICER, **given: Any) -> User:
        number = next(_numbers)
        values: dict[str, Any] = {
            "email": f"user{number}@savivaldybe.example",
            "given": "Eglė",
            "family": f"Vaitkūnaitė{number}",
            "role": role,
            "created_at": self.work.now,
            "weekly_at": self.work.now + timedelta(days=365),
            **given,
        }
        return self._add(User(**values))  # type: ignore[no-any-return]

    def absence(self, user: User, **given: Any) -> Absence:
        """Let somebody be away, today unless other days are named."""
        today = self.work.today
        values = {"user_id": user.id, "start_on": today, "end_on": today, **given}
        return self._add(Absence(**values))  # type: ignore[no-any-return]

    def organisation(self, name: str = "Lanyang SignTrust Co., Ltd.", **given: Any) -> Organisation:
        values: dict[str, Any] = {
            "name": name,
            "sort_key": sort_key(name),
            "folded": fold(name),
            "country": "TW",
            "city": "Taipei",
            "time_zone": "Asia/Taipei",
            "created_at": self.work.now,
            **given,
        }
        return self._add(Organisation(**values))  # type: ignore[no-any-return]

    def contact(
        self,
        given: str | None = "Mei-ling",
        family: str | None = "Lin",
        *,
        organisation: Organisation | None = None,
        **more: Any,
    ) -> Contact:
        name = more.pop("name", None) or " ".join(part for part in (given, family) if part)
        values: dict[str, Any] = {
            "given": given,
            "family": family,
            "name": name,
            "sort_key": sort_key(f"{family or ''} {given or ''}"),
            "folded": fold(name),
            "country": "TW",
            "time_zone": "Asia/Taipei",
            "created_at": self.work.now,
            **more,
        }
        contact: Contact = self._add(Contact(**values))
        if organisation is not None:
            self._add(Affiliation(contact_id=contact.id, organisation_id=organisation.id))
        return contact

    def phone(self, contact: Contact, typed: str, **given: Any) -> Phone:
        e164 = "+" + "".join(sign for sign in typed if sign.isdigit())
        return self._add(  # type: ignore[no-any-return]
            Phone(contact_id=contact.id, typed=typed, **{"e164": e164, **given})
        )

    def topic(self, name: str = "El. parašas", **given: Any) -> Topic:
        return self._add(  # type: ignore[no-any-return]
            Topic(
                name_lt=name,
                folded=fold(name),
                sort_key=sort_key(name),
                created_at=self.work.now,
                **given,
            )
        )

    def trip(self, city: str = "Taipėjus", **given: Any) -> Trip:
        values: dict[str, Any] = {
            "city": city,
            "country": "TW",
            "start_on": date(2024, 3, 17),
            "end_on": date(2024, 3, 24),
            "event": "Pasaulio išmaniųjų miestų vadovų susitikimas",
            "created_at": self.work.now,
            **given,
        }
        return self._add(Trip(**values))  # type: ignore[no-any-return]

    def stage(self, key: str = "contacted", pipeline: str = "business") -> Stage:
        install_pipelines(self.work)
        self.work.session.flush()
        return self.work.session.scalars(
            select(Stage).join(Pipeline).where(Pipeline.key == pipeline, Stage.key == key)
        ).one()

    def lead(
        self,
        title: str = "El. parašo platforma",
        *,
        stage: str = "contacted",
        pipeline: str = "business",
        due: timedelta | None = timedelta(days=3),
        **given: Any,
    ) -> Lead:
        """Make an open lead with an owner and a step due in `due` from today.

        With `due=None` it has no step, and says that it is missing one.
        """
        at = self.stage(stage, pipeline)
        if "owner_id" not in given:
            given["owner_id"] = self.user().id
        values: dict[str, Any] = {
            "title": title,
            "stage_id": at.id,
            "pipeline_id": at.pipeline_id,
            "state": at.state,
            "phase": at.phase,
            "opened_at": self.work.now,
            "country": "TW",
        }
        if due is not None:
            values |= {"next_step": "Paskambinti", "next_step_on": self.work.today + due}
        elif at.state == "open" and "dormant_until" not in given:
            values["step_missing_since"] = self.work.now
        return self._add(Lead(**(values | given)))  # type: ignore[no-any-return]
