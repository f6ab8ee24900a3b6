"""Every question asked of letters; nothing here changes anything."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Interval,
    Row,
    Select,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from tracker.accounts.absences import is_present
from tracker.accounts.models import User
from tracker.accounts.queries import in_use
from tracker.core.db import UTCDateTime, Work, at_most
from tracker.core.errors import NotFoundError
from tracker.letters.bounce_queries import is_hard
from tracker.letters.models import (
    IS_WAITING,
    WAITS_FROM,
    Letter,
    LetterItem,
    LetterState,
)

PAGE = 25
AT_ONCE = 200
_NOW = timedelta(0)
_PARTS = ("items", "rest", "gone")
MOMENT = UTCDateTime()
WRITTEN = (LetterState.QUEUED, LetterState.SENDING, LetterState.SENT, LetterState.BOUNCED)
"""The states of a letter that nobody took back, and no server refused."""


def goes_by_database(work: Work) -> bool:
    """Tell whether the database's own clock counts: workers' machines may disagree about it."""
    return work.on_postgresql and work.is_real


def moment(work: Work, *, after: timedelta = _NOW) -> ColumnElement[datetime]:
    """Return the present moment, or one later, for use inside a statement."""
    if goes_by_database(work):
        return type_coerce(func.now() + literal(after, Interval()), MOMENT)
    return literal(work.now + after, MOMENT)


def is_due(work: Work) -> ColumnElement[bool]:
    """Return the condition "its time has come, and nobody has it in hand"."""
    now = moment(work)
    abandoned = and_(Letter.state == LetterState.SENDING, Letter.lease_until <= now)
    return and_(
        IS_WAITING,
        Letter.not_before <= now,
        or_(Letter.state == LetterState.QUEUED, abandoned),
    )


def anything_due(work: Work) -> bool:
    """Tell whether a letter is waiting to be taken; one look into a partial index."""
    return work.session.scalar(select(Letter.id).where(is_due(work)).limit(at_most(1))) is not None


class Latest(NamedTuple):
    """The latest letter about something: under which key it told of it, and how it stands."""

    number: int
    key: str
    state: LetterState
    created_at: datetime
    sent_at: datetime | None


def latest_letter(
    session: Session,
    subject_key: str,
    *,
    keyed: str = "",
    of: int | None = None,
) -> Latest | None:
    """Return the latest letter about something; nothing when there was none.

    Only of those that tell of it under a key that begins with `keyed`, and as of what is `of`
    somebody, to them or to whoever stands in.
    """
    letter = (Letter.id, Letter.state, Letter.created_at, Letter.sent_at)
    told = (
        select(Letter.idem_key, *letter)
        .where(Letter.subject_key == subject_key, *_as_theirs(of))
        .union_all(
            select(LetterItem.idem_key, *letter)
            .join(LetterItem, LetterItem.letter_id == Letter.id)
            .where(LetterItem.subject_key == subject_key, *_as_theirs(of))
        )
        .subquery("told")
    )
    asked = select(told.c.id, told.c.idem_key, told.c.state, told.c.created_at, told.c.sent_at)
    asked = asked.where(told.c.idem_key.startswith(keyed))
    found = session.execute(asked.order_by(told.c.id.desc()).limit(at_most(1))).one_or_none()
    return Latest(*found) if found else None


def written_since(
    work: Work, subject_key: str, *, keyed: str, of: int, since: datetime
) -> datetime | None:
    """Return when the first letter about something since then was written and not taken back.

    Only of those that tell of it under a key that begins with `keyed`, and as of what is `of`
    somebody.
    """
    found: datetime | None = work.session.scalar(
        select(func.min(Letter.created_at)).where(
            _is_about(subject_key, keyed),
            *_as_theirs(of),
            Letter.created_at >= since,
            Letter.state.in_(WRITTEN),
        )
    )
    return found


def was_written(session: Session, template: str, recipient_id: int, *, at: datetime) -> bool:
    """Tell whether a letter of a template was written to somebody at a moment."""
    found = select(Letter.id).where(
        Letter.recipient_id == recipient_id, Letter.template == template, Letter.created_at == at
    )
    return session.scalar(found.limit(at_most(1))) is not None


def told(session: Session, subject_key: str) -> Sequence[dict[str, Any]]:
    """Return what letters said about something, the latest first.

    Of a letter about several things, what it said about this one.
    """
    found = session.scalars(
        select(Letter.payload).where(_is_about(subject_key)).order_by(Letter.id.desc())
    )
    return [said for payload in found for said in _parts(payload, subject_key)]


def said_in(session: Session, number: int, subject_key: str) -> dict[str, Any]:
    """Return what a letter said about something, of several things only counted too."""
    payload = session.scalar(select(Letter.payload).where(Letter.id == number)) or {}
    return next(iter(_parts(payload, subject_key)), {})


def day_told(session: Session, subject_key: str) -> date | None:
    """Return of which day of something the latest letter told, also where it did not name it."""
    latest = latest_letter(session, subject_key)
    day = said_in(session, latest.number, subject_key).get("due_on") if latest else None
    return date.fromisoformat(day) if day else None


def subjects_of(session: Session, letter: Letter) -> Sequence[str]:
    """Return what a letter tells of: one thing, several, or nothing that anybody follows."""
    if letter.subject_key is not None:
        return (letter.subject_key,)
    asked = select(LetterItem.subject_key).where(LetterItem.letter_id == letter.id)
    return session.scalars(asked.order_by(LetterItem.id)).all()


def subjects_in(session: Session, numbers: Collection[int], *, keyed: str = "") -> set[str]:
    """Return what these letters tell of under keys that begin with `keyed`."""
    if not numbers:
        return set()
    alone = select(Letter.subject_key).where(
        Letter.id.in_(numbers), Letter.idem_key.startswith(keyed)
    )
    among_others = select(LetterItem.subject_key).where(
        LetterItem.letter_id.in_(numbers), LetterItem.idem_key.startswith(keyed)
    )
    found = session.scalars(alone.union_all(among_others))
    return {key for key in found if key is not None}


def waiting_for(session: Session, recipient_ids: Collection[int]) -> Sequence[int]:
    """Return the letters that wait to leave for these people."""
    asked = select(Letter.id).where(IS_WAITING, Letter.recipient_id.in_(recipient_ids))
    return session.scalars(asked.order_by(Letter.id)).all()


def own_waiting_for(
    session: Session, recipient_id: int, templates: Collection[str]
) -> Sequence[int]:
    """Return the letters of these templates that wait for somebody, but for those as a stand-in."""
    found = session.execute(
        select(Letter.id, Letter.payload)
        .where(IS_WAITING, Letter.recipient_id == recipient_id, Letter.template.in_(templates))
        .order_by(Letter.id)
    )
    return [number for number, payload in found if payload.get("for") is None]


def not_begun_for(
    session: Session, recipient_id: int, templates: Collection[str]
) -> Mapping[int, Sequence[str]]:
    """Return the letters of these templates to somebody whose text is not on the wire.

    Each with what it tells of.
    """
    asked = (
        select(Letter.id, func.coalesce(LetterItem.subject_key, Letter.subject_key))
        .outerjoin(LetterItem, LetterItem.letter_id == Letter.id)
        .where(IS_WAITING, Letter.data_at.is_(None))
        .where(Letter.recipient_id == recipient_id, Letter.template.in_(templates))
        .order_by(Letter.id, LetterItem.id)
    )
    found: dict[int, list[str]] = {}
    for number, subject_key in session.execute(asked):
        found.setdefault(number, []).append(subject_key)
    return found


def gone_with_letters(work: Work) -> Sequence[int]:
    """Return whose account is not in use any more while letters wait for them."""
    asked = select(User.id).join(Letter, Letter.recipient_id == User.id)
    found = asked.where(IS_WAITING, ~in_use(work.today)).distinct().order_by(User.id)
    return work.session.scalars(found).all()


def away_with_letters(work: Work) -> Sequence[int]:
    """Return whose account is in use and who is not there today, while letters wait for them."""
    asked = select(User.id).join(Letter, Letter.recipient_id == User.id)
    is_away = and_(in_use(work.today), ~is_present(work.today))
    found = asked.where(IS_WAITING, Letter.data_at.is_(None), is_away).distinct().order_by(User.id)
    return work.session.scalars(found).all()


def _is_about(subject_key: str, keyed: str = "") -> ColumnElement[bool]:
    among_others = select(LetterItem.letter_id).where(LetterItem.subject_key == subject_key)
    alone = Letter.subject_key == subject_key
    if keyed:
        among_others = among_others.where(LetterItem.idem_key.startswith(keyed))
        alone = and_(alone, Letter.idem_key.startswith(keyed))
    return or_(alone, Letter.id.in_(among_others))


def _as_theirs(person_id: int | None) -> Sequence[ColumnElement[bool]]:
    """Return the condition that a letter tells of what is somebody's; all of one is of one owner.

    Whoever stands in for several is the reader of letters of each.
    """
    if person_id is None:
        return ()
    said = Letter.payload
    parts = [said["person"], said["items", 0, "person"], said["gone", 0, "person"]]
    return (func.coalesce(*(part.as_integer() for part in parts)) == person_id,)


def _parts(payload: dict[str, Any], subject_key: str) -> list[dict[str, Any]]:
    if "items" not in payload:
        return [payload]
    several = (part for name in _PARTS for part in payload.get(name, ()))
    return [part for part in several if part["subject"] == subject_key]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters a page shows: of which states, whose (anybody's when None), before which."""

    states: tuple[LetterState, ...] = ()
    recipient_id: int | None = None
    before: int | None = None


