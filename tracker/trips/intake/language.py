"""What the rules ask of a language: its words as patterns, its grammar as functions.

The rules themselves are the same for every language; `lithuanian/` and `english/` answer them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.trips.intake.draft import Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.source import Source, Span


def words(pattern: str) -> re.Pattern[str]:
    """Return a pattern for whole words."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


class Manner(StrEnum):
    """Where people are named, which tells the case to expect."""

    TITLE = "title"
    LIST = "list"
    PROSE = "prose"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Named:
    """A person as read: a name, an office, or both; `whole` takes in the two."""

    name: str | None
    role: str | None
    span: Span
    whole: Span
    sure: bool = True
    is_subject: bool = True
    is_owner: bool = False  # in the genitive
    is_many: bool = False

    @property
    def is_official(self) -> bool:
        """Say whether both the name and the office are said."""
        return bool(self.name and self.role)

    @property
    def confidence(self) -> Confidence:
        """How sure the forms are; a name without a role is always to be checked."""
        if self.role is None:
            return Confidence.CHECK
        return Confidence.CERTAIN if self.sure else Confidence.LIKELY


@dataclass(frozen=True, slots=True)
class Place:
    """A place as read: what is not said is None."""

    city: str | None
    country: str | None
    span: Span
    city_span: Span | None
    country_span: Span | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what is counted by it."""

    value: int
    label: str
    span: Span
    of_people: bool
    in_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language, as far as the rules need it."""

    code: str
    ordered: bool  # the order of words, and not their endings, tells who does what
    small_words: re.Pattern[str]

    # The journey.
    report: re.Pattern[str]  # a text with one of these is a report on a journey,
    perhaps: re.Pattern[str]  # and with one of these in its title if somebody was met
    account: re.Pattern[str]  # and with one of these in a title that names a country
    been: re.Pattern[str]  # and with one of these where a letter names a country and days
    other_paper: re.Pattern[str]  # a title with one of these is of something else
    journey: re.Pattern[str]
    sent: re.Pattern[str]
    travel: re.Pattern[str]
    home: Callable[[Source], re.Pattern[str] | None]  # how the names of our own offices begin
    place: Callable[[Source, Span], Place | None]
    stated_place: Callable[[Source, Span], Place | None]  # where the text is there to name one
    where: re.Pattern[str]  # in a heading that names the days too
    origin: Callable[[Source], Place | None]

    # People and organisations.
    people: Callable[[Source, Span, Manner], list[Named]]
    went: re.Pattern[str]
    delegation: re.Pattern[str]  # tells who went even where the title names some
    took_part: re.Pattern[str]  # those went who stand before this verb
    first_person: re.Pattern[str]
    author: re.Pattern[str]  # begins the line of who wrote the report
    met: re.Pattern[str]
    met_with: re.Pattern[str]
    cancelled: re.Pattern[str]
    hosted: re.Pattern[str]
    hosted_too: re.Pattern[str]  # in the sentence after it
    inviter: Callable[[Source, Span, Named], Found[str] | None]  # known by office only
    described: re.Pattern[str]  # a name, and who the person is in so many words
    organisations: Callable[[Source, Span], list[Found[str]]]
    inviters: Callable[[Source], list[Found[str]]]

    # Matters.
    counts: Callable[[Source, Span], Iterator[Count]]
    wish: re.Pattern[str]
    guests: re.Pattern[str]
    everybody: re.Pattern[str]  # counts a delegation as a whole
    crowd: re.Pattern[str]
    event: Sequence[re.Pattern[str]]
    event_name: Callable[[str], str]  # in the nominative
    purpose: re.Pattern[str]
    aim: re.Pattern[str]
    next_aim: re.Pattern[str]
    tells: re.Pattern[str]  # a sentence that begins so tells what happened, and no aim
    promise: re.Pattern[str]
    planned: re.Pattern[str]  # what is counted after it is not there yet
    topic_list: re.Pattern[str]
    topics_within: Sequence[re.Pattern[str]]
    joined: re.Pattern[str]
    parts: Callable[[str, str], bool]
    topic: Callable[[str], tuple[str, bool]]
    topics_in_case: Callable[[list[str]], list[str]]  # a list that a verb governs
