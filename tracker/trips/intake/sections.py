"""The headings of a report, in Lithuanian and English, and what stands under each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tracker.trips.intake.source import Source, Span


class Part(StrEnum):
    """What a section of a report is about."""

    DURATION = "duration"
    PLACE = "place"
    EVENT = "event"
    PURPOSE = "purpose"
    DELEGATES = "delegates"
    INVITERS = "inviters"
    WORK = "work"
    MEETINGS = "meetings"
    TOPICS = "topics"
    CONTACTS = "contacts"
    FOLLOW_UPS = "follow_ups"
    CONCLUSIONS = "conclusions"
    OTHER = "other"


# The first kind whose words a heading has; more telling words come first.
_KINDS: dict[Part, tuple[str, ...]] = {
    Part.FOLLOW_UPS: (
        r"tolesni\w* (?:veiksm|žingsn|darb)|kiti žingsniai|tolimesni|įsipareigojim|susitarimai",
        r"^(?:su|nu|susi)tarta$|^agreed$|sutarti (?:veiksm|darb)|next steps|follow.?ups?",
        r"action (?:points|items)|actions agreed|agreed (?:actions|steps)|commitments",
    ),
    Part.TOPICS: (
        r"bendradarbiavimo (?:srit|tem|krypt|galimyb)|aptart\w+ (?:tem|srit)",
        r"(?:areas|fields|topics) (?:of|for) (?:possible |potential |future )?co-?operation",
        r"co-?operation (?:areas|topics|opportunities)",
    ),
    Part.CONTACTS: (
        r"užmegzti kontakt|nauji kontakt|kontakt|susitikta|(?:people|persons) met|contacts",
    ),
    Part.INVITERS: (r"kviet(?:ėj|im|ė)|kas kvietė|pakvietė|organizator|priimanti|invit|host",),
    Part.CONCLUSIONS: (r"išvad|apibendrin|rezultat|conclusion|results?\b|outcome|summary",),
    Part.PURPOSE: (r"tiksl|uždavini|purpose|aims?\b|objectives?|goals?\b",),
    Part.DURATION: (r"trukm|laikas|laikotarp|dat[ao]s?\b|kada|duration|dates?\b|period|when\b",),
    Part.DELEGATES: (
        r"dalyvi|delegacij|komandiruot[ai]s? asm|vykstan|vyko|sudėtis",
        r"delegat|participant|travell?ers|members\b",
    ),
    Part.EVENT: (r"rengin|event\b",),
    Part.PLACE: (r"viet[ao]|miestas|šalis|valstyb|place|destination|location|venue|city|country",),
    Part.WORK: (
        r"nagrinė|atlikt|veikl|eiga|programa|darbotvark|turin|aprašym",
        r"work|activit|programme|agenda|issues|questions",
    ),
    Part.MEETINGS: (r"susitikim(?:ai|ų|as)|įvykę|meetings",),
    Part.OTHER: (
        r"išlaid|pried|parengė|ataskaitą|pasiūlym|pastab|rekomendac|dovan",
        r"costs?\b|expenses|annex|prepared by|report by|gifts|recommendation|remarks",
    ),
}
# What may stand before the telling word: „Tarnybinės komandiruotės tikslas“, „Main results“.
_QUALIFIED = (
    r"(?:tarnybin\w+|komandiruot\w+|vizit\w*|kelion\w+|išvyk\w*|rengin\w+|ataskait\w+|pagrindin\w+|"
    r"nagrinėt\w+|atlikt\w+|aptart\w+|nauj\w+|užmegzt\w+|tolesn\w+|numatyt\w+|numatom\w+|bendr\w+|"
    r"planuojam\w+|delegacij\w+|grįžimo|išvykimo|atvykimo|pradžios|pabaigos|ir|the|of|and|a|trip|"
    r"visit|mission|business|main|key|travel|work|event|new|next|departure|return|start|end|our)"
)
_COMPILED = tuple(
    (part, re.compile(rf"^(?:{_QUALIFIED} )*(?:{'|'.join(words)})"))
    for part, words in _KINDS.items()
)
_NUMBER = r"(?:(?:\d{1,2}(?:\.\d{1,2})?|[ivx]{1,4})(?:[.)]|\s(?=\s*[a-ząčęėįšųūž]))\s*)?"
_HEADING = re.compile(
    rf"(?P<number>{_NUMBER})(?P<title>[^\W\d_][^\n:.;!?]{{2,89}}?)\s*"
    rf"(?:(?P<mark>[:\t|]|\s[–—]\s|\.\s)\s*(?P<inline>[^\n]+)|[:.]?\s*)$"
)
_MOST_WORDS = 9
_LONGEST_TITLE = 2500
_MOST_SECTIONS = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, or after it on the same line."""

    part: Part
    heading: Span
    body: Span


