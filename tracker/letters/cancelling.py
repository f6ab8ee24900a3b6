"""Let letters not leave: because what they tell of is done, or their reader is not there."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.core.db import Work, table_of
from tracker.letters.models import (
    HAND_OVER,
    IS_WAITING,
    MAY_HAVE_LEFT,
    Letter,
    LetterItem,
    LetterState,
)
from tracker.letters.queries import subjects_in
from tracker.letters.rewriting import rewrite, stand_again
from tracker.letters.service import LET_GO

_LETTERS = table_of(Letter)
_ITEMS = table_of(LetterItem)


def cancel_letters(work: Work, subject_key: str, *, keyed: str = "", on_wire: bool = True) -> int:
    """Cancel what was to be written about something; return how many letters cannot have left.

    Only what tells of it under a key that begins with `keyed`. A letter about several things leaves
    without this one, or not at all if it was the last and nothing of what others let stand
    (`standing`) is told. A letter whose text is on the wire, or was and may have arrived, is not
    tried again either, unless `on_wire` is off.
    """
    alone = and_(Letter.subject_key == subject_key, Letter.idem_key.startswith(keyed))
    cancelled = _cancel(work, alone, on_wire=on_wire)
    among_others = work.session.execute(
        select(Letter.id, Letter.payload, Letter.data_at, Letter.maybe_sent)
        .join(LetterItem, LetterItem.letter_id == Letter.id)
        .where(
            LetterItem.subject_key == subject_key,
            LetterItem.idem_key.startswith(keyed),
            IS_WAITING,
            *([] if on_wire else [~MAY_HAVE_LEFT]),
        )
        .order_by(Letter.id)
        .with_for_update(of=Letter)
    ).all()
    for row in among_others:
        _leave_out(work, row, subject_key)
    return sum(not _may_have_left(row) for row in (*cancelled, *among_others))


def _may_have_left(letter: Row[*tuple[Any, ...]]) -> bool:
    """Tell of a row what MAY_HAVE_LEFT asks: SQLite 3.40 tells an update's IS NOT NULL wrongly."""
    return letter.data_at is not None or letter.maybe_sent > 0


def _leave_out(work: Work, letter: Row[*tuple[Any, ...]], subject_key: str) -> None:
    """Take one thing out of a letter, and the letter out of the hands that hold it.

    What is on the wire stays in them. What may have left keeps its item, and its links tell.
    """
    payload = _without(letter.payload, subject_key)
    if not (payload["items"] or payload["rest"] or payload.get("standing")):
        _cancel(work, Letter.id == letter.id, on_wire=True)
        return
    if not _may_have_left(letter):
        is_item = and_(_ITEMS.c.letter_id == letter.id, _ITEMS.c.subject_key == subject_key)
        work.session.execute(delete(_ITEMS).where(is_item))
    rewrite(work, letter, payload)


def _without(payload: Mapping[str, Any], subject_key: str) -> dict[str, Any]:
    kept = {
        part: [item for item in payload[part] if item["subject"] != subject_key]
        for part in ("items", "rest")
    }
    gone = [item for part in kept for item in payload[part] if item["subject"] == subject_key]
    return {**payload, **kept, "gone": [*payload.get("gone", ()), *gone]}


def let_stand(work: Work, subject_key: str, *, keyed: str, version: int) -> bool:
    """Let a letter that was taken back and may have left stand again; tell if there is one.

    For what is as it was after all: its links are of `version` from now on.
    """
    alone = and_(Letter.subject_key == subject_key, Letter.idem_key.startswith(keyed))
    is_told = and_(LetterItem.subject_key == subject_key, LetterItem.idem_key.startswith(keyed))
    among_others = Letter.id.in_(select(LetterItem.letter_id).where(is_told))
    may_arrive = and_(Letter.state == LetterState.CANCELLED, MAY_HAVE_LEFT)
    found = work.session.execute(
        select(Letter.id, Letter.state, Letter.payload, Letter.data_at)
        .where(or_(and_(alone, MAY_HAVE_LEFT), among_others), or_(IS_WAITING, may_arrive))
        .order_by(Letter.id.desc())
        .limit(1)
        .with_for_update(of=Letter)
    ).one_or_none()
    if found is None:
        return False
    stand_again(work, found, _with(found.payload, subject_key, version))
    return True


def _with(payload: Mapping[str, Any], subject_key: str, version: int) -> dict[str, Any]:
    """Return what a letter tells with one thing put back."""
    if "items" not in payload:
        return {**payload, "version": version}
    back = [item for item in payload.get("gone", ()) if item["subject"] == subject_key]
    gone = [item for item in payload.get("gone", ()) if item["subject"] != subject_key]
    items = [
        {**item, "version": version} if item["subject"] == subject_key else item
        for item in (*payload["items"], *(item for item in back if _is_named(item)))
    ]
    rest = [*payload["rest"], *(item for item in back if not _is_named(item))]
    return {**payload, "items": items, "rest": rest, "gone": gone}


def _is_named(item: Mapping[str, Any]) -> bool:
    """Tell whether a letter names something, with links, or counts it among the rest."""
    return "version" in item


def cancel_numbers(work: Work, numbers: Collection[int], *, keyed: str = "") -> set[str]:
    """Cancel these letters, as far as they wait, and return the subjects that they tell of.

    Only those that are told of under a key that begins with `keyed`. What is on the wire is not
    tried again.
    """
    if not numbers:
        return set()
    which = Letter.id.in_(numbers)
    _lock(work.session, which)
    cancelled = [row.id for row in _cancel(work, which, on_wire=True)]
    return subjects_in(work.session, cancelled, keyed=keyed)


def lock_letters(
    session: Session, subject_keys: Collection[str], recipient_ids: Collection[int] = ()
) -> None:
    """Keep what waits and tells of these things, or goes to these people, for this work alone.

    Taken one by one, as the things come, letters would let two deeds that share some wait for each
    other. SQLite lets one writer in at a time.
    """
    if session.get_bind().dialect.name == "postgresql":
        alone = select(Letter.id).where(Letter.subject_key.in_(subject_keys))
        among_others = select(LetterItem.letter_id).where(LetterItem.subject_key.in_(subject_keys))
        to_them = select(Letter.id).where(Letter.recipient_id.in_(recipient_ids))
        _lock(session, Letter.id.in_(alone.union_all(among_others, to_them)))


def _lock(session: Session, which: ColumnElement[bool]) -> None:
    """Keep letters that wait from others until this work ends, the first written first.

    Those about hand-overs come last, as deeds on leads change them last.
    """
    in_turn = (Letter.template == HAND_OVER, Letter.id)
    asked = select(Letter.id).where(which, IS_WAITING).order_by(*in_turn)
    session.execute(asked.with_for_update(of=Letter))


def _cancel(
    work: Work, which: ColumnElement[bool], *, on_wire: bool
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Cancel letters that wait, and return them; those that may have left too, if wanted."""
    cancel = (
        update(_LETTERS)
        .where(which, IS_WAITING, *([] if on_wire else [~MAY_HAVE_LEFT]))
        .values(state=LetterState.CANCELLED, **LET_GO)
        .returning(Letter.id, Letter.data_at, Letter.maybe_sent)
    )
    return work.session.execute(cancel).all()
