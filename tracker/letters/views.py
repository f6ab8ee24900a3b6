"""The page "Letters": what waits, left, failed; in the demo, the mailbox they arrive in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.errors import ConflictError, ForbiddenError, NotFoundError
from tracker.core.ids import read_id
from tracker.core.texts import gettext as _
from tracker.core.web import needs, page, part_of_app, reading, require_actor, see, tell, writing
from tracker.core.words import mark
from tracker.letters import bounce_queries, queries, service, words
from tracker.letters.kept import Kept, kept_letter, kept_letters
from tracker.letters.models import GIVEN_UP, Letter, LetterState
from tracker.letters.notes import LATE, Unwritten, notes
from tracker.letters.queries import Wanted
from tracker.letters.render import Printed, Printer
from tracker.reminders.queries import how_many_due, is_over, stranded

bp = Blueprint("letters", __name__, url_prefix="/letters")
FRAME_POLICY = "sandbox{}; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
FOLLOW = " allow-top-navigation-by-user-activation"
"""In the demo's mailbox links work: a press, and only a press, leads the whole page there."""
OVER = mark("What this letter tells of is over or has changed: there is nothing to send again.")
_THIS_YEAR = "%m-%d\u00a0%H:%M"


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in the list."""

    url: str
    to: str
    subject: str
    at: str
    state: str
    kind: str
    attempts: int
    trouble: str


@bp.get("")
@needs(Permission.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    """Show the demo's mailbox, or the outbox: all of it to those who may, else one's own."""
    if part_of_app("kept_mail") is not None and request.args.get("box") != "out":
        return _mailbox(None)
    state = request.args.get("state", "")
    wanted = Wanted(words.FILTERS.get(state, ()), _only(), read_id(request.args.get("before")))
    with reading() as work:
        found, more = queries.letters_page(work.session, wanted)
        _, since = how_many_due(work)
        return page(
            "letters/index.html",
            active="letters",
            tabs=[_tab(name, state) for name in words.FILTERS],
            rows=[_row(work, letter, name) for letter, name in found],
            older=_list_url(state, before=found[-1][0].id) if more else "",
            newest=_list_url(state) if wanted.before else "",
            notes=notes(work, Unwritten(since, *stranded(work))),
        )


@bp.get("/<int:letter_id>")
@needs(Permission.OWN_ACCOUNT)
def show(letter_id: int) -> ResponseReturnValue:
    """Show one letter of the outbox: how it stands, and how it reads."""
    with reading() as work:
        letter = queries.get_letter(work.session, letter_id, recipient_id=_only())
        return page(
            "letters/show.html",
            active="letters",
            letter=letter,
            heading=_heading(letter, work.now),
            printed=_printed(letter, work.now) if _may_read(letter) else None,
            state=words.state_name(letter.state),
            kind=words.KINDS.get(letter.state, ""),
            trouble=words.trouble(letter),
            written=_when(work, letter.created_at),
            sent=_when(work, letter.sent_at),
            next_try=_when(work, letter.not_before) if letter.state is LetterState.QUEUED else "",
            told=[
                (words.told(each), each.words, _when(work, each.at))
                for each in bounce_queries.bounces_of(work.session, letter.id)
            ],
            can_send=_may_send(letter) and _can_be_sent(work, letter),
            name=queries.name_of(work.session, letter.recipient_id),
            mend_url=_mend_url(letter),
        )


@bp.get("/<int:letter_id>/html")
@needs(Permission.OWN_ACCOUNT)
def html(letter_id: int) -> ResponseReturnValue:
    """Give the letter's HTML for the frame in `show`; its links lead nowhere."""
    with reading() as work:
        letter = queries.get_letter(work.session, letter_id, recipient_id=_only())
        if not _may_read(letter):
            raise ForbiddenError
        return _framed(_printed(letter, work.now).html, FRAME_POLICY.format(""))


@bp.post("/<int:letter_id>/again")
@needs(Permission.OWN_ACCOUNT)
def again(letter_id: int) -> ResponseReturnValue:
    """Let a letter that was given up be tried again: by an administrator, or its recipient."""
    with writing() as work:
        letter = queries.get_letter(work.session, letter_id, recipient_id=_only())
        if not _may_send(letter):
            raise ForbiddenError
        if is_over(work.session, letter.payload):
            raise ConflictError(OVER)
        service.send_again(work, letter_id)
    tell(_("The letter will be tried again in a moment."))
    return see("letters.show", letter_id=letter_id)


@bp.get("/kept/<key>")
@needs(Permission.OWN_ACCOUNT)
def kept(key: str) -> ResponseReturnValue:
    """Show one letter as it arrived in the demo's mailbox."""
    return _mailbox(key)