def find_sections(source: Source) -> list[Section]:
    """Return the sections in order; what stands before the first one is the title."""
    heads = list(islice(_headings(source), _MOST_SECTIONS))
    found: list[Section] = []
    for place, (part, heading, begins) in enumerate(heads):
        end = heads[place + 1][1].start if place + 1 < len(heads) else len(source.text)
        found.append(Section(part, heading, source.trim(Span(begins, end))))
    return found


def _headings(source: Source) -> Iterator[tuple[Part, Span, int]]:
    numbered = 0
    for line in source.lines():
        if line.end - line.start > 400:
            continue
        match = _HEADING.fullmatch(source.lower, line.start, line.end)
        if match is None or not _is_heading(source, match):
            continue
        number = int(re.sub(r"\D.*", "", match["number"].strip()) or 0)
        goes_on = number > 1 and number == numbered + 1 and _is_bare(source, line, match)
        part = _part(match["title"]) or (Part.OTHER if goes_on else None)
        if part is None:
            continue
        numbered = number or numbered
        heading = source.trim(Span(line.start, match.end("title")))
        begins = match.start("inline") if match["inline"] else line.end
        yield part, heading, begins


def _is_bare(source: Source, line: Span, match: re.Match[str]) -> bool:
    """Say whether a numbered line of unknown words is a heading by its looks.

    It has no stop at its end and no other item of a list right below it.
    """
    below = source.flat[line.end : line.end + 40].lstrip()
    return not (match["inline"] or source.flat[line.end - 1] in ".;,:" or below[:1].isdigit())


def _is_heading(source: Source, match: re.Match[str]) -> bool:
    title, mark = match["title"], (match["mark"] or "").strip()
    first = source.text[match.start("title")]
    if len(title.split()) > _MOST_WORDS or not (first.isupper() or match["number"]):
        return False
    if not match["number"] and not match["mark"] and ("," in title or _stops(source, match)):
        return False
    if mark == ".":
        return _ALONE.fullmatch(title) is not None
    if mark in {"–", "—"}:
        return len(title.split()) <= 3
    return _SENTENCE.search(title) is None or _BARE_AGREED.fullmatch(title) is not None


def _stops(source: Source, match: re.Match[str]) -> bool:
    """Say whether a line without a number ends as sentences do."""
    return source.flat[match.end("title") : match.end()].strip() == "."


# Words that make a line a sentence or the report's own title, not a heading.
_SENTENCE = re.compile(
    r"\b(?:buvo|yra|was|were|will|sutarta|aptarta|dalyvavo|lankėsi|susitik(?:o|ta)\b.*\bsu|iki|"
    r"ataskaita|report on|report of|agreed|met with)\b|[(„“\"]|\d{4}"
)

_ALONE = re.compile(
    rf"(?:{_QUALIFIED} )*(?:tiksl(?:as|ai)|išvad(?:a|os)|eiga|programa|rezultatai|apibendrinimas|"
    r"purpose|aims?|objectives?|conclusions?|results|outcomes?)"
)
_BARE_AGREED = re.compile(r"(?:su|nu)tarta|susitarta|agreed")


def _part(title: str) -> Part | None:
    for part, words in _COMPILED:
        if words.search(title):
            return part
    return None


def bodies(sections: list[Section], *parts: Part) -> list[Span]:
    """Return what stands under the headings of these kinds."""
    return [each.body for each in sections if each.part in parts]


def title_of(source: Source, sections: list[Section]) -> Span:
    """Return the span of the title: what stands before the first heading and the first sentence."""
    end = min(sections[0].heading.start if sections else len(source.text), _LONGEST_TITLE)
    for line in source.lines(Span(0, end)):
        if line.end - line.start > 40 and source.flat[line.end - 1] in ".!?":
            return source.trim(Span(0, line.start))
    return source.trim(Span(0, end))
