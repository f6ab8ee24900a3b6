"""A letter on the wire is what any mail program reads as the letter that was written."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.core.mail import Envelope, RefusedError
from tracker.letters.wire import as_bytes

FROM = "rysiai@savivaldybe.example"
SUBJECTS = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=60
)
ANY_SIGN = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
TEXTS = st.text(ANY_SIGN, max_size=400)


def arrived(wire: bytes) -> EmailMessage:
    """Read a text as the server gets it: the dots undone, the last line taken off."""
    text = re.sub(rb"(?m)^\.\.", b".", wire.removesuffix(b"\r\n.\r\n"))
    return message_from_bytes(text, policy=default)


def said(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@given(SUBJECTS, TEXTS)
@example("Ryšiai", ".\n..\n.a\n")
@example("x", "--=_text-and-html\n--=_text-and-html--")
@example("x", "ends in a space \nand a tab\t\n" + "ė" * 200)
def test_what_was_written_is_what_arrives(subject: str, text: str) -> None:
    envelope = Envelope("a@b.example", subject, text, f"<p>{text}</p>", "<1@b.example>")

    wire = as_bytes(envelope, FROM)
    message = arrived(wire)

    assert message["Subject"].strip() == subject.strip()
    assert said(message, "plain") == text
    assert said(message, "html") == f"<p>{text}</p>"
    assert message["Message-ID"] == "<1@b.example>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@given(SUBJECTS, TEXTS)
def test_no_server_has_to_mend_it(subject: str, text: str) -> None:
    """Plain ASCII, short lines, every line ended as SMTP wants it, no dot that would end it."""
    wire = as_bytes(Envelope("a@b.example", subject, text, text, "<1@b.example>"), FROM)
    lines = wire.split(b"\r\n")

    assert wire.isascii()
    assert max(map(len, lines)) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert lines.index(b".") == len(lines) - 2


@pytest.mark.parametrize("name", ["From", "Date", "Subject", "Message-ID"])
@pytest.mark.parametrize("smuggled", ["\n", "\r", "\r\n"])
def test_a_header_of_two_lines_is_refused(name: str, smuggled: str) -> None:
    value = f"a{smuggled}Bcc: everybody@b.example"
    said = {"From": FROM, "Subject": "x", "Message-ID": "<1@b.example>", "Date": "", name: value}
    dated = {"Date": said["Date"]}
    envelope = Envelope("a@b.example", said["Subject"], "x", "x", said["Message-ID"], dated)

    with pytest.raises(RefusedError) as refused:
        as_bytes(envelope, said["From"])

    assert refused.value.code == 553


@pytest.mark.parametrize("address", ["", "nobody", "ąžuolas@b.example"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(RefusedError):
        as_bytes(Envelope(address, "x", "x", "x", "<1@b.example>"), FROM)


def test_further_headers_go_with_it() -> None:
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://a.example/u>"}

    message = arrived(as_bytes(Envelope("a@b.example", "x", "x", "x", "<1@b>", headers), FROM))

    assert {name: message[name] for name in headers} == headers
    assert message["From"].addresses[0].display_name == "Ryšiai"
