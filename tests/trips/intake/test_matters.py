"""What a report says of the journey, its people and what came of it: a sentence for each rule."""

from datetime import date

import pytest

from tracker.trips.intake.draft import Confidence, Direction, Draft
from tracker.trips.intake.parse import read_report

_TITLE = (
    "Mero Jono Jonaičio komandiruotės Rygoje (Latvija) ataskaita\n2025 m. kovo 3–5 d.\n\n"
    "Oras buvo gražus.\n"
)
_TITLE_EN = (
    "Report on the business trip of Mayor Jonas Jonaitis to Riga, Latvia\n3-5 March 2025\n\n"
)


def _lt(text: str) -> Draft:
    return read_report(_TITLE + text)


def _en(text: str) -> Draft:
    return read_report(_TITLE_EN + text)


# The journey.


@pytest.mark.parametrize(
    ("text", "direction", "city"),
    [
        ("Jono Jonaičio komandiruotė Rygoje", Direction.OUTGOING, "Ryga"),
        ("Panevėžyje viešėjo delegacija iš Rygos.", Direction.INCOMING, "Ryga"),
        ("Delegacija iš Bila Cerkvos (Ukraina) lankėsi Utenoje", Direction.INCOMING, "Bila Cerkva"),
        ("Utena – Liono regiono (Prancūzija) įmonių delegacija", Direction.INCOMING, "Lionas"),
        ("Rygos bendruomenės (Latvija) atstovų viešnagė Utenoje", Direction.INCOMING, "Ryga"),
        ("Rygos miesto delegacijos vizitas Panevėžyje", Direction.INCOMING, "Ryga"),
        ("Delegacija lankėsi Rygoje.", Direction.OUTGOING, "Ryga"),
        ("Visit of a delegation from Riga to Utena", Direction.INCOMING, "Riga"),
        ("Business trip to Riga", Direction.OUTGOING, "Riga"),
    ],
)
def test_the_way_of_the_journey_is_told_by_where_ours_are(
    text: str, direction: Direction, city: str
) -> None:
    trip = read_report(text).trip

    assert (trip.direction, trip.city) == (direction, city)


def test_the_days_of_the_section_go_before_those_of_a_sentence() -> None:
    draft = read_report(
        "Komandiruotė Rygoje\nLaikas: 2025-03-03 – 2025-03-05\n"
        "Delegacija dalyvavo mugėje, kuri vyko 2025 m. kovo 1–9 d."
    )

    assert (draft.trip.start, draft.trip.end) == (date(2025, 3, 3), date(2025, 3, 5))


@pytest.mark.parametrize(
    "text",
    [
        "Komandiruotė Rygoje\n2025-06-16 Nr. 19-412",
        "Komandiruotė Rygoje. Delegacija lankėsi mieste; sutartį parengti iki 2025-06-16.",
        "Memo\nFrom: A\nTo: B\nDate: 9 March 2026\n\nOur delegation visited Riga.",
    ],
)
def test_the_day_of_a_registration_a_term_or_a_memo_is_not_the_trips(text: str) -> None:
    assert read_report(text).trip.start is None


def test_an_event_is_named_in_quotes_or_in_its_section_and_guests_come_to_none() -> None:
    assert _lt("Dalyvauta forume „Žalias miestas“.").trip.event == "Žalias miestas"
    assert _lt("Renginys: EXPO 2025 (asociacijos kvietimas)").trip.event == "EXPO 2025"
    assert _en("We attended the Baltic Cities Forum 2025.").trip.event == "Baltic Cities Forum 2025"
    assert read_report("Delegacija iš Rygos Utenoje pakvietė į forumą „A b“").trip.event is None
    assert _lt("Mokykla pakvies orkestrą į festivalį „Vasara“.").trip.event is None


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("Meeting: 2nd board meeting, Aveiro (Portugal), 1–4 October 2025", "2nd board meeting"),
        ("Event: Smart City Forum, 1–4 October 2025, Aveiro, Portugal", "Smart City Forum"),
        ("Event: Forum on parks, roads and bridges", "Forum on parks, roads and bridges"),
    ],
)
def test_an_event_ends_before_the_days_and_the_place_on_its_line(line: str, event: str) -> None:
    trip = read_report(f"Mission report\n{line}\n").trip

    assert trip.event == event
    where = ("Aveiro", "PT", date(2025, 10, 1)) if "Aveiro" in line else (None, None, None)
    assert (trip.city, trip.country, trip.start) == where


@pytest.mark.parametrize(
    ("days", "start"),
    [
        ("Kovo 3 d.", date(2025, 3, 3)),
        ("Kovo 3 d., o paskui kovo 7 d.", None),
        ("Gegužės 3 d.", None),
    ],
)
def test_one_day_before_the_report_was_written_is_the_day_of_the_visit(
    days: str, start: date | None
) -> None:
    text = f"Vizitas Utenoje\n\n{days} apsilankė Rygos miesto delegacija.\n\n2025-03-20"

    assert read_report(text).trip.start == start


