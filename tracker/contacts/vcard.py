"""A contact as a vCard 3.0, which every telephone and mail program takes in."""

from datetime import datetime

from tracker.contacts.card import ContactCard
from tracker.contacts.names import full_name
from tracker.core.text import fold

LINE = 75
"""A line may have so many bytes; it goes on after a line end and a space (RFC 2426)."""


def vcard(card: ContactCard, *, at: datetime) -> str:
    """Return the card: Latin and native name, organisation, role, addresses and numbers."""
    facts = card.facts
    latin = full_name(facts.given, facts.family, facts.name_order)
    shown = f"{latin} ({facts.native_name})" if latin and facts.native_name else facts.name
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:rysiai-contact-{facts.id}",
        f"REV:{at:%Y%m%dT%H%M%SZ}",
        f"FN:{_escaped(shown)}",
        f"N:{_escaped(facts.family)};{_escaped(facts.given)};;{_escaped(facts.honorific)};",
        *_line("NICKNAME", facts.alias),
        *_line("ORG", card.place.organisation if card.place else None),
        *_line("TITLE", facts.title),
        *(f"EMAIL;TYPE=INTERNET:{_escaped(way.text)}" for way in card.emails),
        *(f"TEL;TYPE=VOICE:{_escaped(way.kind or way.text)}" for way in card.phones),
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def file_name(card: ContactCard) -> str:
    """Return a name for the file that every system can keep."""
    plain = fold(card.facts.name).encode("ascii", "ignore").decode().split()
    return f"{'-'.join(plain) or f'contact-{card.facts.id}'}.vcf"


def _line(name: str, value: str | None) -> list[str]:
    return [f"{name}:{_escaped(value)}"] if value else []


def _escaped(value: str | None) -> str:
    text = (value or "").replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > LINE - 1:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
