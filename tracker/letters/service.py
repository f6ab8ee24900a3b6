"""What can be done to a letter; docs/reliability.md draws it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from random import SystemRandom
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Interval,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from tracker.accounts.models import User
from tracker.audit.service import record
from tracker.core.db import Work, table_of
from tracker.core.errors import ConflictError, must_be_there
from tracker.core.words import mark
from tracker.letters.bounce_queries import has_no_reader
from tracker.letters.models import GIVEN_UP, Letter, LetterItem, LetterState
from tracker.letters.queries import MOMENT, goes_by_database, is_due, moment

ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)
JITTER = 0.2
_CHANCE = SystemRandom()
_LETTERS = table_of(Letter)
"""Letters are changed by statements of their own, never as objects: the condition is the point."""
_ITEMS = table_of(LetterItem)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be written: `payload` holds what its template needs, as JSON.

    `idem_key` says what it is for, so that it is written once. `subject_key` names what it tells of
    ("reminder:12"), so that it can be cancelled together with it.
    """

    idem_key: str
    address: str
    locale: str
    template: str
    payload: Mapping[str, Any]
    recipient_id: int | None = None
    subject_key: str | None = None
    not_before: datetime | None = None
    items: Sequence["NewItem"] = ()


class NewItem(NamedTuple):
    """One of several things a letter tells of: its own key, and what it is about."""

    idem_key: str
    subject_key: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter in this worker's hands, and the fence that proves it.

    `attempts` counts the one to come; the row counts it once it has been made.
    """

    id: int
    fence: int
    message_id: str
    address: str
    locale: str
    template: str
    payload: dict[str, Any]
    attempts: int
    not_before: datetime


_OF_CLAIMED = tuple(
    Letter.attempts + 1 if told.name == "attempts" else getattr(Letter, told.name)
    for told in fields(Claimed)
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a letter was not handed over.

    `is_final` leaves no hope, `maybe_sent` says that it may have arrived all the same.
    """

    text: str
    code: int | None = None
    is_final: bool = False
    maybe_sent: bool = False


class NobodyThereError(ConflictError):
    """What would come back again is not sent; what it told of is written anew by itself."""

    code = "nobody_there"

    def __init__(self) -> None:
        super().__init__(
            mark("Nobody reads at its address. What it told of is written anew to one that works.")
        )


def write_letter(work: Work, letter: NewLetter, *, host: str) -> int | None:
    """Write a letter in the same transaction as what it tells of and return its number.

    Returns nothing when there is one with its key already: that one is the letter. `host` is the
    sender's, for the Message-ID, which is made here and never again.
    """
    insert = _insert(work).values(_row(work, letter, host)).returning(Letter.id)
    number = work.session.scalars(insert).one_or_none()
    if number is not None and letter.items:
        items = [{"letter_id": number, **item._asdict()} for item in letter.items]
        work.session.execute(_insert(work, _ITEMS), items)
    return number


def write_letters(work: Work, letters: Sequence[NewLetter], *, host: str) -> None:
    """Write several letters about one thing each in one statement, as `write_letter` does."""
    if letters:
        work.session.execute(_insert(work), [_row(work, letter, host) for letter in letters])


def _insert(work: Work, table: Table = _LETTERS) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert(table) if work.on_postgresql else sqlite.insert(table)
    return insert.on_conflict_do_nothing(index_elements=[table.c.idem_key])


def _row(work: Work, letter: NewLetter, host: str) -> dict[str, object]:
    return {
        "idem_key": letter.idem_key,
        "message_id": f"<{uuid4()}@{host}>",
        "recipient_id": letter.recipient_id,
        "address": letter.address,
        "locale": letter.locale,
        "template": letter.template,
        "payload": dict(letter.payload),
        "subject_key": letter.subject_key,
        "state": LetterState.QUEUED,
        "created_at": work.now,
        "not_before": letter.not_before or work.now,
    }


