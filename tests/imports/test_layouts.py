"""One test a program: its export is known by its headers, and read as that program means it."""

from datetime import date

import pytest

from tracker.imports.layouts import Field, fields_of, program_of
from tracker.imports.people import People, Read, Refused, read_day, read_people


def read(*lines: str) -> People:
    """Read lines as a file."""
    return read_people("\n".join(lines).encode())


def only(found: People) -> Read:
    """Return the only person in it."""
    [person] = found.people
    return person


def test_google_joins_several_values_in_a_cell_and_stars_its_labels() -> None:
    found = read(
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Last Name,Nickname,"
        "Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,"
        "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value",
        'Haruka,,Endo,はるか,えんどう,,Aoba City,Officer,--03-07,"one\ntwo",'
        "Partners ::: * myContacts,* Work,haruka@aoba.example ::: endo@home.example,Mobile,"
        "+81 90 0000 0000",
    )

    person = only(found)
    assert found.program == "Google"
    assert (person.given, person.family) == ("Haruka", "Endo")
    assert person.emails == ["haruka@aoba.example", "endo@home.example"]
    assert person.tags == ["Partners", "myContacts"]
    assert person.birthday == "--03-07"
    assert person.notes == ["one\ntwo"]
    assert (person.organisation, person.title) == ("Aoba City", "Officer")


def test_googles_older_export_is_read_by_name_and_never_by_position() -> None:
    with_more = read(
        "Name,Given Name,Family Name,Language,Photo,Group Membership,E-mail 1 - Type,"
        "E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title",
        "Lin Mei-ling,Mei-ling,Lin,en,,* myContacts,Work,mei@x.example,Formosa Sign,Director",
    )
    without = read(
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
        "Organization 1 - Name,Organization 1 - Title",
        "Lin Mei-ling,Mei-ling,Lin,* myContacts,Work,mei@x.example,Formosa Sign,Director",
    )

    for person in (only(with_more), only(without)):
        assert (person.given, person.family, person.name) == ("Mei-ling", "Lin", "Lin Mei-ling")
        assert (person.emails, person.organisation) == (["mei@x.example"], "Formosa Sign")


def test_outlooks_title_is_a_form_of_address_and_its_job_title_the_position() -> None:
    found = read(
        "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Home Phone,"
        "Business Phone,Mobile Phone,Job Title,Company,Home Street,Home City,Home Postal Code,"
        "Home Country/Region,Notes",
        "Larsen,,,,,,,,,+47 466 88 000,,,,,,,",
        'Svein,,Heimdal,Dr.,,svein@x.example,s2@x.example,,,901 06 000,Engineer,Nord AS,"50B\n'
        'Industrigata",Oslo,0357,Norway,',
        ",,,,,mail@mail.example,,,,,,,,,,,",
    )

    larsen, svein, nameless = found.people
    assert found.program == "Outlook"
    assert (larsen.given, larsen.phones) == ("Larsen", ["+47 466 88 000"])
    assert (svein.honorific, svein.title) == ("Dr.", "Engineer")
    assert svein.emails == ["svein@x.example", "s2@x.example"]
    assert (svein.city, svein.country) == ("Oslo", "Norway")
    assert any("0357" in note for note in svein.notes), "a postal code keeps its zero"
    assert nameless.emails == ["mail@mail.example"], "kept under its address"


def test_an_old_lithuanian_outlook_file_keeps_its_letters() -> None:
    text = "First Name;Last Name;E-mail Address;Business Phone\nŽibutė;Gaivenienė;z@x.example;\n"

    person = only(read_people(text.encode("cp1257")))

    assert (person.given, person.family) == ("Žibutė", "Gaivenienė")


def test_thunderbird() -> None:
    found = read(
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,"
        "Mobile Number,Job Title,Organization",
        "Noor,El Idrissi,Noor El Idrissi,,noor@x.example,noor@y.example,+31 20 000,+31 6 000,"
        "Lead,Stedenlab",
    )

    person = only(found)
    assert found.program == "Thunderbird"
    assert person.emails == ["noor@x.example", "noor@y.example"]
    assert person.phones == ["+31 20 000", "+31 6 000"]
    assert person.name == "Noor El Idrissi"


