"""One lead as its page shows it: words and addresses ready, no rule in the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tracker.accounts.words import Owner, owner_shown
from tracker.audit.service import UNDO_LASTS
from tracker.contacts.beside import Entry
from tracker.contacts.words import Reader
from tracker.core import i18n
from tracker.core.addresses import address, row_url
from tracker.core.due import Due, due_of
from tracker.core.i18n import in_language
from tracker.core.texts import gettext as _
from tracker.leads.board import OPEN_PHASES
from tracker.leads.changes import UNDOABLE, UNDOABLE_WITH_REMINDER
from tracker.leads.history import ENTRIES, Happening, Named, Person, Show
from tracker.leads.later import snooze_choices
from tracker.leads.models import LeadState, Phase
from tracker.leads.planned import plan_shown
from tracker.leads.rights import may_take_back
from tracker.leads.shown import NOTHING_DUE, NUMBERS
from tracker.leads.steps import FOLLOWED
from tracker.leads.told import told
from tracker.trips.shown import phase_label

if TYPE_CHECKING:
    from tracker.plans.queries import PlannedStep
    from tracker.reminders.queries import LetterAhead


@dataclass(frozen=True, slots=True)
class Whole:
    """All that was asked of one lead; `facts` is its row."""

    facts: Any
    stages: Sequence[Named]
    topics: Sequence[Named]
    people: Mapping[int, Person]
    happened: Sequence[Happening]
    letter: "LetterAhead | None"
    planned: "Sequence[PlannedStep]" = ()


@dataclass(frozen=True, slots=True)
class LeadShown:
    """A lead's own facts in words."""

    id: int
    title: str
    version: int
    url: str
    stage: str
    phase: int
    pipeline: str
    is_open: bool
    is_followed: bool
    """Open, or agreed and running: somebody owes a next step, or could."""
    sleeps_until: str
    reason: str
    closed_on: str
    owner: Owner | None
    step: str
    due: Due
    warns: bool
    value: str
    organisation: str
    organisation_url: str
    contact_url: str
    trip: str
    trip_url: str
    country: str
    topics: Sequence[str]
    opened_on: str
    last_contact_on: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of the path: past, now or to come."""

    value: str
    label: str
    phase: int
    state: str


def values(whole: Whole, show: Show, reader: Reader, *, me: int) -> dict[str, object]:
    """Return what the page's template asks for; `me` may take back what they did last."""
    entries = whole.happened[:ENTRIES]
    has_more = len(whole.happened) > ENTRIES
    number = whole.facts.id
    return {
        "lead": lead_shown(whole, reader),
        "steps": path_of(whole),
        "owners": [(person.id, person.name) for person in whole.people.values() if person.may_own],
        "choices": snooze_choices(reader.today, reader.language),
        "entries": _entries(whole, entries, reader, me),
        "shows": _shows(number, show),
        "older_url": _address(number, show, entries[-1].place) if has_more else None,
        "reminded": _reminded(whole, reader),
        "plan": plan_shown(whole.planned, whole.facts, reader),
        "today_iso": reader.today.isoformat(),
        "tomorrow": (reader.today + timedelta(days=1)).isoformat(),
    }


def lead_shown(whole: Whole, reader: Reader) -> LeadShown:
    """Return the lead's facts in words."""
    facts = whole.facts
    state = LeadState(facts.state)
    return LeadShown(
        id=facts.id,
        title=facts.title,
        version=facts.version,
        url=row_url("leads.show", facts.id),
        stage=in_language(reader.language, facts.stage_lt, facts.stage_en),
        phase=NUMBERS[facts.phase],
        pipeline=in_language(reader.language, facts.pipeline_lt, facts.pipeline_en),
        is_open=state is LeadState.OPEN,
        is_followed=state in FOLLOWED,
        sleeps_until=_day(facts.dormant_until, reader),
        reason=facts.close_reason or "",
        closed_on=_day(facts.closed_at and facts.closed_at.astimezone(reader.zone).date(), reader),
        owner=owner_shown(facts.owner_given, facts.owner_family),
        step=facts.next_step or "",
        due=due_of(facts, now=reader.here, language=reader.language) or NOTHING_DUE,
        warns=facts.warns_of_procurement and state in FOLLOWED,
        value=_value(facts, reader),
        organisation=in_language(reader.language, facts.organisation_lt, facts.organisation),
        organisation_url=_url("contacts.organisation", organisation_id=facts.organisation_id),
        contact_url=_url("contacts.show", contact_id=facts.contact_id),
        trip=f"{facts.trip_city} {facts.trip_start.year}" if facts.trip_id else "",
        trip_url=_url("trips.show", trip_id=facts.trip_id),
        country=i18n.country_name(facts.country, reader.language),
        topics=[topic.name(reader.language) for topic in whole.topics],
        opened_on=_day(facts.opened_at.astimezone(reader.zone).date(), reader),
        last_contact_on=_day(facts.last_contact_on, reader),
    )


