"""Search: the page, and the quick list of the command palette."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core import i18n
from tracker.core.addresses import row_url
from tracker.core.asked import one_of, words_in
from tracker.core.counting import count_shown
from tracker.core.i18n import in_language
from tracker.core.texts import language, pgettext
from tracker.core.web import needs, page, part, reading
from tracker.search.models import Kind
from tracker.search.queries import COUNTED_TO, Group, Hit, find
from tracker.search.words import Question, mark_words, read_question

bp = Blueprint("search", __name__, url_prefix="/search")
EACH, EACH_ALONE, EACH_QUICK, MOST_QUICK = 12, 50, 4, 8
CUT = 160
"""How much of a note is shown round the words found."""
ICONS = {
    Kind.CONTACT: "user",
    Kind.ORGANISATION: "building",
    Kind.LEAD: "route",
    Kind.TRIP: "plane",
    Kind.TOPIC: "tag",
    Kind.ACTIVITY: "note",
}
_SHOWN_BY = {
    Kind.CONTACT: "contacts.show",
    Kind.ORGANISATION: "contacts.organisation",
    Kind.LEAD: "leads.show",
    Kind.TRIP: "trips.show",
    Kind.TOPIC: "topics.show",
}
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class HitShown:
    """Something found: its name and what tells it from others, in pieces to mark or not."""

    url: str
    title: Pieces
    native: Pieces
    lang: str
    about: list[Pieces]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """What was found of one kind."""

    key: str
    label: str
    icon: str
    count: str
    hits: list[HitShown]
    more_url: str | None


@bp.get("")
@needs(Permission.READ)
def results() -> ResponseReturnValue:
    """Show what was found, grouped by kind; the kind with the best hit first."""
    q = words_in(request.args.get("q"))
    question = read_question(q)
    alone = one_of(Kind, request.args.get("kind"))
    with reading() as work:
        kinds = (alone,) if alone else tuple(Kind)
        each = EACH_ALONE if alone else EACH
        groups = find(work.session, question, kinds=kinds, each=each)
        return page(
            "search/results.html",
            q=q,
            asked=bool(question.terms),
            alone=kind_words(alone) if alone else None,
            groups=[_group(group, question, q, alone=alone) for group in groups],
        )


@bp.get("/quick")
@needs(Permission.READ)
def quick() -> ResponseReturnValue:
    """Give the palette the few best hits; notes are left to the page."""
    question = read_question(words_in(request.args.get("q")))
    with reading() as work:
        kinds = tuple(kind for kind in Kind if kind is not Kind.ACTIVITY)
        groups = find(work.session, question, kinds=kinds, each=EACH_QUICK)
    hits = sorted((hit for group in groups for hit in group.hits), key=lambda hit: hit.rank)
    options = [(ICONS[hit.kind], _url(hit), _title(hit), _beside(hit)) for hit in hits[:MOST_QUICK]]
    return part("search/_quick.html", options=options)


def kind_words(kind: Kind) -> str:
    """Return the heading over what was found of a kind."""
    words = {
        Kind.CONTACT: pgettext("found", "Contacts"),
        Kind.ORGANISATION: pgettext("found", "Organisations"),
        Kind.LEAD: pgettext("found", "Leads"),
        Kind.TRIP: pgettext("found", "Trips"),
        Kind.TOPIC: pgettext("found", "Topics"),
        Kind.ACTIVITY: pgettext("found", "Notes and talks"),
    }
    return words[kind]


def _group(group: Group, question: Question, q: str, *, alone: Kind | None) -> GroupShown:
    has_more = group.count > len(group.hits) and alone is None
    return GroupShown(
        key=group.kind.value,
        label=kind_words(group.kind),
        icon=ICONS[group.kind],
        count=count_shown(group.count, to=COUNTED_TO),
        hits=[_hit(hit, question) for hit in group.hits],
        more_url=url_for("search.results", q=q, kind=group.kind.value) if has_more else None,
    )


def _hit(hit: Hit, question: Question) -> HitShown:
    lang, _colon, native = hit.mark.partition(":") if hit.kind in _NAMED else ("", "", "")
    return HitShown(
        url=_url(hit),
        title=mark_words(_title(hit, question), question),
        native=mark_words(native, question),
        lang=lang,
        about=[mark_words(text, question) for text in _about(hit) if text],
    )


_NAMED = (Kind.CONTACT, Kind.ORGANISATION)


def _url(hit: Hit) -> str:
    kind, number = hit.kind, hit.subject_id
    if kind is Kind.ACTIVITY and hit.about_kind and hit.about_id:
        kind, number = hit.about_kind, hit.about_id
    return row_url(_SHOWN_BY[kind], number)


def _title(hit: Hit, question: Question | None = None) -> str:
    title = in_language(language(), hit.title, hit.title_en)
    return _cut(title, question) if question and hit.kind is Kind.ACTIVITY else title


def _beside(hit: Hit) -> str:
    return in_language(language(), hit.beside, hit.beside_en)


def _about(hit: Hit) -> Sequence[str]:
    detail = in_language(language(), hit.detail, hit.detail_en)
    return (detail, _beside(hit), i18n.country_name(hit.country, language()))


def _cut(text: str, question: Question) -> str:
    """Return the part of a note round the first word found."""
    before = 0
    for piece, is_found in mark_words(text, question):
        if is_found:
            break
        before += len(piece)
    start = max(0, before - CUT // 3) if before < len(text) else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    shown = text[start : start + CUT].strip()
    return f"{'… ' if start else ''}{shown}{' …' if start + CUT < len(text) else ''}"
