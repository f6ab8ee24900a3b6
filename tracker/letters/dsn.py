"""What we ask of a relay that knows delivery status notifications (RFC 3461).

Reports then name our letter even where they bring nothing of it back, and bring no more than its
header: what it says about leads and contacts stays away from mail systems' reports.
"""

import re

LONGEST_ID = 100
"""Characters of an ENVID (RFC 3461, 4.4)."""
_UNSAFE = re.compile(r"[^!-*,-<>-~]")


def of_letter(message_id: str) -> list[str]:
    """Return what goes with MAIL FROM: the letter's name, and that its header is enough."""
    name = _xtext(message_id.strip("<>"))
    return ["RET=HDRS", *([f"ENVID={name}"] if len(name) <= LONGEST_ID else [])]


def of_recipient(address: str) -> list[str]:
    """Return what goes with RCPT TO: tell of failures and delays, under the address we know."""
    return ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(address)}"]


def _xtext(text: str) -> str:
    """Spell out what a command may not hold: "+" and "=" and all but printable ASCII."""
    return _UNSAFE.sub(lambda found: f"+{ord(found[0]):02X}", text)