def letters_page(
    session: Session, wanted: Wanted
) -> tuple[Sequence[Row[Letter, str | None]], bool]:
    """Return a page of letters, each with its reader's name; the latest first.

    And whether there are older ones.
    """
    query = (
        select(Letter, User.given + " " + User.family)
        .outerjoin(User, User.id == Letter.recipient_id)
        .order_by(Letter.id.desc())
        .limit(at_most(PAGE + 1))
    )
    if wanted.states:
        query = query.where(or_(*(_is(state) for state in wanted.states)))
    if wanted.recipient_id is not None:
        query = query.where(Letter.recipient_id == wanted.recipient_id)
    if wanted.before is not None:
        query = query.where(Letter.id < wanted.before)
    found = session.execute(query).all()
    return found[:PAGE], len(found) > PAGE


def _is(state: LetterState) -> ColumnElement[bool]:
    """Return the condition, written out: the index over states answers only then."""
    return Letter.state == literal_column(f"'{state.value}'")


def names_at(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """Return whose addresses these are, as far as they are those of accounts."""
    rows = session.execute(
        select(User.email, User.given, User.family).where(User.email.in_(addresses))
    )
    return {email: f"{given} {family}" for email, given, family in rows}


def name_of(session: Session, user_id: int | None) -> str:
    """Return somebody's name; nothing where a letter went to no account."""
    if user_id is None:
        return ""
    named = select(User.given + " " + User.family).where(User.id == user_id)
    return session.scalar(named) or ""


def get_letter(session: Session, letter_id: int, *, recipient_id: int | None) -> Letter:
    """Return a letter, to anybody or only to its recipient.

    Raises NotFoundError: one that is not theirs looks like one that is not there.
    """
    letter = session.get(Letter, letter_id)
    if letter is None or recipient_id not in (None, letter.recipient_id):
        raise NotFoundError
    return letter


def waiting_since(work: Work) -> datetime | None:
    """Return since when the oldest due letter waits to leave; nothing when none does."""
    return work.session.scalar(
        select(func.min(WAITS_FROM)).where(IS_WAITING, Letter.not_before <= moment(work))
    )


def count_by_state(session: Session) -> dict[LetterState, int]:
    """Return how many letters there are in each state that any is in."""
    counted = select(Letter.state, func.count()).group_by(Letter.state)
    return dict(session.execute(counted).all())


def every_letter(session: Session) -> Iterator[Letter]:
    """Return all letters in the order in which they were written, a few at a time."""
    last = 0
    while some := session.scalars(_some_after(last)).all():
        yield from some
        last = some[-1].id


def _some_after(number: int) -> Select[Letter]:
    return select(Letter).where(Letter.id > number).order_by(Letter.id).limit(at_most(AT_ONCE))


def dead_letters(session: Session) -> Sequence[int]:
    """Return the numbers of the letters that were given up, and whose address may be right."""
    return session.scalars(
        select(Letter.id).where(Letter.state == LetterState.DEAD, ~is_hard()).order_by(Letter.id)
    ).all()
