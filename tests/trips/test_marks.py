"""How a report's text is cut into paragraphs and marked pieces."""

import time

from tracker.trips.marks import Kind, Mark, Paragraph, marked_text


def _flat(paragraphs: list[Paragraph]) -> list[str]:
    return ["".join(piece.text for piece in each.pieces) for each in paragraphs]


def _anchors(paragraphs: list[Paragraph]) -> list[str]:
    found: list[str] = []
    for piece in (piece for each in paragraphs for piece in each.pieces):
        found += piece.anchors
        if piece.is_first and piece.mark:
            found.append(piece.mark.id)
    return found


def test_every_line_that_says_something_is_a_paragraph_and_nothing_is_lost() -> None:
    text = "ATASKAITA\n\n\t2024 03 17-24\n. \n\n  Vykome į Taipėjų.  \n"

    assert _flat(marked_text(text, [])) == ["ATASKAITA", "2024 03 17-24", "Vykome į Taipėjų."]


def test_numbered_section_titles_become_headings() -> None:
    text = "ATASKAITA\n1. Komandiruotės trukmė\n2024 m. kovo 17-24 d.\n5. Išvados. \nPavyko."

    headings = [each.is_heading for each in marked_text(text, [])]

    assert headings == [False, True, False, True, False]


def test_a_title_with_its_words_on_the_same_line_is_no_heading() -> None:
    text = "Dalyviai: Jonas Jonaitis, meras; Ona Onaitytė, vicemerė.\nRezultatai\nPasirašyta."

    assert [each.is_heading for each in marked_text(text, [])] == [False, True, False]


def test_a_mark_splits_its_paragraph() -> None:
    text = "Vykome į Taipėjų kovo 17 d."
    mark = Mark("trip-place", Kind.TRIP, 9, 16)

    (paragraph,) = marked_text(text, [mark])

    assert [(piece.text, piece.mark) for piece in paragraph.pieces] == [
        ("Vykome į ", None),
        ("Taipėjų", mark),
        (" kovo 17 d.", None),
    ]
    assert [piece.is_first for piece in paragraph.pieces] == [False, True, False]


def test_of_two_marks_on_the_same_words_the_shorter_shows_and_both_can_be_jumped_to() -> None:
    text = "Taivano atstovybė Lietuvoje kvietė"
    outer = Mark("inviters-0", Kind.TRIP, 0, 27)
    inner = Mark("trip-place", Kind.TRIP, 0, 7)
    same = Mark("organisations-0", Kind.CONTACT, 0, 27)

    paragraphs = marked_text(text, [outer, inner, same])

    pieces = [(p.text, p.mark.id if p.mark else None) for p in paragraphs[0].pieces]
    assert pieces[0] == ("Taivano", "trip-place")
    assert pieces[1][0] == " atstovybė Lietuvoje"
    assert sorted(_anchors(paragraphs)) == ["inviters-0", "organisations-0", "trip-place"]


def test_a_mark_over_several_paragraphs_marks_each_and_is_anchored_once() -> None:
    text = "Pirma eilutė.\n\nAntra eilutė."
    mark = Mark("trip-conclusions", Kind.TRIP, 0, len(text))

    paragraphs = marked_text(text, [mark])

    assert [each.pieces[0].mark for each in paragraphs] == [mark, mark]
    assert _anchors(paragraphs) == ["trip-conclusions"]


def test_marks_that_cross_share_the_text_between_them() -> None:
    text = "abcdefghij"
    left, right = Mark("a", Kind.TRIP, 0, 6), Mark("b", Kind.TOPIC, 4, 9)

    (paragraph,) = marked_text(text, [right, left])

    assert [(p.text, p.mark.id if p.mark else "") for p in paragraph.pieces] == [
        ("abcd", "a"),
        ("efghi", "b"),
        ("j", ""),
    ]


def test_a_hundred_pages_with_a_thousand_marks_are_cut_quickly() -> None:
    line = "Susitikome su verslo atstovais ir aptarėme duomenų analizės įrankius miestams.\n"
    text = line * 4000
    step = len(text) // 1000
    marks = [Mark(f"topics-{n}", Kind.TOPIC, n * step, n * step + 30) for n in range(1000)]
    begun = time.process_time()

    paragraphs = marked_text(text, marks)

    assert time.process_time() - begun < 2
    assert len(_anchors(paragraphs)) == 1000
    assert "".join(_flat(paragraphs)) == text.replace("\n", "")
