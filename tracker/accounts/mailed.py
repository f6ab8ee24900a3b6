"""The pages behind the links at the end of letters: how they come, and that they end."""

from typing import Any, NamedTuple

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import service
from tracker.accounts.choosing import Choice, Ends, read_choice, settings_token
from tracker.accounts.forms import LetterChoicesForm
from tracker.accounts.models import User
from tracker.accounts.queries import find_in_use
from tracker.accounts.words import settings_saved
from tracker.core.db import Work
from tracker.core.errors import GoneError
from tracker.core.texts import gettext as _
from tracker.core.texts import speaking
from tracker.core.web import bare_page, database, open_to_all, part_of_app, writing_as

bp = Blueprint("mailed", __name__, url_prefix="/l")


class _Stop(NamedTuple):
    """What the page says before such letters end, and after."""

    asks: str
    ended: str
    words: str


@bp.get("/<token>")
@open_to_all
def look(token: str) -> ResponseReturnValue:
    """Show how letters come; mail scanners come here too, and change nothing."""
    with database().read() as work:
        user = _reader(work, _chooses(_read(work, token)))
        with speaking(user.language):
            return _page(user, LetterChoicesForm(obj=user))


@bp.post("/<token>")
@open_to_all
def choose(token: str) -> ResponseReturnValue:
    """Keep what was chosen, in the name of whom the letter went to."""
    with database().read() as work:
        choice = _chooses(_read(work, token))
        user = _reader(work, choice)
    with speaking(user.language):
        form = LetterChoicesForm(request.form)
        if not form.validate():
            return _page(user, form), 422
    with writing_as(choice.person_id) as work:
        user = _reader(work, choice)
        service.choose(work, user, form.chosen())
    with speaking(user.language):
        kept = LetterChoicesForm(obj=user)
        return _page(user, kept, saved=settings_saved(gets_none=kept.gets_none))


@bp.get("/stop/<token>")
@open_to_all
def ask(token: str) -> ResponseReturnValue:
    """Ask whether letters of a kind are to end."""
    with database().read() as work:
        choice = _read(work, token)
        user = _reader(work, choice)
        return _stop_page(work, user, _ends(choice))


@bp.post("/stop/<token>")
@open_to_all
def stop(token: str) -> ResponseReturnValue:
    """End letters of a kind: for the page's button, and for mail programs (RFC 8058).

    Those send neither cookie nor CSRF token: the signed token is what they know.
    """
    with database().read() as work:
        choice = _read(work, token)
        ends = _ends(choice)
        _reader(work, choice)
    with writing_as(choice.person_id) as work:
        user = _reader(work, choice)
        service.end_letters(work, user, ends)
        return _stop_page(work, user, ends)


def _read(work: Work, token: str) -> Choice:
    return read_choice(part_of_app("signer"), token, work.now)


def _reader(work: Work, choice: Choice) -> User:
    """Return whose letters they are.

    Raises GoneError for an account that is switched off.
    """
    user = find_in_use(work.session, choice.person_id, today=work.today)
    if user is None:
        raise GoneError
    return user


def _chooses(choice: Choice) -> Choice:
    """Return a choice of how letters come; a link that ends them is for nothing else."""
    if choice.ends is not None:
        raise GoneError
    return choice


def _ends(choice: Choice) -> Ends:
    if choice.ends is None:
        raise GoneError
    return choice.ends


def _page(user: User, form: LetterChoicesForm, *, saved: str = "") -> str:
    return bare_page("accounts/letters.html", form=form, name=user.name, saved=saved)


def _stop_page(work: Work, user: User, ends: Ends) -> str:
    is_weekly = ends is Ends.WEEKLY
    is_ended = not (user.gets_weekly if is_weekly else user.gets_reminders)
    token = settings_token(part_of_app("signer"), user.id, work.now)
    with speaking(user.language):
        said = _about_week() if is_weekly else _about_reminders()
        values: dict[str, Any] = {
            "title": said.ended if is_ended else said.asks,
            "words": said.words,
            "is_ended": is_ended,
            "settings_url": url_for(".look", token=token),
        }
        return bare_page("accounts/stop.html", **values)


def _about_week() -> _Stop:
    return _Stop(
        _("No more letters about the week?"),
        _("You will get no more letters about the week."),
        _("Letters about steps that are due go on coming."),
    )


def _about_reminders() -> _Stop:
    return _Stop(
        _("No more letters about steps that are due?"),
        _("You will get no more letters about steps that are due."),
        _("Steps stay on the page “Today”. Whoever stands in for you hears of late ones."),
    )
