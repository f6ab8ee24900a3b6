"""Days and ranges of days, in every form that Lithuanian and English reports use."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.core.text import fold
from tracker.trips.intake.source import DASH, Source, Span
from tracker.trips.intake.vocabulary import MONTHS_LT, table

_MONTHS_EN = table(
    "january february march april may june july august september october november december"
)
# Some write „rugsejo 3 d.“, without the marks of Lithuanian letters.
_MONTHS = {way: place for place, name in enumerate(MONTHS_LT, 1) for way in (name, fold(name))}
_LT = "|".join(_MONTHS)
_MONTHS |= {name: place for place, name in enumerate(_MONTHS_EN, 1)}
_MONTHS |= {name[:3]: place for place, name in enumerate(_MONTHS_EN, 1)} | {"sept": 9}
_EN = "|".join(_MONTHS_EN) + "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_TO = rf"\s*(?:{DASH}|\biki\b|\bto\b|\buntil\b|\band\b|&|\bir\b)\s*"
_YEAR = r"(?:19|20)\d\d"
_YEAR_LT = rf"(?P<y{{n}}>{_YEAR})\s*(?:m\.|metų|m\b)?,?\s*"
_MONTH_LT = rf"(?P<m{{n}}>{_LT})\s*(?:mėn\.?|mėnesio)?\s*"
_DAY_LT = (
    r"(?P<d{n}>\d{{1,2}})(?!\d)(?:\s*(?:d\.|d\b|dien\w+))?"
    r"(?:\s*\([^)\n]{{0,12}}dieni[^)\n]{{1,3}}\))?"  # the day of the week
)
_DAY_EN = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?"
_MONTH_EN = rf"(?P<m{{n}}>{_EN})\b\.?"
_BEFORE = r"(?<![\d.,/-])(?<!\d )"

_LITHUANIAN = re.compile(
    rf"(?<![\w])(?:{_YEAR_LT.format(n=1)})?{_MONTH_LT.format(n=1)}{_DAY_LT.format(n=1)}"
    rf"(?:{_TO}(?:{_YEAR_LT.format(n=2)})?(?:{_MONTH_LT.format(n=2)})?{_DAY_LT.format(n=2)}"
    r"(?![\d.,:]*\d))?"
)
_DAY_MONTH = re.compile(  # 20/21 May 2025; 3 June – 6 July 2025; 3–6 June 2025
    rf"(?<![\w.,:]){_DAY_EN.format(n=1)}(?:\s+{_MONTH_EN.format(n=1)})?(?:,?\s+(?P<y1>{_YEAR}))?"
    rf"(?:(?:{_TO}|/)(?:the\s+)?{_DAY_EN.format(n=2)}\s+{_MONTH_EN.format(n=2)}"
    rf"(?:,?\s+(?P<y2>{_YEAR}))?)?(?!\w)"
)
_MONTH_DAY = re.compile(  # June 3–6, 2025; June 30 – July 2, 2025
    rf"\b{_MONTH_EN.format(n=1)}\s+{_DAY_EN.format(n=1)}(?:,?\s+(?P<y1>{_YEAR}))?(?![\d:])"
    rf"(?:{_TO}(?:{_MONTH_EN.format(n=2)}\s+)?{_DAY_EN.format(n=2)}(?![\d:])"
    rf"(?:,?\s+(?P<y2>{_YEAR}))?)?(?!\w)"
)
_YEAR_FIRST = re.compile(  # 2024-03-17/24; 2024 03 17-24; 2024.03.30 – 04.04
    rf"{_BEFORE}(?P<y1>{_YEAR})(?P<by>[-. /]|{DASH})(?P<m1>\d\d)(?P=by)(?P<d1>\d\d)(?!\d)"
    rf"(?:(?:\s*(?:/|{DASH}|\biki\b|\bto\b)\s*)(?:(?:(?P<y2>{_YEAR})(?P=by))?(?P<m2>\d\d)(?P=by))?"
    r"(?P<d2>\d\d)(?![\d:]|[.,]\d|\s*val))?"
)
_DAY_FIRST = re.compile(  # 17.03.2024 – 24.03.2024; 17–24.03.2024
    rf"{_BEFORE}(?P<d1>\d\d?)(?:\.(?P<m1>\d\d?)(?:\.(?P<y1>{_YEAR}))?)?"
    rf"(?:\s*{DASH}\s*(?P<d2>\d\d?)\.(?P<m2>\d\d?)\.(?P<y2>{_YEAR}))?(?![\d.])"
)
_MONTH_DOT_DAY = re.compile(  # 03.17–24; 03.30–04.04: the year stands elsewhere
    rf""
    rf"(?<![\d.,/-])(?P<m1>\d\d)\.(?P<d1>\d\d)\s*{DASH}\s*(?:(?P<m2>\d\d)\.)?(?P<d2>\d\d)(?![\d.,:])"
)
_YEARS = re.compile(
    rf"(?<!\d)({_YEAR})(?=\s*m(?:\.|etų)|[-. /]\d\d)|\b(?:{_EN})\b[\w ,–-]{{0,24}}?({_YEAR})"
)
_AND = re.compile(r"\s(?:ir|and|&)\s")
_FORMS = (
    _YEAR_FIRST, _LITHUANIAN, _DAY_MONTH, _MONTH_DAY, _DAY_FIRST, _MONTH_DOT_DAY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days as read; `stated` is False where the year stands elsewhere in the text."""

    start: date
    end: date
    span: Span
    stated: bool

    @property
    def is_range(self) -> bool:
        """Say whether this is more than one day."""
        return self.start < self.end


