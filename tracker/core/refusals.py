"""What a page says when it cannot be shown: what happened, and what to do about it."""

from dataclasses import dataclass
from http import HTTPStatus

from tracker.core.words import mark


@dataclass(frozen=True, slots=True)
class Refusal:
    """The words for one status; English catalogue keys."""

    title: str
    advice: str


REFUSALS = {
    HTTPStatus.BAD_REQUEST: Refusal(
        mark("This could not be understood"),
        mark("Something in the address or in the form is not as it should be. Go back and check."),
    ),
    HTTPStatus.UNAUTHORIZED: Refusal(
        mark("Sign in first"),
        mark("This page is for people who have signed in."),
    ),
    HTTPStatus.FORBIDDEN: Refusal(
        mark("This is not open to you"),
        mark("Your role does not allow this. If it should, ask an administrator."),
    ),
    HTTPStatus.NOT_FOUND: Refusal(
        mark("There is no such page"),
        mark("The link may be old, or what it led to has moved."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Refusal(
        mark("This address cannot be opened like this"),
        mark("Open the page again and use its buttons."),
    ),
    HTTPStatus.CONFLICT: Refusal(
        mark("It has changed in the meantime"),
        mark("Open the page again, see what has changed, and repeat what you wanted to do."),
    ),
    HTTPStatus.GONE: Refusal(
        mark("This link no longer works"),
        mark("The link has expired or has already been used. Ask for a new one."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Refusal(
        mark("The file or the text is too large"),
        mark("Send a smaller file, or only the part of the text that is needed."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Refusal(
        mark("Too many tries"),
        mark("Wait a little and try again."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Refusal(
        mark("Something broke on our side"),
        mark("It has been written down. Try again; if it repeats, tell an administrator."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Refusal(
        mark("The system is too busy just now"),
        mark("Try again in a minute."),
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: Refusal(
        mark("There is no room left"),
        mark("The disk is full, so nothing was saved. Tell an administrator."),
    ),
}


def refusal_for(status: int) -> Refusal:
    """Return the words for `status`; those of 400 or 500 where it has none of its own."""
    broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    general = HTTPStatus.INTERNAL_SERVER_ERROR if broken else HTTPStatus.BAD_REQUEST
    return REFUSALS.get(HTTPStatus(status), REFUSALS[general])