@bp.get("/kept/<key>/html")
@needs(Permission.OWN_ACCOUNT)
def kept_html(key: str) -> ResponseReturnValue:
    """Give that letter's HTML for the frame; its links work."""
    letter = kept_letter(_kept_mail(), key)
    whole = letter.html.replace("<head>", '<head><base target="_top">', 1)
    return _framed(whole, FRAME_POLICY.format(FOLLOW))


def _mailbox(key: str | None) -> ResponseReturnValue:
    folder = _kept_mail()
    before = request.args.get("before")
    letters, more = kept_letters(folder, before=before)
    opened = kept_letter(folder, key) if key else next(iter(letters), None)
    with reading() as work:
        names = queries.names_at(work.session, {letter.to for letter in letters})
        return page(
            "letters/mailbox.html",
            active="letters",
            letters=[
                (letter, names.get(letter.to, letter.to), _when(work, letter.at, _THIS_YEAR))
                for letter in letters
            ],
            opened=opened,
            opened_at=_when(work, opened.at) if opened else "",
            lines=_lines(opened) if opened else [],
            before=before,
            older=url_for(".index", before=letters[-1].key) if more else "",
            newest=url_for(".index") if before else "",
        )


def _lines(letter: Kept) -> list[dict[str, str]]:
    """Return the lines of the text, and where those lead that are an address of ours."""
    ours = part_of_app("settings").base_url + "/"
    return [
        {"text": line, "url": line if line.startswith(ours) else ""}
        for line in letter.text.splitlines()
    ]


def _kept_mail() -> Path:
    folder = part_of_app("kept_mail")
    if not isinstance(folder, Path):
        raise NotFoundError
    return folder


def _framed(body: str, policy: str) -> Response:
    answer = Response(body, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _only() -> int | None:
    """Return whose letters the reader may see: everybody's (None), or only their own."""
    person = require_actor()
    return None if person.may(Permission.READ_LETTERS) else person.id


def _may_read(letter: Letter) -> bool:
    """Tell whether the reader may see what a letter says, which is about leads and contacts."""
    person = require_actor()
    return person.may(Permission.READ) or letter.recipient_id == person.id


def _heading(letter: Letter, now: datetime) -> str:
    """Return the letter's subject, or its number to who only looks after the outbox."""
    if _may_read(letter):
        return _printed(letter, now).subject
    return _("Letter no. %(num)d", num=letter.id)


def _may_send(letter: Letter) -> bool:
    person = require_actor()
    return person.may(Permission.SEND_LETTERS_AGAIN) or letter.recipient_id == person.id


def _mend_url(letter: Letter) -> str:
    """Return where the address of a letter that reached nobody is changed, to who may."""
    if letter.recipient_id is None or letter.state not in GIVEN_UP:
        return ""
    may = require_actor().may(Permission.MANAGE_ACCOUNTS)
    return url_for("reaching.email", user_id=letter.recipient_id) if may else ""


def _can_be_sent(work: Work, letter: Letter) -> bool:
    return letter.state in GIVEN_UP and not bounce_queries.has_no_reader(work.session, letter.id)


def _list_url(state: str, *, before: int | None = None) -> str:
    box = "out" if part_of_app("kept_mail") is not None else None
    return url_for(".index", state=state or None, before=before, box=box)


def _tab(name: str, chosen: str) -> dict[str, object]:
    label = words.FILTER_NAMES[name]
    return {"label": label, "url": _list_url(name), "count": None, "on": name == chosen}


def _row(work: Work, letter: Letter, name: str | None) -> Row:
    return Row(
        url=url_for(".show", letter_id=letter.id),
        to=name or letter.address,
        subject=_heading(letter, work.now),
        at=_leaves(work, letter) or _when(work, letter.sent_at or letter.created_at),
        state=words.state_name(letter.state),
        kind=words.KINDS.get(letter.state, ""),
        attempts=letter.attempts,
        trouble=words.trouble(letter),
    )


def _printed(letter: Letter, now: datetime) -> Printed:
    printer = cast("Printer", part_of_app("printer"))
    return printer.show(letter, now=letter.sent_at or now)


def _leaves(work: Work, letter: Letter) -> str:
    """Say when a letter that waits will be tried; nothing of one that has left or is late."""
    if letter.state is not LetterState.QUEUED or work.now - letter.not_before > LATE:
        return ""
    if letter.not_before <= work.now:
        return _("leaves in a moment")
    local = letter.not_before.astimezone(work.zone)
    shape = "%H:%M" if local.date() == work.today else "%Y-%m-%d %H:%M"
    return _("leaves at %(when)s", when=local.strftime(shape))


def _when(work: Work, moment: datetime | None, shape: str = "%Y-%m-%d %H:%M") -> str:
    return moment.astimezone(work.zone).strftime(shape) if moment else ""
