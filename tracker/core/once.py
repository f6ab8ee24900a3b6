"""What a form makes, it makes once, however often and however fast it is sent."""

from typing import ClassVar, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from tracker.core.db import Work


class _Made(Protocol):
    """A table whose rows keep the number of the form they were typed in, each its own."""

    form_key: ClassVar[Mapped[str | None]]


M = TypeVar("M", bound=_Made)


def made_by(work: Work, table: type[M], form_key: str | None) -> M | None:
    """Return what a form with this number has made; nobody else makes it meanwhile."""
    if form_key is None:
        return None
    work.take_turn(f"form:{form_key}")
    return work.session.scalar(select(table).where(table.form_key == form_key))