def find_days(source: Source, within: Span, year: int | None = None) -> list[Days]:
    """Return the days and ranges in `within`, in order, none overlapping another.

    `year` serves for days without one; without it they are left out.
    """
    found: list[Days] = []
    for form in _FORMS:
        for match in form.finditer(source.lower, within.start, within.end):
            days = _read(match, None if form is _DAY_FIRST else year)
            if days and not any(days.span.touches(other.span) for other in found):
                found.append(days)
    return sorted(found, key=lambda days: days.span)


def only_year(source: Source) -> int | None:
    """Return the one year that the text's dates speak of; None if there are several or none."""
    years = {
        int(each) for found in _YEARS.finditer(source.lower) for each in found.groups() if each
    }
    return years.pop() if len(years) == 1 else None


def _read(match: re.Match[str], year: int | None) -> Days | None:
    part = {key: value for key, value in match.groupdict().items() if value}
    text = match.group()
    if "m1" in part and "m2" in part and (cut := _AND.search(text)):
        # Two days named one after the other are not a range.
        part = {key: value for key, value in part.items() if key.endswith("1")}
        text = text[: cut.start()]
    month1 = _month(part.get("m1") or part.get("m2"))
    month2 = _month(part.get("m2")) or month1
    if not month1 or not month2 or "d1" not in part:
        return None
    years = _years(part, (month1, month2), year)
    if years is None:
        return None
    start = _date(years[0], month1, int(part["d1"]))
    end = _date(years[1], month2, int(part["d2"])) if "d2" in part else start
    if start is None or end is None or not start <= end or (end - start).days > 366:
        return None
    begin = match.start() + len(text) - len(text.lstrip())
    span = Span(begin, match.start() + len(text.rstrip()))
    return Days(start, end, span, stated="y1" in part or "y2" in part)


def _month(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else _MONTHS.get(text)


def _years(
    part: dict[str, str], months: tuple[int, int], year: int | None
) -> tuple[int, int] | None:
    """Return the years of both ends; a range may go over New Year with one year said."""
    turns = months[1] < months[0]
    if "y1" in part:
        first = int(part["y1"])
        return first, int(part.get("y2", first + turns))
    if "y2" in part:
        last = int(part["y2"])
        return last - turns, last
    return (year, year + turns) if year else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
