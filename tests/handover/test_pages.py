"""The pages of a hand-over: who may open them, what they show, and what they refuse."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.handover.world import HOST, Office, late, letters, office
from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tests.support.pages import links, plain, words
from tests.support.rows import lead_of
from tracker.accounts.models import Role
from tracker.audit.models import Entry
from tracker.core.db import Database
from tracker.core.security import LinkSigner
from tracker.handover.queries import MOST
from tracker.leads.models import Lead, LeadTopic
from tracker.leads.steps import Step, plan_step
from tracker.reminders.links import PATH, Action, Link
from tracker.reminders.models import Reminder
from tracker.reminders.planning import plan_due
from tracker.topics.models import Topic


@pytest.fixture
def director(app: Flask, database: Database) -> PageClient:
    return PageClient(app, database).sign_in(Role.DIRECTOR)


@pytest.fixture
def them(database: Database) -> Office:
    with database.write() as work:
        return office(Make(work))


def leads(database: Database, them: Office, number: int = 3) -> list[int]:
    """Make leads of the one who leaves: the first has a topic, the others have none."""
    with database.write() as work:
        make = Make(work)
        found = [late(make, them.mantas, f"Galimybė {n}") for n in range(1, number + 1)]
        topic = work.session.get(Topic, 1) or make.topic()
        work.session.add(LeadTopic(lead_id=found[0].id, topic_id=topic.id, position=0))
        return [lead.id for lead in found]


def ask_url(them: Office) -> str:
    return f"/people/{them.mantas.id}/handover"


def chosen(client: PageClient, them: Office, **given: object) -> dict[str, object]:
    """Return the form with its sum, as a browser holds it after the choices and "Show the sum"."""
    form = filled(client.get(ask_url(them)).text, "/handover")
    sent = {name.replace("_", "-"): str(value) for name, value in given.items()}
    shown = client.post(f"{ask_url(them)}/sum", {**form, **sent}, status=200)
    return dict(filled(shown.text, "/handover"))


# --- Asking ---------------------------------------------------------------------------------------


def test_it_shows_what_waits_by_topic_and_what_has_ended(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    with database.write() as work:
        Make(work).lead(
            "Nutraukta",
            owner_id=them.mantas.id,
            stage="lost",
            due=None,
            closed_at=work.now,
            close_reason="Neatsakė",
        )

    page = words(director.get(ask_url(them)).text)

    assert "Perduotina: 3 galimybės" in page
    assert page.index("El. parašas") < page.index("Galimybė 1")
    assert "Be temos 2 galimybės" in page
    assert "vėluoja 3 d." in plain(page)
    ended = page.index("1 baigta galimybė lieka, kaip yra. Nutraukta")
    assert ended < page.index("Pasirinkite, kas perims"), "among the others, before the sum"


def test_the_sum_is_shown_before_anything_can_be_handed_over(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    first = director.get(ask_url(them)).text
    assert "Perduoti 3 galimybes" not in first

    form = filled(first, "/handover") | {"all": str(them.tomas.id), "topic-1": str(them.rasa.id)}
    page = words(director.post(f"{ask_url(them)}/sum", form, status=200).text)

    assert "Rasa Mikelionytė: 1 galimybė" in page
    assert "Tomas Girdžius: 2 galimybės" in page
    assert "Perduoti 3 galimybes" in page
    with database.read() as work:
        assert set(work.session.scalars(select(Lead.owner_id))) == {them.mantas.id}


def test_a_lead_may_stay_and_its_own_choice_counts_more_than_its_topics(
    director: PageClient, database: Database, them: Office
) -> None:
    first, second, third = leads(database, them)
    with_choices = {
        "all": str(them.tomas.id),
        "topic_1": str(them.tomas.id),
        f"lead_{first}": str(them.rasa.id),
        f"lead_{second}": str(them.mantas.id),
    }

    director.post(ask_url(them), chosen(director, them, **with_choices))

    owners = [lead_of(database, number).owner_id for number in (first, second, third)]
    assert owners == [them.rasa.id, them.mantas.id, them.tomas.id]


def test_whoever_is_away_is_offered_with_the_day_they_come_back(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    with database.write() as work:
        Make(work).absence(them.tomas, end_on=work.today + timedelta(days=4))

    assert "Tomas Girdžius (nėra iki 2026-11-27)" in director.get(ask_url(them)).text


def test_with_nothing_left_it_says_so(director: PageClient, them: Office) -> None:
    assert "Nėra nei atvirų galimybių, nei kontaktų: Mantas Jurgila" in words(
        director.get(ask_url(them)).text
    )


def test_of_more_leads_than_go_at_once_those_due_first_are_shown_and_it_is_said(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them, MOST)
    assert "Rodoma tik dalis: 200" not in director.get(ask_url(them)).text
    with database.write() as work:
        late(Make(work), them.mantas, "Vėliausia", due=timedelta(days=30))

    page = director.get(ask_url(them)).text

    assert "Rodoma tik dalis: 200" in page
    assert "Vėliausia" not in page


def test_the_page_says_the_same_number_of_statements_however_many_leads(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them, 1)
    director.get(ask_url(them))
    few = len(director.statements)
    leads(database, them, 30)

    director.get(ask_url(them))

    assert len(director.statements) == few


# --- Handing over ---------------------------------------------------------------------------------


def test_it_leads_to_the_sheet_which_says_who_handed_what_to_whom(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)

    done = director.post(
        ask_url(them), chosen(director, them, all=them.tomas.id, topic_1=them.rasa.id)
    )

    text = director.follow(done).text
    page = words(text)
    assert "Perduotos 3 galimybės." in text
    assert "Perdavė Mantas Jurgila (perdavimą įrašė: Eglė Vaitk" in page
    assert page.index("Perėmė: Rasa Mikelionytė") < page.index("1. Galimybė 1")
    assert page.index("1. Galimybė 1") < page.index("Perėmė: Tomas Girdžius")
    assert page.index("Perėmė: Tomas Girdžius") < page.index("2. Galimybė 2")
    assert page.count("parašas, data") == 3


def test_the_sheet_says_the_step_as_it_was_handed_over(
    director: PageClient, database: Database, them: Office
) -> None:
    first, *_ = leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))
    with database.write() as work:
        plan_step(work, work.session.get_one(Lead, first), Step("Naujas žingsnis", work.today))

    page = director.follow(done).text

    assert "Naujas žingsnis" not in page
    assert "Paskambinti" in page


def test_what_was_not_counted_is_not_handed_over(
    director: PageClient, database: Database, them: Office
) -> None:
    first, *_ = leads(database, them)
    form = chosen(director, them, all=them.tomas.id)

    page = director.post(ask_url(them), form | {f"lead-{first}": str(them.rasa.id)}, status=422)

    assert "Dar kartą pažiūrėkite, kiek kam teks" in page.text
    assert "Rasa Mikelionytė: 1 galimybė" in words(page.text)
    again = director.post(ask_url(them), filled(page.text, "/handover"))
    assert lead_of(database, first).owner_id == them.rasa.id
    assert again.location.startswith("/handovers/")


def test_without_a_choice_nothing_is_handed_over(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)

    page = director.post(ask_url(them), filled(director.get(ask_url(them)).text), status=422)

    assert "Pasirinkite, kas perims." in page.text
    assert "<title>Klaida:" in page.text


@pytest.mark.parametrize("why", ["edited", "given away"])
def test_a_lead_changed_meanwhile_is_named_and_the_choices_stay(
    director: PageClient, database: Database, them: Office, why: str
) -> None:
    first, second, _ = leads(database, them)
    form = chosen(director, them, all=them.tomas.id, **{f"lead_{second}": them.rasa.id})
    with database.write() as work:
        lead = work.session.get_one(Lead, first)
        if why == "edited":
            plan_step(work, lead, Step("Kita", work.today))
        else:
            lead.owner_id = them.rasa.id

    page = director.post(ask_url(them), form, status=409).text

    assert "Per tą laiką pakeitė kitas naudotojas: Galimybė 1." in page
    assert lead_of(database, second).owner_id == them.mantas.id
    kept = filled(page, "/handover")
    assert (kept["all"], kept[f"lead-{second}"]) == ([str(them.tomas.id)], [str(them.rasa.id)])
    if why == "edited":
        director.post(ask_url(them), kept)
        assert lead_of(database, first).owner_id == them.tomas.id


def test_links_in_older_letters_end_with_the_owner(
    director: PageClient, visitor: PageClient, app: Flask, database: Database, them: Office
) -> None:
    [number] = leads(database, them, 1)
    with database.write() as work:
        plan_due(work, limit=9, host=HOST)
        reminder = work.session.scalars(select(Reminder).where(Reminder.lead_id == number)).one()
        link = Link(reminder.id, reminder.version, Action.DONE, them.mantas.id)
        signer: LinkSigner = app.extensions["tracker.signer"]
        path = PATH + link.token(signer, work.now)
    visitor.get(path)

    director.post(ask_url(them), chosen(director, them, all=them.tomas.id))

    visitor.get(path, status=410)
    visitor.post(path, status=410)
    assert lead_of(database, number).next_step == "Paskambinti"


def test_each_new_owner_is_written_to_once(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)

    director.post(ask_url(them), chosen(director, them, all=them.tomas.id, topic_1=them.rasa.id))

    assert sorted(letter.recipient_id or 0 for letter in letters(database)) == sorted(
        [them.tomas.id, them.rasa.id]
    )


# --- Who may --------------------------------------------------------------------------------------


def test_an_officer_hands_over_their_own_leads(
    app: Flask, database: Database, them: Office
) -> None:
    [number] = leads(database, them, 1)
    mantas = PageClient(app, database).sign_in(user_id=them.mantas.id)

    done = mantas.post(ask_url(them), chosen(mantas, them, all=them.tomas.id))

    assert lead_of(database, number).owner_id == them.tomas.id
    assert "perdavimą įrašė" not in mantas.follow(done).text


def test_an_officer_does_not_hand_over_anothers(
    client: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)

    client.get(ask_url(them), status=403)
    client.post(ask_url(them), {"all": str(them.tomas.id)}, status=403)
    client.post(f"{ask_url(them)}/sum", status=403)


def test_an_administrator_reads_no_leads_here_either(
    administrator: PageClient, them: Office
) -> None:
    administrator.get(ask_url(them), status=403)
    administrator.get("/people", status=403)


def test_a_sheet_is_for_those_whom_it_names_and_the_director(
    app: Flask, director: PageClient, client: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))

    for person in (them.mantas, them.tomas):
        PageClient(app, database).sign_in(user_id=person.id).get(done.location)
    client.get(done.location, status=403)


def test_nobody_takes_back_anothers_hand_over(
    app: Flask, director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    done = director.post(ask_url(them), chosen(director, them, all=them.tomas.id))

    mantas = PageClient(app, database).sign_in(user_id=them.mantas.id)
    mantas.post(f"{done.location}/undo", status=404)


def test_the_journal_says_who_handed_over(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    director.post(ask_url(them), chosen(director, them, all=them.tomas.id))

    with database.read() as work:
        asked = select(Entry.actor_id).where(Entry.what == "user.handed_over")
        assert work.session.scalars(asked).all() == [director.user_id]


# --- Colleagues -----------------------------------------------------------------------------------


def test_colleagues_are_listed_with_what_waits_for_them(
    director: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)

    text = director.get("/people").text

    found = dict(links(text))
    assert found[f"/leads?owner={them.mantas.id}&view=open"] == "3"
    assert ask_url(them) in found
    assert f"/people/{them.tomas.id}/handover" not in found, "nothing waits for them"


def test_the_list_of_one_owners_leads_leads_to_the_hand_over(
    app: Flask, director: PageClient, client: PageClient, database: Database, them: Office
) -> None:
    leads(database, them)
    path = f"/leads?owner={them.mantas.id}"

    assert ask_url(them) in dict(links(director.get(path).text))
    assert ask_url(them) not in dict(links(client.get(path).text))
    mantas = PageClient(app, database).sign_in(user_id=them.mantas.id)
    assert ask_url(them) in dict(links(mantas.get(path).text))
    assert ask_url(them) not in dict(links(director.get("/leads").text))
