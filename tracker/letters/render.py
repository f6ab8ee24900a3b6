"""Turn a letter's row into what leaves: subject, text, HTML."""

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tracker.core.i18n import catalogue
from tracker.core.mail import Envelope
from tracker.core.security import LinkSigner

PACKAGE = Path(__file__).parents[1]
TEMPLATES = next(
    folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir()
)
SUBJECT_LENGTH = 60
LONGEST_NAME = 24
"""With a longer one the subject would have no room for what the letter is about."""
COLUMNS = 72
_BLANK_LINES = re.compile(r"\n{3,}")
_INDENT = re.compile(r"\n\s+")
_KEPT = ' data-css-inline="keep"'
_INLINER = CSSInliner(minify_css=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a letter is written: in which language, when, and how its links are made.

    Without a signer (a page that shows a letter to somebody else) its deeds lead nowhere.
    """

    locale: str
    now: datetime
    base_url: str
    signer: LinkSigner | None

    def url(self, path: str) -> str:
        """Return the address of one of our pages."""
        return self.base_url + path

    def signed_url(self, path: str, purpose: str, content: Mapping[str, Any]) -> str:
        """Return an address that ends in a token for `purpose`, valid from now on."""
        token = self.signer.sign(purpose, content, now=self.now) if self.signer else "…"
        return f"{self.base_url}{path}{token}"


Compose = Callable[[Mapping[str, Any], Desk], dict[str, object]]
"""Makes what a template shows out of a payload; the feature that wrote the letter knows how."""


class Printable(Protocol):
    """What printing needs of a letter: of its row, or of one in hand."""

    @property
    def template(self) -> str:
        """Return the folder of its templates."""

    @property
    def locale(self) -> str:
        """Return the reader's language."""

    @property
    def payload(self) -> dict[str, Any]:
        """Return what it tells."""

    @property
    def address(self) -> str:
        """Return whom it goes to."""

    @property
    def message_id(self) -> str:
        """Return its Message-ID."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter in words; and where one press ends such letters (RFC 8058), if they can be ended."""

    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints letters: knows the pages' address, the signer, and who composes which letter."""

    base_url: str
    signer: LinkSigner
    composers: Mapping[str, Compose]

    def __call__(self, letter: Printable, *, now: datetime) -> Envelope:
        """Return the letter ready to leave, its links signed."""
        printed = self._print(letter, Desk(letter.locale, now, self.base_url, self.signer))
        headers = {"Date": format_datetime(now), "Auto-Submitted": "auto-generated"}
        if printed.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{printed.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return Envelope(
            letter.address,
            printed.subject,
            printed.text,
            printed.html,
            letter.message_id,
            headers,
        )

    def show(self, letter: Printable, *, now: datetime) -> Printed:
        """Return the letter as it read, for somebody who may look but not press its links."""
        return self._print(letter, Desk(letter.locale, now, self.base_url, None))

    def _print(self, letter: Printable, desk: Desk) -> Printed:
        values = self.composers[letter.template](letter.payload, desk)
        return print_letter(letter.template, letter.locale, values)


def print_letter(template: str, locale: str, values: Mapping[str, object]) -> Printed:
    """Fill the three templates of a letter.

    The subject is cut to 60 characters, `subject_tail` apart, which it ends with uncut; HTML gets
    its styles into the elements.
    """
    folder, environment = f"letters/{template}", _environment(locale)
    said = environment.get_template(f"{folder}/subject.txt").render(values)
    tail = str(values.get("subject_tail", ""))
    subject = clip(said, SUBJECT_LENGTH - len(tail)) + tail
    values = {**values, "subject": subject}
    text = environment.get_template(f"{folder}/body.txt").render(values)
    html = environment.get_template(f"{folder}/body.html").render(values)
    return Printed(
        subject,
        _BLANK_LINES.sub("\n\n", text).strip() + "\n",
        _INLINER.inline(_INDENT.sub("\n", html)).replace(_KEPT, ""),
        str(values.get("unsubscribe_url", "")),
    )


def clip(text: str, length: int) -> str:
    """Return `text` on one line, cut at a word and ended by "…" where it is too long."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"


def subject_tail(name: str | None) -> str:
    """Return a name as it ends a subject; a longer one is left to the letter itself."""
    return f" ({name})" if name and len(name) <= LONGEST_NAME else ""


def wrap(text: str) -> str:
    """Return `text` in lines of at most 72 columns; addresses stay whole."""
    if len(text) <= COLUMNS and "\n" not in text:
        return text
    return textwrap.fill(text, COLUMNS, break_long_words=False, break_on_hyphens=False)


@cache
def _environment(locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    install = environment.install_gettext_translations  # type: ignore[attr-defined]  # the extension's
    install(catalogue(locale), newstyle=True)
    environment.filters["wrap"] = wrap
    environment.globals["locale"] = locale
    return environment
