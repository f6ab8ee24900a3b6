"""Names of organisations: legal forms that both languages share, and other spellings."""

import re
from collections.abc import Iterable, Iterator

from tracker.trips.intake.draft import Alias, Confidence
from tracker.trips.intake.findings import Found
from tracker.trips.intake.source import Source, Span

_QUOTED = r"[„“\"«][^„“”\"»\n]{1,80}[“”\"»]"
_LEGAL_BEFORE = re.compile(
    r"(?<!\w)(?:UAB|AB|VšĮ|MB|IĮ|VĮ|SĮ|BĮ|SIA|OÜ|[ĮįBbKkGg](?:monė|endrov|ompanij|amykl)\w*|korporacij\w+|"
    r"asociacij\w+|organizacij\w+|fond\w+|centr\w+|sanatorij\w+|klub\w+|startuol\w+|koncern\w+)\s*"
    rf"(?P<name>{_QUOTED})(?P<more>(?:(?:,| ir| bei) {_QUOTED}){{0,6}})"
)
_CAPITAL = "[A-ZĄČĘĖĮŠŲŪŽŁÖÄÜÕØÅ]"
_LEGAL_AFTER = re.compile(
    r"(?<![\w-])(?!(?:At|In|The|With|From|By|On|To|And) )"
    rf"(?:{_CAPITAL}(?:[\w&'’-]{{0,40}}(?:\.[\w&'’-]+){{0,3}}|\w{{0,2}}\.)[ ]+){{1,5}}"
    r"(?:(?:GmbH|AG|(?:Co\.,? )?Limited|LLC|LLP|Corporation|SA|BV|NV|O[ÜY]|SIA|AS|A/S|ApS|Oyj?|"
    r"Srl|SpA|Plc|PLC)(?!\w)|(?:(?:Co\.,? )?Ltd|Inc|Corp|S\.A|S\.p\.A|B\.V|N\.V|Sp\. z o\. ?o|"
    r"S\.r\.l|s\.r\.o|a\.s)(?!\w)\.?)"
)
_MARKS = '„“”"«»'
_SAME_STEM = 6


def by_legal_form(source: Source, within: Span) -> Iterator[Found[str]]:
    """Yield companies told by their legal form: „UAB „Saulė““, „Hanse Digital GmbH“."""
    for match in _LEGAL_BEFORE.finditer(source.flat, within.start, within.end):
        name = source.at(Span(*match.span("name")))
        whole = source.at(Span(match.start(), match.end("name")))
        is_form = whole.split()[0].isupper() or whole.startswith("VšĮ")
        text = whole if is_form else name.strip(_MARKS)
        yield Found(text, Span(match.start(), match.end("name")), Confidence.CERTAIN)
        for other in re.finditer(_QUOTED, match["more"]):
            start = match.start("more")
            span = Span(start + other.start(), start + other.end())
            yield Found(other.group().strip(_MARKS), span, Confidence.LIKELY)
    for match in _LEGAL_AFTER.finditer(source.flat, within.start, within.end):
        span = Span(*match.span())
        yield Found(source.at(span), span, Confidence.CERTAIN)


def apart(found: Iterable[Found[str]]) -> list[Found[str]]:
    """Return the names in the order of the text, none touching the one before it."""
    kept: list[Found[str]] = []
    for each in sorted(found, key=lambda each: each.span):
        if not kept or not each.span.touches(kept[-1].span):
            kept.append(each)
    return kept


def same_perhaps(found: list[Found[str]]) -> tuple[list[Found[str]], list[Found[Alias]]]:
    """Part names written once more, or in another way, from the organisations themselves.

    The very same name is dropped. One with the same noun and a first word of the same stem
    („Taivano atstovybė“, „Taivaniečių atstovybė“) is kept as an alias to ask about.
    """
    kept: dict[str, Found[str]] = {}
    aliases: dict[str, Found[Alias]] = {}
    stems: dict[str, list[str]] = {}
    for each in found:
        low = each.value.lower().replace(" miesto ", " ")
        if low in kept or low in aliases or any(_is_part(low, name) for name in kept):
            continue
        stem = stems.setdefault(low[:_SAME_STEM], [])
        alike = next((name for name in stem if _alike(each.value, name)), None)
        if alike is None:
            kept[low] = each
            stem.append(each.value)
        else:
            aliases[low] = Found(Alias(each.value, alike), each.span, Confidence.CHECK)
    return list(kept.values()), list(aliases.values())


def _is_part(low: str, name: str) -> bool:
    """Say whether a name is another's end: „Menų mokykla“, or „X“ of „UAB „X““."""
    return name.endswith((f" {low}", f" „{low}“"))


def _alike(one: str, other: str) -> bool:
    first, second = one.lower().split(), other.lower().split()
    shared = set(first[1:]) & set(second[1:])
    return first[0] != second[0] and any(len(word) > _SAME_STEM for word in shared)
