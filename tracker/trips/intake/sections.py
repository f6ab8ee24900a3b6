"""The headings of a report, in Lithuanian and English, and what stands under each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tracker.trips.intake.lists import is_item
from tracker.trips.intake.source import Source, Span
from tracker.trips.intake.vocabulary import table


class Part(StrEnum):
    """What a section of a report is about; a heading is of the first part whose words it has."""

    WRITTEN = "written"
    FOLLOW_UPS = "follow_ups"
    TOPICS = "topics"
    CONTACTS = "contacts"
    INVITERS = "inviters"
    CONCLUSIONS = "conclusions"
    PURPOSE = "purpose"
    DURATION = "duration"
    OFFICE = "office"
    DELEGATES = "delegates"
    EVENT = "event"
    PLACE = "place"
    MEETINGS = "meetings"
    OTHER = "other"


_SETTLED = r"(?:(?:su|nu|susi)tarta|nuspręsta|įsipareigota|pažadėta|planuojama)"
_WORDS = {
    # When the report was written says nothing of the trip.
    Part.WRITTEN: (
        r"(?:ataskaitos|rašto|dokumento) (?:\w+ )?data|(?:pateik|pareng|suraš|pasiraš)imo data|"
        r"date of (?:the |this )?report|report date|date (?:of )?(?:submi|written|sign)"
    ),
    Part.FOLLOW_UPS: (
        r"(?:tolesni|tolimesni|būsimi|kit)\w* (?:veiksm|žingsn|darb)|įsipareigojim|susitarimai|"
        rf"(?:\w+ )?{_SETTLED}$|dėl ko \w*tar\w+$|numat(?:oma|omi|yta|yti)\b(?! tiksl)|"
        r"užduot(?:ys|is)|"
        r"ką (?:pa)?darysime$|ką (?:reikia|reikės|turime) (?:pa|at)?\w+ti|"
        r"(?:ką|kas) [^,]{0,20}\btoliau$|sutarti (?:veiksm|darb)|"
        r"agreed$|(?:agreements|decisions|nutarimai|sprendimai)$|next steps|follow.?ups?|"
        r"what (?:is|comes) next|"
        r"action(?:s|(?: points| items))|to do$|steps agreed|commitments"
    ),
    Part.TOPICS: (
        r"bendradarbiavimo (?:srit|tem|krypt|galimyb)|aptarti klausimai$|"
        r"(?:aptart\w+ )?(?:tem|srit)(?:os|ys)$|"
        r"(?:areas|fields|topics) (?:of|for) (?:possible |potential |future )?co-?operation|"
        r"co-?operation (?:areas|topics|opportunities)|(?:possible |potential )co-?operation$|"
        r"(?:discussion )?(?:topics|themes|subjects)"
        r"(?: (?:discussed|covered|raised|that came up))?$|"
        r"(?:issues|matters|points) (?:discussed|raised)$"
    ),
    Part.CONTACTS: (
        r"(?:užmegzti |nauji )?kontakt|(?:su kuo )?susitikta|su kuo|"
        r"(?!lietuvos|mūsų|savivaldybės)\w+ pusė$|(?!lithuanian|our)\w+ side$|"
        r"(?:\w+ ){0,4}(?:meetings? with|susiti(?:ko|kta|kome|kau) su)$|"
        r"(?:people|persons|partners) (?:we )?met|contacts|whom? we (?:met|saw)|met with$|"
        r"counterparts"
    ),
    Part.INVITERS: (
        r"(?:kas )?(?:pa)?kviet(?:ėj|im|ė|us)|kvieči|(?:kas )?organiz(?:ator|avo)|priim(?:anti|us)|"
        r"invit|host|šeiminink"
    ),
    Part.CONCLUSIONS: r"išvad|apibendrin|rezultat|conclusion|results?\b|outcome|summary",
    Part.PURPOSE: r"tiksl|uždavini|purpose|aims?\b|objectives?|goals?\b|reasons?\b|why$|kodėl$",
    Part.DURATION: r"trukm|laikas|laikotarp|dat[ao]s?\b|kada|duration|dates?\b|period|when\b",
    Part.OFFICE: r"pareigos$|position$|job title$",
    Part.DELEGATES: (
        r"darbuotoj(?:as|a|ai|os)$|(?:kas )?dalyv(?:i|avo)|delegacij|"
        r"komandiruot(?:[ai]s? asm|as|a|i$)|vyk(?:stan|usi)|(?:kas )?vyko|"
        r"sudėtis|(?:lietuvos|mūsų|savivaldybės) pusė$|(?:lithuanian|our) side$|"
        r"vard|pavard|vykdytoj|keliauj|keliav|lyd(?:int|ėj)|delegat|participant|"
        r"attend(?:ed by|ees)|travell?er|members\b|team$|guests$|svečiai$|visitors$|accompanied by|"
        r"head of (?:the )?delegation$|who(?:$| (?:went|travel|took part))|names?\b|staff"
    ),
    Part.EVENT: r"rengin|event\b|(?<!next )meeting$",
    Part.PLACE: r"viet[ao]|miest(?:as|ai)|šalis|valstyb|kur(?: vyk\w+)?$|place|where$|destination|"
    r"location|venue|city|country",
    Part.MEETINGS: r"susitikim(?:ai|ų|as)|įvykę|meetings",
    Part.OTHER: (
        r"pagrindas$|proje[ck]t(?:as|o pavadinimas)?$|"
        r"nagrinė|atlikt|veikl|eiga|programa|darbotvark|turin|aprašym|išlaid|pried|parengė|"
        r"ataskaitą|pasiūlym|pastab|rekomendac|dovan|work|activit|programme|agenda|issues|"
        r"what we |ką (?:suži|mat|išgird)\w+$|questions|costs?\b|expenses|annex|"
        r"prepared by|report by|gifts|recommendation|remarks"
    ),
}
# What may stand before the telling word: „Tarnybinės komandiruotės tikslas“, „Main results“.
_QUALIFIED = (
    r"(?:(?:tarnybin|komandiruot|vizit|kelion|išvyk|rengin|ataskait|pagrindin|nagrinėt|atlikt|"
    r"aptart|nauj|užmegzt|tolesn|numatyt|numatom|bendr|planuojam|delegacij|grįžim|atvykim|"
    r"pradž|pabaig|svarbiausi|koki|asm|vyk)\w*|kieno|metu|ir|the|of|and|a|trip|visit|mission|business|main|key|travel|work|event|new|"
    r"next|departure|return|start|end|our|possible|agreed)"
)
_KINDS = [(part, re.compile(rf"(?:{_QUALIFIED} )*(?:{words})")) for part, words in _WORDS.items()]
_BULLET = r"(?:[•·*▪◦●]\s*|[-–—]\s+)?"
_ROMAN = table("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv")
_NUMBER = r"(?:(?:\d{1,2}(?:\.\d{1,2})?|[ivx]{1,4})(?:[.)]|\s(?=\s*[a-ząčęėįšųūž]))\s*)?"
_HEADING = re.compile(
    rf"(?P<bullet>{_BULLET})(?P<number>{_NUMBER})(?P<title>[^\W\d_][^\n:.;!?]{{2,89}}?)\s*"
    r"(?:\([^()\n:]{2,60}\)\s*(?=[:\t]))?"
    rf"(?:(?P<mark>[:\t|]|\s[–—]\s|\.\s)\s*(?P<inline>[^\n]+)|[:.]?\s*)$"
)
_COLUMN = re.compile(
    r"\W*|(?:eil\. ?)?nr\.?|(?:vard|pavard|pareig|asm[ue]|institucij|organizacij|įmon|įstaig|tem|"
    r"klausim|dat|laik|kontakt|el\. pašt|telefon|pastab|name|surname|position|title|role|"
    r"organi[sz]ation|company|institution|date|topic|e-?mail|phone|contact|person|function|no)"
    r"\w*\.?(?:,? (?:ir |and )?(?:pavard|surname|pareig|institucij|title|kuo)\w*)?|"
    r"su kuo(?: susiti\w+)?"
)
_THEIR_COLUMN = re.compile(r"su kuo|asmuo|kontakt|contact|person")
_OUR_COLUMN = re.compile(r"vard|pavard|name")
_MOST_WORDS = 9
_LONGEST_TITLE = 2500
_LONGEST = 400
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
    ends = [*(heading.start for _, heading, _ in heads[1:]), len(source.text)]
    return [
        Section(part, heading, source.trim(_body(source, heading, Span(begins, end))))
        for (part, heading, begins), end in zip(heads, ends, strict=False)
    ]


def _body(source: Source, heading: Span, body: Span) -> Span:
    """Return what is said under a heading; after it on its own line, as long as that goes on.

    „Vizito tikslas – aptarti projektą“ says no more than its line, whatever follows.
    """
    if "\n" in source.flat[heading.end : body.start + 1]:
        return body
    end = body.start
    in_row = is_item(source, heading)  # „3. Tikslas: …“, and then „4. Eiga: …“
    for line in source.lines(body):
        goes_on = source.flat[end - 1] in ",;:" or is_item(source, line)
        if end > body.start and (not goes_on or (in_row and _is_next(source, heading, line))):
            break
        end = line.end
    return Span(body.start, end)


def _is_next(source: Source, one: Span, other: Span) -> bool:
    """Say whether two lines begin with a number, or with the same bullet."""
    signs = source.flat[one.start], source.flat[other.start]
    return signs[0] == signs[1] or all(map(str.isdigit, signs))


def _headings(source: Source) -> Iterator[tuple[Part, Span, int]]:
    """Yield the part, the place of the words and where the body begins of each heading."""
    numbered, part = 0, None
    for line in source.lines():
        if columns := _columns(source, line, part):
            yield columns, line, line.end
            continue
        match = _HEADING.fullmatch(source.lower, line.start, min(line.end, line.start + _LONGEST))
        if match is None or match.end() < line.end or not _is_heading(source, match):
            continue
        number = _ordinal(match["number"])
        kind = next((each for each, words in _KINDS if words.match(match["title"])), None)
        if kind is None and number > 1 and number == numbered + 1 and _is_bare(source, line, match):
            kind = Part.OTHER
        if kind:
            numbered, part = number or numbered, kind
            heading = source.trim(Span(line.start, match.end("title")))
            yield kind, heading, match.start("inline") if match["inline"] else line.end


def _ordinal(number: str) -> int:
    """Return which section it is by „3.“ or „III.“; 0 where no number stands."""
    first = re.split(r"\W", number.strip(), maxsplit=1)[0]
    return _ROMAN.index(first) + 1 if first in _ROMAN else int(first or 0)


def _columns(source: Source, line: Span, above: Part | None) -> Part | None:
    """Return whom a table lists whose first row this is: „Vardas, pavardė<tab>Pareigos“."""
    cells = source.lower[line.start : line.end].split("\t")
    if len(cells) < 2 or not all(_COLUMN.fullmatch(each.strip()) for each in cells):
        return None
    if above in {Part.DELEGATES, Part.CONTACTS}:
        return above
    theirs = above is Part.MEETINGS or any(_THEIR_COLUMN.match(each) for each in cells)
    ours = any(_OUR_COLUMN.match(each) for each in cells)
    return Part.CONTACTS if theirs else Part.DELEGATES if ours else None


def _is_bare(source: Source, line: Span, match: re.Match[str]) -> bool:
    """Say whether a numbered line of unknown words is a heading by its looks.

    It has no stop at its end and no other item of a list right below it.
    """
    below = source.flat[line.end : line.end + 40].lstrip()
    return not (match["inline"] or source.flat[line.end - 1] in ".;,:" or below[:1].isdigit())


def _is_heading(source: Source, match: re.Match[str]) -> bool:
    title, mark = match["title"], (match["mark"] or "").strip(" ")
    if match["bullet"] and mark != ":":
        return False
    capital = source.text[match.start("title")].isupper()
    if len(title.split()) > _MOST_WORDS or not (capital or match["number"]):
        return False
    stops = source.flat[match.end("title") : match.end()].strip() == "."
    if not match["number"] and not mark and ("," in title or stops):
        return False
    if mark == ".":
        return _ALONE.fullmatch(title) is not None
    if mark in {"–", "—"}:
        return len(title.split()) <= 3
    return _SENTENCE.search(title) is None or (_VERB.fullmatch(title) is not None)


# Words that make a line a sentence or the report's own title, not a heading; and those that can be
# a heading by themselves.
_SENTENCE = re.compile(
    r"\b(?:buvo|yra|was|were|will|sutarta|aptarta|dalyvavo|lankėsi|susitik(?:o|ta)\b.*\bsu|iki|"
    r"ataskaita|report on|report of|agreed|met with)\b|[(„“\"]|\d{4}"
)
_VERB = re.compile(
    rf"(?:\w+ )?{_SETTLED}|(?:\w+ ){{0,4}}susiti(?:ko|kta|kome|kau) su|"
    rf"agreed(?: [\w-]+){{0,2}}|dalyvavo|vyko|(?:pa)?kvietė|"
    r"(?:kas|su kuo|ką|kada|kur) [^,]{3,40}|ataskaitos data|date of report"
)
_ALONE = re.compile(
    r"kas (?:pa)?(?:kvietė|organizavo|vyko)(?: \w+)?|"
    rf"(?:{_QUALIFIED} )*(?:tiksl(?:as|ai)|trukmė|laikas|dalyviai|"
    r"išvad(?:a|os)|eiga|programa|rezultatai|apibendrinimas|"
    r"purpose|aims?|objectives?|conclusions?|results|outcomes?)"
)


def bodies(sections: list[Section], *parts: Part) -> list[Span]:
    """Return what stands under the headings of these kinds."""
    return [each.body for each in sections if each.part in parts]


def title_of(source: Source, sections: list[Section]) -> Span:
    """Return the span of the title: what stands before the first heading and the first sentence."""
    end = min(sections[0].heading.start if sections else len(source.text), _LONGEST_TITLE)
    for line in source.lines(Span(0, end)):
        ends = source.flat[line.end - 1] in ".!?" and source.without_stop(line).end < line.end
        if ends and len(source.at(line).split()) > 2:
            return source.trim(Span(0, line.start))
    return source.trim(Span(0, end))
