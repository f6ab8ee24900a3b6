"""What delivery reports say, in the forms in which they come; none is copied from anywhere."""

from pathlib import Path

import pytest

from tracker.letters.arrivals import read_report
from tracker.letters.models import BounceKind
from tracker.letters.reports import MOST_PARTS, MOST_TOLD, WORDS_LENGTH, Told
from tracker.letters.statuses import is_unknown, kind_of, status_in

SAMPLES = Path(__file__).parents[1] / "data" / "bounces"
LETTER = "<LETTER@ours.example>"
EGLE = "egle@savivaldybe.example"
HARD, SOFT, POLICY = BounceKind.HARD, BounceKind.SOFT, BounceKind.POLICY
FORMS = {
    "postfix_unknown": (HARD, "5.1.1"),
    "exchange_unknown": (HARD, "5.1.10"),
    "exchange_edge": (HARD, "5.4.1"),
    "exchange_old": (HARD, "5.1.1"),
    "headers_only": (HARD, "5.4.4"),
    "envelope_only": (HARD, "5.2.1"),
    "owner_changed": (HARD, "5.7.17"),
    "internationalised": (HARD, "5.1.6"),
    "vague": (HARD, "5.1.1"),
    "qmail": (HARD, "5.1.1"),
    "exim_plain": (HARD, "5.1.1"),
    "mailbox_full": (SOFT, "5.2.2"),
    "postfix_delayed": (SOFT, "4.4.1"),
    "expired": (SOFT, "4.4.7"),
    "qmail_long": (SOFT, "4.2.2"),
    "exim_delayed": (SOFT, "4.0.0"),
    "policy": (POLICY, "5.7.1"),
}
NOT_YET = {"postfix_delayed", "exim_delayed"}
OTHER_MAIL = ("absence", "reply", "attached", "relayed")


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


def only(raw: bytes) -> Told:
    report = read_report(raw)
    assert report is not None
    [told] = report.told
    return told


@pytest.mark.parametrize("name", FORMS)
def test_a_report_names_its_letter_its_address_and_its_reason(name: str) -> None:
    report = read_report(sample(name))

    assert report is not None
    [told] = report.told
    kind = kind_of(told.status, told.words, is_final=told.is_final)
    assert report.letters == (LETTER,)
    assert EGLE in told.addresses
    assert (kind, told.status) == FORMS[name]
    assert told.is_final is (name not in NOT_YET)
    assert told.words


@pytest.mark.parametrize("name", FORMS)
def test_it_makes_no_difference_how_lines_end(name: str) -> None:
    assert read_report(sample(name).replace(b"\n", b"\r\n")) == read_report(sample(name))


@pytest.mark.parametrize("name", OTHER_MAIL)
def test_answers_absences_and_good_news_are_no_reports(name: str) -> None:
    assert read_report(sample(name)) is None


def test_a_report_tells_of_each_recipient() -> None:
    report = read_report(sample("two_recipients"))

    assert report is not None
    assert [(told.is_final, told.status) for told in report.told] == [
        (True, "5.1.1"),
        (False, "4.2.2"),
    ]


def test_an_address_is_known_whatever_its_case_and_spelling() -> None:
    raw = sample("headers_only").replace(
        b"Egle@Savivaldybe.example", b"EGLE+2Bpriminimai@savivaldybe.EXAMPLE"
    )

    assert "egle+priminimai@savivaldybe.example" in only(raw).addresses


def test_a_person_who_writes_like_a_machine_is_a_person() -> None:
    """The empty sender is what no person's letter has."""
    raw = sample("qmail").replace(b"Return-Path: <>", b"Return-Path: <egle@savivaldybe.example>")

    assert read_report(raw) is None


def test_a_machine_that_brings_nothing_back_names_no_letter() -> None:
    head, _, _copy = sample("qmail").partition(b"--- Below")

    assert read_report(head) is None


def test_a_machine_that_gives_no_reason_reports_nothing() -> None:
    raw = sample("qmail").replace(b"Sorry, no mailbox here by that name. (#5.1.1)", b"Sorry.")

    assert read_report(raw) is None