def test_linkedin_has_notes_before_its_header_months_in_english_and_few_addresses() -> None:
    found = read(
        "Notes:",
        '"When exporting your connection data, you may notice that some are missing."',
        "",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        'Priya,Sharma,https://x.example/priya,,"Stripe, Inc.",Technical Recruiter,12 Mar 2024',
        'Neha,,https://x.example/neha,,Razorpay,"Senior Engineer ""Platform""",7-Feb-22',
        "Rahul,Verma,,,Flipkart,SDE II,01 Aug 2021",
        ",,https://x.example/nobody,,,,",
    )

    priya, neha, rahul = found.people
    assert found.program == "LinkedIn"
    assert (priya.organisation, priya.met_on) == ("Stripe, Inc.", date(2024, 3, 12))
    assert priya.profile == "https://x.example/priya"
    assert (neha.given, neha.family, neha.title) == ("Neha", "", 'Senior Engineer "Platform"')
    assert (neha.met_on, rahul.met_on) == (date(2022, 2, 7), date(2021, 8, 1))
    assert [(each.number, each.why) for each in found.refused] == [(8, Refused.NOBODY)]
    assert "https://x.example/nobody" in found.refused[0].said


def test_hubspot_keeps_columns_of_its_own_and_says_so() -> None:
    found = read(
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,"
        "Stage of Journey,Create Date,Company Name,Unsubscribed",
        "101,Camille,Durand,camille@x.example,,Rasa,lead,third,2024-03-12 09:14,Lille,",
        "103,,,,,,,,,,",
        "105,,,only@x.example,,,,,,,Yes",
    )

    camille, only_address = found.people
    assert found.program == "HubSpot"
    assert camille.source_id == "101"
    assert found.kept_as_notes == ["Lifecycle Stage", "Stage of Journey"]
    assert camille.notes == ["Lifecycle Stage: lead", "Stage of Journey: third"]
    assert only_address.objects
    assert [each.number for each in found.refused] == [3]


def test_salesforces_opt_out_means_no_and_what_it_threw_away_stays_away() -> None:
    found = read(
        "Id,IsDeleted,AccountId,Salutation,LastName,FirstName,MailingCity,MailingCountry,Phone,"
        "MobilePhone,Email,Title,HasOptedOutOfEmail,DoNotCall,CreatedDate",
        "003,0,001,Ms,Ferrer,Laia,Barcelona,Spain,+34 1,+34 2,laia@x.example,Director,1,0,2024",
        "004,0,001,Mr,Rossi,Luca,Roma,Italy,,,luca@x.example,CEO,0,0,2024",
        "005,1,001,Mr,Gone,Gary,,,,,gone@x.example,,0,0,2024",
    )

    laia, luca = found.people
    assert found.program == "Salesforce"
    assert (laia.honorific, laia.title, laia.objects) == ("Ms", "Director", True)
    assert not luca.objects
    assert laia.phones == ["+34 1", "+34 2"]
    assert [(each.number, each.why) for each in found.refused] == [(4, Refused.DELETED)]


def test_pipedrive_writes_the_thing_before_each_column() -> None:
    found = read(
        "Person - Name,Person - First name,Person - Last name,Person - Organization,"
        "Person - Email - Work,Person - Email - Home,Person - Phone - Mobile,"
        "Person - Marketing status,Person - ID",
        "Ilze Bērziņa,Ilze,Bērziņa,Rīgas tehnoparks,ilze@x.example,ilze@y.example,+371 2,Bounced,7",
    )

    person = only(found)
    assert found.program == "Pipedrive"
    assert (person.given, person.organisation) == ("Ilze", "Rīgas tehnoparks")
    assert person.emails == ["ilze@x.example", "ilze@y.example"]
    assert person.bounced, "must not be written to"


