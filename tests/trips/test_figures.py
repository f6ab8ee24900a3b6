"""A report's counts in Lithuanian: what is counted agrees with the number."""

import pytest

from tracker.trips.figures import figure_said


@pytest.mark.parametrize(
    ("value", "label", "said"),
    [
        (112, "miestai", "112 miestų"),
        (22, "miestai", "22 miestai"),
        (85, "merai", "85 merai"),
        (17, "susitikimai", "17 susitikimų"),
        (21, "susitikimai", "21 susitikimas"),
        (41, "vizitinės kortelės", "41 vizitinė kortelė"),
        (40, "vizitinės kortelės", "40 vizitinių kortelių"),
        (10, "verslo atstovai iš Taivano", "10 verslo atstovų iš Taivano"),
        (30, "šalys", "30 šalių"),
        (11, "sritys", "11 sričių"),
        (20, "komandiruotės", "20 komandiruočių"),
        (1000, "verslo subjektai", "1\u00a0000 verslo subjektų"),
        (110, "svečiai", "110 svečių"),
        (31, "svečiai", "31 svečias"),
        (20, "valstybės narės", "20 valstybių narių"),
        (21, "miestai partneriai", "21 miestas partneris"),
        (30, "miestai partneriai", "30 miestų partnerių"),
        (20, "žmonės", "20 žmonių"),
        (10, "įmonės vadovai", "10 įmonės vadovų"),
        (10, "naujos įmonės", "naujos įmonės: 10"),
        (31, "vadovaujantys verslininkai", "vadovaujantys verslininkai: 31"),
        (51, "stendiniai", "stendiniai: 51"),
        (12, "cities", "12 cities"),
        (10, "days", "10 days"),
        (10, "photos", "10 photos"),
        (12, "miestų", "12 miestų"),
        (12, "", "12 "),
    ],
)
def test_what_is_counted_agrees_with_the_number(value: int, label: str, said: str) -> None:
    assert figure_said(value, label, "lt") == said