def test_a_range_alone_on_one_of_the_first_lines_is_the_days_of_the_trip() -> None:
    trip = read_report("Visit to Ghent, Belgium\nReport by Alytus\n7–9 May 2025\n\nWe met.").trip

    assert (trip.start, trip.end) == (date(2025, 5, 7), date(2025, 5, 9))


def test_an_infinitive_joined_to_the_first_is_another_aim() -> None:
    assert _lt("Tikslas: pasirašyti sutartį bei aptarti planus.").trip.purpose == (
        "Pasirašyti sutartį",
        "Aptarti planus",
    )
    assert _en("The aim of the trip was to sign and to learn.").trip.purpose == (
        "To sign",
        "To learn",
    )


def test_a_sentence_that_begins_with_a_day_is_no_aim() -> None:
    draft = _lt("1. Tikslas ir programa\nSusipažinti su miestu.\n09-26 – susitikimas taryboje.")

    assert draft.trip.purpose == ("Susipažinti su miestu",)


@pytest.mark.parametrize(
    "told",
    [
        "Susitikta su mero pavaduotoju. Aptartos temos: atviri duomenys.",
        "Pakvietė Rygos miesto taryba.",
        "Dalyvauta parodoje „Maistas“.",
    ],
)
def test_what_happened_is_no_aim_though_it_follows_the_aims(told: str) -> None:
    draft = _lt(f"1. Tikslas\nSusitikti su meru. Aptarti bendrus darbus. {told}")

    assert draft.trip.purpose == ("Susitikti su meru", "Aptarti bendrus darbus")


def test_what_happened_is_no_aim_in_english_either() -> None:
    draft = _en("1. Purpose\nTo sign an agreement. We met the mayor and signed it.")

    assert draft.trip.purpose == ("To sign an agreement",)


# People.


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Į komandiruotę vyko meras Jonas Kairys.", ["Jonas Kairys"]),
        ("Meras Jonas Kairys dalyvavo forume.", ["Jonas Kairys"]),
        ("Forume dalyvavo meras Jonas Kairys.", []),
        ("Delegacijai vadovavo meras Jonas Kairys.", ["Jonas Kairys"]),
        ("Delegacija lankėsi pas merą, kur susitiko su Jonu Kairiu.", []),
    ],
)
def test_those_went_who_are_said_to_have_gone(sentence: str, names: list[str]) -> None:
    draft = read_report(f"Komandiruotės ataskaita\n\n{sentence}")

    assert [each.name for each in draft.delegates] == names


def test_a_name_and_an_office_in_rows_of_their_own_are_one_person() -> None:
    draft = read_report("Komandiruotės ataskaita\nVardas, pavardė\tOna Onaitytė\nPareigos\tmerė")

    assert [(each.name, each.role) for each in draft.delegates] == [("Ona Onaitytė", "merė")]


def test_semicolons_part_the_people_of_a_line() -> None:
    draft = read_report(
        "Komandiruotės ataskaita\nVyko: merė Ona Onaitytė; specialistas Jonas Kairys\n"
        "Susitikta su: Lietuvos draugų klubo nariu Ivanu Horvatu; Anna Nowak, redaktorė\n"
        "Kvietė: Brodnicos burmistras Jan Nowak."
    )

    assert [each.name for each in draft.delegates] == ["Ona Onaitytė", "Jonas Kairys"]
    assert [each.name for each in draft.people if each.met] == ["Ivanas Horvatas", "Anna Nowak"]
    assert draft.inviters == ("Brodnicos burmistras Jan Nowak",)


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        ("Susitikta su meru Janiu Ozolu.", ("Janis Ozolas", "meras", True)),
        ("Pranešimą skaitė merė Linda Ozola.", ("Linda Ozola", "merė", False)),
        ("Susitikta su Rygos meru.", (None, "Rygos meras", True)),
        ("Rygos mero kvietimu pietauta.", (None, "Rygos meras", False)),
        ("Susitikime dalyvavo ir Rygos meras.", (None, "Rygos meras", True)),
        ("Susitikta su Ona Ozola iš Rygos.", ("Ona Ozola", None, True)),
        (
            "Rygos merė Linda Ozola sveikino. Susitikta su mere Linda Ozola.",
            ("Linda Ozola", "Rygos merė", True),
        ),
    ],
)
def test_others_were_met_heard_or_are_known_by_their_office(
    sentence: str, person: tuple[str | None, str, bool]
) -> None:
    assert [(each.name, each.role, each.met) for each in _lt(sentence).people] == [person]


def test_our_own_by_office_only_are_nobody_met() -> None:
    assert _lt("Utenos rajono taryba. Susitikime dalyvavo Utenos rajono meras.").people == ()


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Tartu universitetas: rektorius ir projektų vadovė",
         ["rektorius, Tartu universitetas", "projektų vadovė, Tartu universitetas"]),
        ("Rygos muziejus (direktorius)", ["direktorius, Rygos muziejus"]),
        ("Rygos muziejus", []),
    ],
)  # fmt: skip
def test_a_list_may_name_those_met_by_their_body_and_office(line: str, roles: list[str]) -> None:
    assert [each.role for each in _lt(f"Susitikta su:\n- {line}").people] == roles


