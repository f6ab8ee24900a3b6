"""What can go wrong, said once, in words the web, the API and the command line all understand."""

from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar

from tracker.core.words import mark

Thing = TypeVar("Thing")


class TrackerError(Exception):
    """A refusal the person can understand and act on; never a bug.

    `message` is an English catalogue key with `%(name)s` places; `params` fill them, so that the
    page can say the same in the reader's language.
    """

    status: int = HTTPStatus.BAD_REQUEST
    code = "invalid"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFoundError(TrackerError):
    """The thing is not there, or not theirs to see; the two look alike on purpose."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"

    def __init__(
        self,
        message: str = mark("The link may be old, or what it led to has moved."),
        **params: object,
    ) -> None:
        super().__init__(message, **params)


def must_be_there(thing: Thing | None) -> Thing:
    """Return what was looked for.

    Raises NotFoundError where it is not there.
    """
    if thing is None:
        raise NotFoundError
    return thing


class ForbiddenError(TrackerError):
    """The person's role does not allow this."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"

    def __init__(
        self,
        message: str = mark("Your role does not allow this. If it should, ask an administrator."),
        **params: object,
    ) -> None:
        super().__init__(message, **params)


class ConflictError(TrackerError):
    """The thing has moved on since they looked at it."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class GoneError(TrackerError):
    """It was there once and is over: a link that has expired, an undo that came too late."""

    status = HTTPStatus.GONE
    code = "gone"

    def __init__(
        self,
        message: str = mark("The link has expired or has already been used. Ask for a new one."),
        **params: object,
    ) -> None:
        super().__init__(message, **params)


class TooManyError(TrackerError):
    """Too many tries in too short a time; `wait` says when the next one is heard."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many"

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = -(-wait // timedelta(minutes=1))
        super().__init__(mark("Too many tries. Try again in %(num)d min."), num=minutes)