def path_of(whole: Whole) -> list[PathStep]:
    """Return the phases of the lead's pipeline as a path; a closed lead stands on none."""
    has = {stage.phase for stage in whole.stages}
    now = NUMBERS[whole.facts.phase]
    on_it = whole.facts.phase is not Phase.CLOSED

    def state(number: int) -> str:
        if not on_it or number > now:
            return ""
        return "now" if number == now else "past"

    return [
        PathStep(phase.value, phase_label(phase.value), NUMBERS[phase], state(NUMBERS[phase]))
        for phase in OPEN_PHASES
        if phase in has
    ]


def _entries(whole: Whole, entries: Sequence[Happening], reader: Reader, me: int) -> list[Entry]:
    names = {person.id: person.name for person in whole.people.values()}
    stages = {stage.id: stage.name(reader.language) for stage in whole.stages}
    return [
        _with_undo(told(entry, reader, stages=stages, names=names), entry.id)
        if _can_be_undone(entry, whole.facts, me, reader)
        else told(entry, reader, stages=stages, names=names)
        for entry in entries
    ]


def _with_undo(shown: Entry, number: int) -> Entry:
    return replace(shown, undo_url=row_url("today.undo", number))


def _can_be_undone(entry: Happening, facts: Any, me: int, reader: Reader) -> bool:  # noqa: ANN401 - a row
    """Tell whether it is this person's own deed, the last one, not long ago, and theirs to do."""
    return (
        entry.detail is not None
        and entry.what in UNDOABLE | UNDOABLE_WITH_REMINDER
        and entry.actor_id == me
        and entry.detail["version"] == facts.version
        and reader.now <= entry.moment + UNDO_LASTS
        and may_take_back(entry.what, entry.detail, facts.owner_id)
    )


def _shows(number: int, now: Show) -> list[tuple[str, str, bool]]:
    labels = {Show.ALL: _("Everything"), Show.TALKS: _("Talks"), Show.CHANGES: _("Changes")}
    return [(label, _address(number, show), show is now) for show, label in labels.items()]


def _address(number: int, show: Show, before: str | None = None) -> str:
    said = {"show": show.value} if show is not Show.ALL else {}
    said |= {"before": before} if before else {}
    return row_url("leads.show", number) + (f"?{urlencode(said)}" if said else "")


def _reminded(whole: Whole, reader: Reader) -> tuple[str, str] | None:
    """Return whom the next letter goes to, and when."""
    if whole.letter is None:
        return None
    there = whole.letter.at.astimezone(reader.zone)
    person = whole.people.get(whole.letter.owner_id)
    return (person.name if person else "–", i18n.day_and_clock(there, reader.language))


def _value(facts: Any, reader: Reader) -> str:  # noqa: ANN401 - a lead's row
    if facts.is_non_monetary:
        return _("non-monetary")
    return "" if facts.value_eur is None else i18n.euros(facts.value_eur, reader.language)


def _day(day: date | None, reader: Reader) -> str:
    return "" if day is None else i18n.long_date(day, reader.language)


def _url(endpoint: str, **number: Any) -> str:  # noqa: ANN401 - as url_for
    return "" if None in number.values() else address(endpoint, **number)