def test_a_row_of_a_table_is_a_person_an_office_and_a_body() -> None:
    draft = _en(
        "Persons met\nJane Jegind\tAlderman for Culture\tOdense Municipality\n"
        "Signe Holst\tProducer\tTeater Momentum\nKarin Lund\tdramaturge\tTeater Momentum"
    )

    assert [(each.name, each.role) for each in draft.people] == [
        ("Jane Jegind", "Alderman for Culture"),
        ("Signe Holst", "Producer"),
        ("Karin Lund", "dramaturge"),
    ]
    assert draft.organisations == ("Odense Municipality",)


def test_a_list_of_meetings_may_name_those_met_by_office_only() -> None:
    draft = _lt("1. Susitikimai:\n1.1. Rygos uosto vadovas;\n1.2. uosto apžiūra su vadovu.")

    assert [(each.role, each.met) for each in draft.people] == [("Rygos uosto vadovas", True)]


def test_an_english_list_may_name_those_met_by_their_body_and_office() -> None:
    draft = _en("People met:\n- University of Latvia: vice-rector")

    assert [each.role for each in draft.people] == ["vice-rector, University of Latvia"]


def test_a_delegate_named_again_is_nobody_else() -> None:
    assert _lt("Meras Jonas Jonaitis susitiko su mere Linda Ozola.").people[0].name == "Linda Ozola"
    assert len(_lt("Meras Jonas Jonaitis pristatė miestą.").people) == 0


def test_people_are_counted_to_be_met_and_a_crowd_is_not() -> None:
    met = _lt("Susitikta su 8 verslininkais.")
    crowd = _lt("Forume dalyvavo 8 verslininkai ir norėjo susitikti.")
    many = _lt("Susitikta su 800 verslininkų.")

    assert [each.count for each in met.placeholders] == [8]
    assert crowd.placeholders == many.placeholders == ()


def test_those_named_before_a_number_are_not_among_those_counted() -> None:
    draft = _lt("Susitikta su meru Janiu Ozolu ir 2 verslininkais.")

    assert [each.count for each in draft.placeholders] == [2]


def test_what_is_only_planned_is_not_counted() -> None:
    assert _lt("Kitąmet Rygoje planuojama priimti 20 mokinių.").figures == ()
    assert [each.value for each in _lt("20 mokinių planuojama priimti.").figures] == [20]


# What came of it.


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("Bendradarbiavimo galimybės šiose srityse: turizmas, kultūra ir sportas.",
         ["turizmas", "kultūra", "sportas"]),
        ("Bendradarbiavimo sritys – duomenys, saugos ir privatumo priemonės.",
         ["duomenys", "saugos ir privatumo priemonės"]),
        ("Aptartas bendradarbiavimas kultūros ir sporto srityse.", ["kultūra", "sportas"]),
        ("Bendradarbiavimo galimybės šiose srityse:\n- vanduo;\n- oras.", ["vanduo", "oras"]),
        ("Kalbėta apie bendrą projektą pagal „X“ programą: vanduo, oras.", ["vanduo", "oras"]),
        ("Forume aptartos šios temos: vanduo, oras.", []),
    ],
)  # fmt: skip
def test_topics_are_those_of_cooperation(sentence: str, topics: list[str]) -> None:
    assert list(_lt(sentence).topics) == topics


def test_a_genitive_that_allows_two_nominatives_stays_as_written_to_be_checked() -> None:
    draft = _lt("Aptartas bendradarbiavimas muziejų ir sporto srityse.")

    assert draft.topics == ("muziejų", "sportas")
    sure = [fact.confidence for fact in draft.facts if fact.field.startswith("topics.")]
    assert sure == [Confidence.CHECK, Confidence.LIKELY]


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("Sutarta parengti projektą iki gegužės 1 d.", date(2025, 5, 1)),
        ("Sutarta parengti projektą iki sausio 15 d.", date(2026, 1, 15)),
        ("Muziejus sutiko Utenai paskolinti parodą.", None),
        ("Partneriai sutiko, kad parodą surengs Utena.", None),
        ("Iki 2025-06-30 būtina nusiųsti sutartį.", date(2025, 6, 30)),
        ("Iki gegužės 5 d. Utena pateiks sąrašą.", date(2025, 5, 5)),
        ("Numatoma iki birželio 30 d. pateikti paraišką.", date(2025, 6, 30)),
    ],
)
def test_what_was_agreed_is_followed_up_with_its_day(sentence: str, due: date | None) -> None:
    found = _lt(sentence).follow_ups

    assert [each.due for each in found] == [due]


@pytest.mark.parametrize(
    "sentence",
    ["Delegaciją sutiko miesto meras.", "Diskutuota apie kitą susitikimą.", "Aplankyta mokykla."],
)
def test_nothing_is_followed_up_that_was_not_agreed(sentence: str) -> None:
    assert _lt(sentence).follow_ups == ()


def test_promises_in_english_are_followed_up() -> None:
    draft = _en("It was agreed to exchange data by 30 June. Ms Lind will forward a draft.")

    assert [each.due for each in draft.follow_ups] == [date(2025, 6, 30), None]