def claim_letters(
    work: Work, *, holder: str, lease: timedelta, limit: int, besides: Collection[int] = ()
) -> list[Claimed]:
    """Take up to `limit` due letters for `holder`, the longest waiting first.

    Two workers never take the same letter: PostgreSQL skips rows another worker has locked, and
    SQLite lets one writer in at a time. A worker that dies keeps its claim only until the lease
    runs out; where its `data_at` was set, the letter may leave twice, and says so. `besides` are
    the letters it has in hand: a machine's clock put forward ends every lease at once. What failed
    at an address that its reader has left since is tried at the one they have.
    """
    due = (
        select(Letter.id)
        .where(is_due(work), *([Letter.id.not_in(besides)] if besides else []))
        .order_by(Letter.not_before, Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claim = (
        update(_LETTERS)
        .where(Letter.id.in_(select(due.c.id)))
        .values(
            state=LetterState.SENDING,
            fence=Letter.fence + 1,
            attempts=_one_more_if_text_left(Letter.attempts),
            lease_owner=holder,
            lease_until=moment(work, after=lease),
            address=_ADDRESS_NOW,
            maybe_sent=_one_more_if_text_left(Letter.maybe_sent),
            data_at=None,
        )
        .returning(*_OF_CLAIMED)
    )
    taken = [Claimed(*row) for row in work.session.execute(claim)]
    return sorted(taken, key=lambda letter: (letter.not_before, letter.id))


def _one_more_if_text_left(count: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Count a try whose worker died with the text out; one that only held the letter is none."""
    return case((Letter.data_at.is_not(None), count + 1), else_=count)


def _held(*letters: Claimed) -> Update:
    """Change letters that are still in the hands that claimed them; the fence says whose."""
    if len(letters) == 1:
        is_held = and_(Letter.id == letters[0].id, Letter.fence == letters[0].fence)
    else:
        known = [(letter.id, letter.fence) for letter in letters]
        is_held = tuple_(Letter.id, Letter.fence).in_(known)
    return update(_LETTERS).where(is_held, Letter.state == LetterState.SENDING)


LET_GO: Mapping[str, Any] = {"lease_owner": None, "lease_until": None}
"""What is no more on a letter that no worker has in hand."""
NOT_BEGUN = or_(
    Letter.state == LetterState.QUEUED,
    and_(Letter.state == LetterState.SENDING, Letter.data_at.is_(None)),
)
"""Ask for letters that wait and whose text is not on the wire by this."""
_ADDRESS_NOW = func.coalesce(
    select(User.email).where(User.id == Letter.recipient_id).correlate(Letter).scalar_subquery(),
    Letter.address,
)
_ONE_CLAIMED = update(_LETTERS).where(
    _LETTERS.c.id == bindparam("letter"), _LETTERS.c.fence == bindparam("held")
)
_ONE_HELD = _ONE_CLAIMED.where(_LETTERS.c.state == LetterState.SENDING)
_ONE_TRIED = _ONE_CLAIMED.where(_LETTERS.c.state.in_((LetterState.SENDING, LetterState.CANCELLED)))
"""Also one that was cancelled in the hands of who tries it: arrived is arrived."""
_ONE_ON_WIRE = _ONE_TRIED.where(_LETTERS.c.data_at.is_not(None))


def readdress(work: Work, recipient_id: int, address: str) -> None:
    """Let what waits for somebody leave for their new address; it stays the same letter.

    A letter in a worker's hands is taken out of them, unless its text is on the wire: that arrives,
    or is tried again at the new address.
    """
    change = update(_LETTERS).where(Letter.recipient_id == recipient_id, NOT_BEGUN)
    values = {"address": address, "state": LetterState.QUEUED, "fence": Letter.fence + 1}
    work.session.execute(change.values(**values, **LET_GO))


def renew_leases(work: Work, letters: Iterable[Claimed], *, lease: timedelta) -> None:
    """Hold letters for another lease; one that was lost meanwhile stays lost."""
    work.session.execute(_held(*letters).values(lease_until=moment(work, after=lease)))


def begin_data(work: Work, letter: Claimed, *, lease: timedelta) -> bool:
    """Note that the text is about to leave; False when it must not.

    It must not when the letter was cancelled, or another worker has it since. The lease begins
    anew, so that nobody else takes the letter while it is on the wire.
    """
    by_database = goes_by_database(work)
    until = {"lease": lease} if by_database else {"now": work.now, "until": work.now + lease}
    return _change(work, letter, _begun(by_database=by_database), until)


def mark_sent(work: Work, letter: Claimed) -> bool:
    """Note that the mail server took the letter; False when another worker has it since."""
    by_database = goes_by_database(work)
    return _change(
        work, letter, _sent(by_database=by_database), {} if by_database else {"now": work.now}
    )


def _change(work: Work, letter: Claimed, said: Update, values: Mapping[str, object]) -> bool:
    """Change a letter by a statement that was built once: these two are said for every letter."""
    named = {"letter": letter.id, "held": letter.fence, **values}
    return work.session.connection().execute(said, named).rowcount == 1


@cache
def _begun(*, by_database: bool) -> Update:
    now, until = bindparam("now", type_=MOMENT), bindparam("until", type_=MOMENT)
    if by_database:
        return _ONE_HELD.values(
            data_at=func.now(), lease_until=func.now() + bindparam("lease", type_=Interval())
        )
    return _ONE_HELD.values(data_at=now, lease_until=until)


@cache
def _sent(*, by_database: bool) -> Update:
    now = func.now() if by_database else bindparam("now", type_=MOMENT)
    return _ONE_ON_WIRE.values(
        state=LetterState.SENT,
        attempts=Letter.attempts + 1,
        sent_at=now,
        last_code=250,
        last_error=None,
        **LET_GO,
    )


def mark_failed(work: Work, letter: Claimed, failure: Failure, *, base: timedelta) -> bool:
    """Let the letter wait and try again, longer each time; or give up, and leave it to people.

    One that was cancelled meanwhile stays so. False when another worker has it since.
    """
    dead = failure.is_final or letter.attempts >= ATTEMPTS
    state = literal(LetterState.DEAD if dead else LetterState.QUEUED, Letter.state.type)
    values: dict[str, Any] = {
        "state": case((Letter.state == LetterState.SENDING, state), else_=Letter.state),
        "attempts": letter.attempts,
        "last_code": failure.code,
        "last_error": failure.text,
        "data_at": None,
    }
    if failure.maybe_sent:
        values["maybe_sent"] = Letter.maybe_sent + 1
    if not dead:
        values["not_before"] = moment(work, after=wait_before(letter.attempts + 1, base=base))
    return _change(work, letter, _ONE_TRIED.values(**values, **LET_GO), {})


def wait_before(attempt: int, *, base: timedelta) -> timedelta:
    """Return how long to wait before the second, third … attempt: doubled each time, up to 6 h.

    A fifth more or less, by chance, so that what failed together does not come back together.
    """
    full: timedelta = min(LONGEST_WAIT, base * 2.0 ** (attempt - 2))
    return full * _CHANCE.uniform(1 - JITTER, 1 + JITTER)


def hand_back(work: Work, letters: Iterable[Claimed], *, error: str | None = None) -> None:
    """Put letters back that were not tried, as if nobody had taken them."""
    values: dict[str, Any] = {"state": LetterState.QUEUED}
    if error is not None:
        values["last_error"] = error
    work.session.execute(_held(*letters).values(**values, **LET_GO))


def send_again(work: Work, letter_id: int) -> None:
    """Let a letter that was given up or came back be tried again, under its old Message-ID.

    Raises NotFoundError, ConflictError for a letter that is not given up, and NobodyThereError.
    """
    letter = must_be_there(work.session.get(Letter, letter_id, with_for_update=True))
    if letter.state not in GIVEN_UP:
        raise ConflictError(mark("Only a letter that was given up can be sent again."))
    if has_no_reader(work.session, letter.id):
        raise NobodyThereError
    record(work, "letter.sent_again", f"letter:{letter.id}", attempts=letter.attempts)
    letter.state, letter.attempts, letter.not_before = LetterState.QUEUED, 0, work.now
