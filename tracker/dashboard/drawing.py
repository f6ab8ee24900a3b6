"""Where the dots of the map and the points of the line stand; arithmetic only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.dashboard.counts import Week

HOME = (24.4, 55.7)
"""Panevėžys."""
FEWEST_COUNTRIES = 3
FEWEST_STEPS = 10
"""So many steps must have been done before a line says anything."""
FEWEST_WEEKS = 3
TARGET = 90
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 256, 10, 68
"""Where the line is drawn; at its right there is room for "100 %" and for the target's name."""
_APART = 14
"""So far from each other two labels can be read."""
MAP = (12, 2, 491, 186)
"""What is shown of the outline: left, top, width, height."""
LABELS, NAMED = 3, 5
"""So many names at most, of so many of the largest dots."""
_LETTER, _LINE, _GAP = 11.5, 22, 5
"""How much room a label takes on the map: a letter's width, a line's height, from its dot."""

# Roughly the middle of the settled part of each country: longitude, latitude.
PLACES = {
    "AE": (54.4, 24.3), "AL": (20.0, 41.2), "AM": (44.6, 40.2), "AT": (14.6, 47.7),
    "AZ": (48.5, 40.3), "BA": (17.8, 44.2), "BE": (4.6, 50.7), "BG": (25.2, 42.8),
    "BY": (28.0, 53.5), "CH": (8.2, 46.9), "CN": (113.0, 33.0), "CY": (33.2, 35.0),
    "CZ": (15.3, 49.8), "DE": (10.3, 51.2), "DK": (10.0, 55.9), "EE": (25.5, 58.7),
    "EG": (31.0, 29.5), "ES": (-3.5, 40.2), "FI": (25.5, 61.8), "FR": (2.4, 47.0),
    "GB": (-1.8, 52.8), "GE": (43.5, 42.1), "GR": (22.6, 39.2), "HK": (114.2, 22.3),
    "HR": (16.2, 45.5), "HU": (19.3, 47.2), "IE": (-7.6, 53.2), "IL": (34.9, 32.0),
    "IN": (78.0, 23.0), "IT": (12.0, 43.0), "JP": (137.5, 36.0), "KR": (127.6, 36.6),
    "KZ": (71.0, 49.0), "LI": (9.5, 47.1), "LT": (24.0, 55.3), "LU": (6.1, 49.7),
    "LV": (24.9, 56.9), "MD": (28.6, 47.2), "ME": (19.3, 42.8), "MK": (21.7, 41.6),
    "MT": (14.4, 35.9), "NL": (5.5, 52.2), "NO": (9.5, 60.5), "PL": (19.3, 52.1),
    "PT": (-8.2, 39.7), "RO": (25.0, 45.9), "RS": (20.8, 44.2), "SA": (45.0, 24.5),
    "SE": (16.0, 59.8), "SI": (14.8, 46.1), "SK": (19.5, 48.7), "TR": (33.5, 39.2),
    "TW": (121.0, 23.7), "UA": (31.3, 49.0), "UZ": (65.0, 41.0), "VN": (105.8, 21.0),
    "XK": (20.9, 42.6),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dot:
    """A country on the map: its dot, and the arc that leads there from home."""

    code: str
    x: int
    y: int
    radius: float
    arc: str


def map_point(longitude: float, latitude: float) -> tuple[int, int]:
    """Return the place on the outline, which is equirectangular and true at 40° N."""
    return round((longitude + 14) * 0.766 * 4), round((66 - latitude) * 4)


def dots(countries: Sequence[tuple[str, int]]) -> list[Dot]:
    """Return the dots; none below three countries, where a list says it better."""
    if len(countries) < FEWEST_COUNTRIES:
        return []
    return [_dot(code, leads) for code, leads in countries if code in PLACES]


def _dot(code: str, leads: int) -> Dot:
    (home_x, home_y), (x, y) = map_point(*HOME), map_point(*PLACES[code])
    lift = min(home_y, y) - round(abs(home_x - x) / 7)
    arc = f"M{home_x} {home_y}Q{(home_x + x) // 2} {lift} {x} {y}"
    return Dot(code, x, y, min(round(leads**0.5 * 2.3, 1), 14.0), arc)


@dataclass(frozen=True, slots=True)
class Label:
    """A country's name beside its dot; `anchor` is the end at which it touches."""

    text: str
    x: float
    y: float
    anchor: str


def labels(drawn: Sequence[Dot], names: Mapping[str, str]) -> list[Label]:
    """Return the names of the largest dots that have room for them, three at most."""
    taken = [_round(dot) for dot in drawn]
    found: list[Label] = []
    for dot in drawn[:NAMED]:
        for label in _places(dot, names[dot.code]):
            box = _box(label)
            if len(found) < LABELS and _on_map(box) and not any(_meet(box, one) for one in taken):
                taken.append(box)
                found.append(label)
                break
    return found


_Box = tuple[float, float, float, float]


def _places(dot: Dot, text: str) -> list[Label]:
    """Return where a name may stand: before its dot, after it, above it."""
    off, above = dot.radius + _GAP, dot.y - dot.radius - _LINE / 2
    return [
        Label(text, dot.x - off, dot.y, "end"),
        Label(text, dot.x + off, dot.y, "start"),
        Label(text, dot.x + dot.radius, above, "end"),
    ]


def _box(label: Label) -> _Box:
    wide = len(label.text) * _LETTER
    left = label.x - wide if label.anchor == "end" else label.x
    return left, label.y - _LINE / 2, left + wide, label.y + _LINE / 2


def _round(dot: Dot) -> _Box:
    return dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius


def _on_map(box: _Box) -> bool:
    left, top, width, height = MAP
    return left <= box[0] and top <= box[1] and box[2] <= left + width and box[3] <= top + height


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True, slots=True)
class Trend:
    """The line of the weeks in which anything was done, with its labelled ends.

    `low` is where the line's box ends below; nothing where the first week says it already.
    """

    path: str
    target_y: int
    target_name_y: int
    last_x: int
    last_y: int
    first_y: int
    first: int
    last: int
    low: int | None
    low_y: int


def trend(weeks: Sequence[Week]) -> Trend | None:
    """Return the line; nothing where there is too little to draw one honestly."""
    shares = [
        (place, round(100 * week.on_time / week.done))
        for place, week in enumerate(weeks)
        if week.done
    ]
    if sum(week.done for week in weeks) < FEWEST_STEPS or len(shares) < FEWEST_WEEKS:
        return None
    low = min(50, min(share for _, share in shares) // 10 * 10)
    step = (_RIGHT - _LEFT) / (len(weeks) - 1)
    points = [(round(_LEFT + place * step), _height(share, low)) for place, share in shares]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    (_, first_y), (last_x, last_y) = points[0], points[-1]
    target_y, first = _height(TARGET, low), shares[0][1]
    return Trend(
        path=path,
        target_y=target_y,
        target_name_y=_beside(target_y, last_y),
        last_x=last_x,
        last_y=last_y,
        first_y=first_y,
        first=first,
        last=shares[-1][1],
        low=low if first != low else None,
        low_y=max(_BOTTOM, first_y + _APART),
    )


def _beside(target_y: int, last_y: int) -> int:
    """Return where the target's name keeps out of the way of the last number."""
    if last_y <= target_y:
        return max(target_y, last_y + _APART + 2)
    return min(target_y, last_y - _APART)


def _height(share: int, low: int) -> int:
    return round(_BOTTOM - (share - low) * (_BOTTOM - _TOP) / (100 - low))
