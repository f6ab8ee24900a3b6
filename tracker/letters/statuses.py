"""What a status of a mail server means for an address: gone for good, in trouble, or a rule."""

import re

from tracker.letters.models import BounceKind

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
"""An enhanced status code (RFC 3463), wherever it stands; no part of an IP address."""
_CODE = re.compile(r"(?<![\d.#-])([45]\d\d)(?=[ -])")
GONE = frozenset({
    "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10",
    "5.2.1", "5.4.4",
    "5.7.17", "5.7.18",
})  # fmt: skip
"""Nobody reads there: no such mailbox or domain, moved, switched off, no way to route.

Of the rules (5.7) only these two are about the address: it belongs to somebody else since (RFC
7293), and what we write is not for them.
"""
_VAGUE = frozenset({"", "5.0.0", "5.1.0", "5.2.0", "5.5.0"})
"""These say that it went wrong, and leave it to the words to say how."""
_UNKNOWN = re.compile(
    r"(user|recipient|mailbox|account)[^.;]{0,40}\b(unknown|not found|does ?n[o']t exist)"
    r"|(unknown|no such|invalid|nonexistent) (user|recipient|mailbox|account|local part)"
    r"|no mailbox here by that name|recip(ient)?notfound",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"(mailbox|inbox|account|storage)[^.;]{0,30}\b(full|exceeded|over)\b|over ?quota"
    r"|quota[^.;]{0,20}exceeded|exceeded[^.;]{0,30}quota",
    re.IGNORECASE,
)
_AT_THE_EDGE = ("5.4.1", "recipient address rejected")
"""What Exchange Online says of a recipient that its directory does not know."""


def status_in(words: str) -> str:
    """Return the status that a server's words name, or as much of one as they tell; else nothing.

    Words that name a reason count where the code is a vague one.
    """
    found = STATUS.search(words)
    status = ".".join(found.groups()) if found else ""
    if status not in _VAGUE:
        return status
    if _FULL.search(words):
        return "5.2.2"
    if _UNKNOWN.search(words):
        return "5.1.1"
    code = _CODE.search(words)
    return status or (f"{code[1][0]}.0.0" if code else "")


def more_telling(status: str, words: str) -> str:
    """Return a report's status, or the one its words name where that says more."""
    return (status_in(words) or status) if status in _VAGUE else status


def kind_of(status: str, words: str, *, is_final: bool) -> BounceKind:
    """Return what a report means for the address; one that is still being tried is soft."""
    if not is_final:
        return BounceKind.SOFT
    edge, said = _AT_THE_EDGE
    if status in GONE or (status == edge and said in words.lower()):
        return BounceKind.HARD
    is_rule = status.startswith("5.7.") or status in {"5.1.7", "5.1.8"}
    return BounceKind.POLICY if is_rule else BounceKind.SOFT


def is_unknown(code: int | None, words: str) -> bool:
    """Tell whether a refusal while we talk to the relay says that the address is not there.

    Only 5.1.x that is about the recipient, or 550 with words to that effect: a relay refuses many
    things by 550, and an address is not to pay for what the relay thinks of us.
    """
    status = status_in(words)
    return code in {550, 551, 553} and status.startswith("5.1.") and status in GONE
