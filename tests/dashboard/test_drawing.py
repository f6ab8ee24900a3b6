"""The map and the line: where their points stand, and when they are not drawn at all."""

from datetime import date, timedelta

from babel import Locale

from tracker.dashboard.counts import Week
from tracker.dashboard.drawing import PLACES, dots, map_point, trend

LEFT, RIGHT, TOP, BOTTOM = 12, 12 + 491, 6, 6 + 178
"""What the page's map shows of the outline."""


def weeks(*done: tuple[int, int]) -> list[Week]:
    """Make weeks of (done, on time), one after the other."""
    monday = date(2026, 9, 7)
    return [Week(monday + timedelta(weeks=n), *pair) for n, pair in enumerate(done)]


def test_every_place_is_a_country_and_stands_on_the_map() -> None:
    for code, place in PLACES.items():
        x, y = map_point(*place)
        assert code in Locale("en").territories
        assert LEFT <= x <= RIGHT, code
        assert TOP <= y <= BOTTOM, code


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
    assert line.path == "M44 56L174 45L304 22"
    assert (line.last_x, line.last_y) == (304, line.target_y)


def test_a_week_in_which_nothing_was_done_is_no_zero() -> None:
    line = trend(weeks((10, 9), (0, 0), (10, 9), (5, 5)))

    assert line is not None
    assert line.path.count("L") == 2


def test_the_line_stays_inside_its_box_when_much_was_late() -> None:
    line = trend(weeks((10, 0), (10, 3), (10, 10)))

    assert line is not None
    assert line.path == "M44 68L174 51L304 10"


def test_too_little_is_not_drawn() -> None:
    assert trend(weeks((3, 3), (3, 3), (3, 3))) is None
    assert trend(weeks((20, 20), (20, 20))) is None
