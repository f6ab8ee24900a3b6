"""Whose things somebody may look after: their own, or everybody's."""

from enum import StrEnum

from tracker.core.errors import ForbiddenError
from tracker.core.web import require_actor


def require_self_or(permission: StrEnum, user_id: int) -> None:
    """Refuse whoever is not the person `user_id`, unless their role allows it of everybody.

    Raises ForbiddenError.
    """
    person = require_actor()
    if person.id != user_id and not person.may(permission):
        raise ForbiddenError
