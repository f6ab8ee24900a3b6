"""The map and the line: where their points stand, and when they are not drawn at all."""

from datetime import date, timedelta

import pytest
from babel import Locale

from tracker.dashboard.counts import Week
from tracker.dashboard.drawing import MAP, PLACES, dots, labels, map_point, trend


def weeks(*done: tuple[int, int]) -> list[Week]:
    """Make weeks of (done, on time), one after the other."""
    monday = date(2026, 9, 7)
    return [Week(monday + timedelta(weeks=n), *pair) for n, pair in enumerate(done)]


def test_every_place_is_a_country_and_stands_on_the_map() -> None:
    for code, place in PLACES.items():
        x, y = map_point(*place)
        assert code in Locale("en").territories
        assert shown(x, y, 0), code


def shown(x: float, y: float, radius: float) -> bool:
    left, top, width, height = MAP
    return (
        left <= x - radius
        and x + radius <= left + width
        and (top <= y - radius and y + radius <= top + height)
    )


@pytest.mark.parametrize("code", ["TW", "FI", "JP", "GB"])
def test_the_dot_of_a_country_at_the_edge_is_whole(code: str) -> None:
    few = dots([(code, 20), ("DE", 1), ("PL", 1)])[0]

    assert shown(few.x, few.y, few.radius)


def test_the_largest_dots_with_room_beside_them_are_named() -> None:
    drawn = dots([("TW", 15), ("JP", 6), ("DE", 5), ("PL", 4), ("UA", 4), ("KR", 1)])
    names = {"TW": "Taivanas", "JP": "Japonija", "DE": "Vokietija", "PL": "Lenkija",
             "UA": "Ukraina", "KR": "Pietų Korėja"}  # fmt: skip

    named = labels(drawn, names)

    assert [label.text for label in named] == ["Taivanas", "Japonija", "Lenkija"]
    assert [label.anchor for label in named] == ["end", "end", "end"]
    assert named[1].y < drawn[1].y


def test_the_map_uses_the_projection_of_its_outline() -> None:
    assert map_point(-14, 66) == (0, 0)
    assert map_point(121.0, 23.7) == (414, 169)


def test_a_country_off_the_map_is_left_to_the_list() -> None:
    drawn = dots([("TW", 8), ("US", 3), ("DE", 1)])

    assert [dot.code for dot in drawn] == ["TW", "DE"]


def test_two_countries_draw_no_map() -> None:
    assert dots([("TW", 8), ("DE", 1)]) == []


def test_a_dot_grows_with_its_area_and_never_covers_the_map() -> None:
    small, large, huge = (dots([("TW", n), ("DE", 1), ("JP", 1)])[0].radius for n in (4, 16, 900))

    assert large == 2 * small
    assert huge == 14


def test_the_line_goes_from_the_first_week_to_the_last() -> None:
    line = trend(weeks((10, 6), (10, 7), (10, 9)))

    assert line is not None
    assert (line.first, line.last) == (60, 90)
    assert line.path == "M44 56L150 45L256 22"
    assert (line.last_x, line.last_y) == (256, line.target_y)


def test_a_week_in_which_nothing_was_done_is_no_zero() -> None:
    line = trend(weeks((10, 9), (0, 0), (10, 9), (5, 5)))

    assert line is not None
    assert line.path.count("L") == 2


def test_the_line_stays_inside_its_box_when_much_was_late() -> None:
    line = trend(weeks((10, 0), (10, 3), (10, 10)))

    assert line is not None
    assert line.path == "M44 68L150 51L256 10"


def test_the_targets_name_keeps_out_of_the_way_of_the_last_number() -> None:
    for last in range(11):
        line = trend(weeks((10, 6), (10, 7), (10, last)))
        assert line is not None
        assert abs(line.target_name_y - line.last_y) >= 14
        assert 4 <= line.target_name_y <= 70


def test_the_bottom_of_the_line_is_labelled_unless_its_beginning_is_there() -> None:
    above, on_it = trend(weeks((10, 9), (10, 3), (10, 9))), trend(weeks((10, 3), (10, 9), (9, 9)))

    assert above is not None
    assert (above.low, above.low_y) == (30, 68)
    assert on_it is not None
    assert on_it.low is None


def test_too_little_is_not_drawn() -> None:
    assert trend(weeks((3, 3), (3, 3), (3, 3))) is None
    assert trend(weeks((20, 20), (20, 20))) is None