def test_zoho_says_each_thing_twice_and_its_number_is_left_out() -> None:
    found = read(
        "Contact Id,Contact Owner.id,Contact Owner,First Name,Last Name,Account Name.id,"
        "Account Name,Email,Title,Phone,Mailing City,Mailing Country,Email Opt Out,Salutation,"
        "Created Time",
        "z1,9,Rasa,Björn,Hedström,77,Ljusvik,bjorn@x.example,Head,+46 1,Ljusvik,Sweden,true,Mr.,x",
    )

    person = only(found)
    assert found.program == "Zoho"
    assert (person.organisation, person.country, person.objects) == ("Ljusvik", "Sweden", True)
    assert (person.notes, found.kept_as_notes) == ([], [])


def test_odoos_companies_are_told_from_its_people() -> None:
    found = read(
        "External ID,Name,Is a Company,Related Company/External ID",
        "company_1,Bigees,True,",
        "person_1,Fabien,False,company_1",
    )

    company, person = found.people
    assert found.program == "Odoo"
    assert (company.name, company.is_company) == ("Bigees", True)
    assert (person.name, person.is_company) == ("Fabien", False)


@pytest.mark.parametrize("yes", ["1", "true", "Yes"])
def test_suitecrm_by_the_names_of_its_fields(yes: str) -> None:
    found = read(
        "id,date_entered,deleted,salutation,first_name,last_name,title,department,do_not_call,"
        "phone_mobile,phone_work,primary_address_city,primary_address_country,description",
        f"a,2024-01-01,0,Mr.,Jan,Kowalski,Director,Trade,{yes},+48 1,+48 2,Łódź,Poland,met in May",
    )

    person = only(found)
    assert found.program == "SuiteCRM"
    assert (person.family, person.city, person.objects) == ("Kowalski", "Łódź", True)
    assert person.phones == ["+48 1", "+48 2"]
    assert person.notes == ["department: Trade", "met in May"]


def test_atomic_crm() -> None:
    found = read(
        "first_name,last_name,title,background,tags,linkedin_url,company,email_work,phone_work",
        'Claire,Martin,CEO,fair,"vip, port",https://x.example/c,Nantes,claire@x.example,+33 1',
    )

    person = only(found)
    assert found.program == "Atomic CRM"
    assert (person.tags, person.profile) == (["vip", "port"], "https://x.example/c")


def test_a_table_of_nobodys_program_is_read_by_what_its_columns_are_called() -> None:
    found = read(
        "Vardas;Pavardė;El. paštas;Telefonas;Įmonė;Mėgsta", "Rasa;Petrė;r@x.example;8 6;UAB;kavą"
    )

    person = only(found)
    assert found.program is None
    assert (person.given, person.family, person.organisation) == ("Rasa", "Petrė", "UAB")
    assert (person.emails, person.phones) == (["r@x.example"], ["8 6"])
    assert found.kept_as_notes == ["Mėgsta"]


def test_what_a_contact_has_no_field_for_is_kept_as_a_note_and_so_is_a_column_of_ones_own() -> None:
    found = read(
        "First Name,Last Name,Suffix,Department,Customer Type,Photo",
        "Jan,Kowalski,Jr.,Trade office,partner,me.png",
    )

    notes = ["Suffix: Jr.", "Department: Trade office", "Customer Type: partner"]
    assert only(found).notes == notes
    assert found.kept_as_notes == ["Customer Type"]


def test_title_alone_is_the_position() -> None:
    assert fields_of(["Name", "Title"])["Title"] is Field.TITLE
    assert program_of(["Name", "Title"]) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("12 Mar 2024", date(2024, 3, 12)),
        ("7-Feb-22", date(2022, 2, 7)),
        ("2024-03-12", date(2024, 3, 12)),
        ("3/15/2024", date(2024, 3, 15)),
        ("15.03.2024", date(2024, 3, 15)),
        ("12 kov 2024", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_programs_write_it(said: str, day: date | None) -> None:
    assert read_day(said) == day
