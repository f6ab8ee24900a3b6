"""Ask the index; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import BigInteger, Select, TextClause, select, text
from sqlalchemy.orm import Session

from tracker.search.ddl import NAMES_VECTOR, WORDS_VECTOR
from tracker.search.models import ROOM, Kind, base_of
from tracker.search.words import Question, read_question

__all__ = ["Kind", "find", "ids_found"]

COUNTED_TO = 50
"""How many of each kind are looked at; more are said as "50+"."""
_WHOLE_NAME, _NAME, _ANY = range(3)
_RANKS = {
    Kind.CONTACT: (_WHOLE_NAME, _NAME, _ANY),
    Kind.ORGANISATION: (_WHOLE_NAME, _NAME, _ANY),
    Kind.LEAD: (_NAME, _ANY),
    Kind.TRIP: (_NAME, _ANY),
    Kind.TOPIC: (_NAME,),
    Kind.ACTIVITY: (_ANY,),
}
"""How often each kind is asked: only people and organisations are many enough of one name."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, in both languages; `rank` 0 by a whole name, 1 by its beginning, 2 else."""

    kind: Kind
    subject_id: int
    title: str
    title_en: str
    detail: str
    detail_en: str
    country: str | None
    mark: str
    rank: int
    about_kind: Kind | None = None
    about_id: int | None = None
    """What it belongs to: the organisation, or what a note is about."""
    beside: str = ""
    beside_en: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, names first; `count` is at most `COUNTED_TO` + 1."""

    kind: Kind
    count: int
    hits: list[Hit] = field(default_factory=list)


def find(
    session: Session, q: str | Question, *, kinds: Sequence[Kind] = tuple(Kind), each: int = 10
) -> list[Group]:
    """Return what `q` finds, `each` of a kind, the kind with the best hit first; one statement."""
    question = read_question(q) if isinstance(q, str) else q
    if not question.terms:
        return []
    dialect = session.get_bind().dialect.name
    begun, whole = (_ask(question, dialect, begun=begun) for begun in (True, False))
    found = session.execute(
        _statement(dialect, tuple(kinds)), {"whole": whole, "begun": begun, "each": each}
    )
    groups: dict[Kind, Group] = {}
    for kind, count, *columns in found:
        group = groups.setdefault(Kind(kind), Group(Kind(kind), count))
        *own, about_kind, about_id, beside, beside_en = columns
        about = (Kind(about_kind), about_id, beside, beside_en) if about_kind else ()
        group.hits.append(Hit(Kind(kind), *own, *about))
    order = list(Kind)
    return sorted(groups.values(), key=lambda g: (g.hits[0].rank, order.index(g.kind)))


def _ask(question: Question, dialect: str, *, begun: bool) -> str:
    return (question.postgresql if dialect == "postgresql" else question.sqlite)(begun=begun)


@lru_cache
def _statement(dialect: str, kinds: tuple[Kind, ...]) -> TextClause:
    """Return the whole question: each kind asked from the best hits to all."""
    arms = [(kind, rank) for kind in kinds for rank in _RANKS[kind]]
    fitting = [_fitting(rank) for rank in sorted({rank for _, rank in arms})]
    every = " UNION ALL ".join(
        f"SELECT * FROM ({_arm(dialect, kind, rank)}) AS {kind}{rank}"  # noqa: S608 - no input in it
        for kind, rank in arms
    )
    before = "".join(f"{one}, " for one in fitting) if dialect == "postgresql" else ""
    return text(
        f"""
        WITH {before}hit AS (SELECT id, min(place) AS place FROM ({every}) AS every GROUP BY id),
        ranked AS (
            SELECT e.id AS id, hit.place AS place,
                row_number() OVER (
                    PARTITION BY e.kind ORDER BY hit.place, e.sort_key, e.id) AS number,
                count(*) OVER (PARTITION BY e.kind) AS counted
            FROM hit JOIN search_entries AS e ON e.id = hit.id)
        SELECT e.kind, r.counted, e.subject_id, e.title, e.title_en, e.detail, e.detail_en,
            e.country, e.mark, r.place, a.kind, a.subject_id, a.title, a.title_en
        FROM ranked AS r JOIN search_entries AS e ON e.id = r.id
            LEFT JOIN search_entries AS a ON a.id = e.about_id
        WHERE r.number <= :each ORDER BY e.kind, r.number
        """  # noqa: S608 - made of constants; what was typed is bound
    )


def _fitting(rank: int) -> str:
    """Return what PostgreSQL finds of every kind, asked once and apart from all the rest.

    With a kind or a limit in sight it would read the rows and work out the words of each.
    """
    vector = WORDS_VECTOR if rank == _ANY else NAMES_VECTOR
    return (
        f"fitting{rank} AS MATERIALIZED (SELECT id FROM search_entries"  # noqa: S608 - constants
        f" WHERE {vector} @@ CAST({_asked(rank)} AS tsquery))"
    )


def _asked(rank: int) -> str:
    return ":whole" if rank == _WHOLE_NAME else ":begun"


def _arm(dialect: str, kind: Kind, rank: int) -> str:
    most = f"LIMIT {COUNTED_TO + 1}"
    if dialect == "postgresql":
        return f"SELECT id, {rank} AS place FROM fitting{rank} WHERE id {_within(kind)} {most}"  # noqa: S608 - constants
    asked = _asked(rank)
    match = asked if rank == _ANY else f"'{{name_words}} : (' || {asked} || ')'"
    return (
        f"SELECT rowid AS id, {rank} AS place FROM search_fts"  # noqa: S608 - constants
        f" WHERE search_fts MATCH {match} AND rowid {_within(kind)} {most}"
    )


def _within(kind: Kind) -> str:
    base = base_of(kind)
    return f"BETWEEN {base + 1} AND {base + ROOM - 1}"


def ids_found(session: Session, kind: Kind, q: str) -> Select[int] | None:
    """Return a question for the ids of everything of `kind` that `q` finds; for lists' filters.

    Nothing, where `q` holds no word.
    """
    question = read_question(q)
    if not question.terms:
        return None
    dialect = session.get_bind().dialect.name
    base, within = base_of(kind), _within(kind)
    if dialect == "postgresql":
        said = (
            f"WITH {_fitting(_ANY)} SELECT id - {base} AS subject_id"  # noqa: S608 - constants
            f" FROM fitting{_ANY} WHERE id {within}"
        )
    else:
        said = (
            f"SELECT rowid - {base} AS subject_id FROM search_fts"  # noqa: S608 - constants
            f" WHERE search_fts MATCH :begun AND rowid {within}"
        )
    asked = text(said).bindparams(begun=_ask(question, dialect, begun=True))
    return select(asked.columns(subject_id=BigInteger).cte("found").c.subject_id)