def test_what_a_report_quotes_is_cut_and_has_no_signs_that_no_database_keeps() -> None:
    raw = sample("policy").replace(b"Message rejected", b"Message\x00 rejected " + b"very " * 500)

    said = only(raw).words

    assert len(said) == WORDS_LENGTH
    assert "\x00" not in said


def test_a_report_of_ten_thousand_recipients_is_read_as_far_as_it_helps() -> None:
    begin, end = sample("postfix_unknown").split(b"Final-Recipient", 1)
    block, rest = (b"Final-Recipient" + end).split(b"\n--next", 1)
    report = read_report(begin + (block + b"\n") * 10_000 + b"\n--next" + rest)

    assert report is not None
    assert len(report.told) == MOST_TOLD


def test_a_message_of_very_many_parts_is_not_searched_to_its_end() -> None:
    filler = b"--next\nContent-Type: text/plain\n\nx\n\n" * MOST_PARTS
    raw = sample("postfix_unknown").replace(b"--next\n", filler + b"--next\n", 1)

    assert read_report(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\xff\xfe\x00garbage",
        b"Content-Type: multipart/report; boundary=x\n\n--x\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: multipart/report\n\nno boundary",
        b"From: postmaster@x.example\n\n550 5.1.1\nMessage-ID: <nothing>\n",
    ],
)
def test_what_is_broken_is_no_report(raw: bytes) -> None:
    assert read_report(raw) is None


def test_a_charset_that_nobody_knows_hides_no_code() -> None:
    raw = sample("exchange_old").replace(b"windows-1257", b"klingon")

    assert only(raw).status == "5.1.1"


# --- What a status means ---


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 5.1.1 <egle@x.example>: User unknown", "5.1.1"),
        ("smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound", "5.1.10"),
        ("550 No such user here", "5.1.1"),
        ("550 mailbox unavailable", "5.0.0"),
        ("550 5.0.0 Recipient unknown", "5.1.1"),
        ("552 Quota exceeded", "5.2.2"),
        ("5.2.0 Mailbox is full", "5.2.2"),
        ("451 try later", "4.0.0"),
        ("host mail.x.example[5.1.1.7] said nothing", ""),
        ("version 15.1.1 of the program", ""),
        ("room 1550 is not here", ""),
        ("", ""),
    ],
)
def test_a_status_is_found_in_a_servers_words(words: str, status: str) -> None:
    assert status_in(words) == status


@pytest.mark.parametrize(
    ("code", "words", "is_so"),
    [
        (550, "5.1.1 no such user", True),
        (550, "No such user", True),
        (551, "5.1.6 moved", True),
        (553, "5.1.3 bad address syntax", True),
        (550, "5.7.1 relaying denied", False),
        (550, "mailbox unavailable", False),
        (550, "5.2.1 mailbox disabled", False),
        (550, "5.1.8 sender address rejected", False),
        (554, "5.1.1 no such user", False),
        (450, "4.1.1 user unknown in local table", False),
        (552, "5.2.2 mailbox full", False),
        (None, "", False),
    ],
)
def test_only_an_unknown_address_is_taken_from_what_the_relay_says_at_once(
    code: int | None, words: str, *, is_so: bool
) -> None:
    assert is_unknown(code, words) is is_so


@pytest.mark.parametrize("status", ["5.1.1", "5.7.17", "5.7.1"])
def test_what_is_still_tried_is_never_more_than_soft(status: str) -> None:
    assert kind_of(status, "", is_final=False) is SOFT


@pytest.mark.parametrize("status", ["5.4.1", "5.3.0", "5.2.3", "4.2.1", ""])
def test_what_says_nothing_of_the_address_is_soft(status: str) -> None:
    assert kind_of(status, "connection refused", is_final=True) is SOFT


@pytest.mark.parametrize("status", ["5.7.1", "5.7.26", "5.1.8"])
def test_a_rule_of_the_other_side_is_no_fault_of_the_address(status: str) -> None:
    assert kind_of(status, "", is_final=True) is POLICY
