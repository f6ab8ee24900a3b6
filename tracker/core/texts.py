"""What a page says, in its reader's language, which is found once a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g  # noqa: TID251 - the language belongs to the request
from flask_babel import Babel, force_locale
from flask_babel.speaklater import LazyString

from tracker.core.i18n import catalogue, plural, translate

_CHOICE = "tracker.language_of_reader"


def let_readers_choose(app: Flask, choose: Callable[[], str]) -> None:
    """Ask `choose` for the reader's language, "lt" or "en", once a request."""
    app.extensions[_CHOICE] = choose
    Babel(app, locale_selector=language)


def language() -> str:
    """Return the reader's language, "lt" or "en"."""
    known = g.get("language")
    if known is None:
        known = g.language = current_app.extensions[_CHOICE]()
    return cast("str", known)


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Speak `other` for a while: to whoever has just chosen it, or opened a link in a letter."""
    before = g.get("language"), language_is_given()
    with force_locale(other):  # the form library's own messages
        g.language, g.language_is_given = other, True
        try:
            yield
        finally:
            g.language, g.language_is_given = before


def language_is_given() -> bool:
    """Tell whether we speak as `speaking` says, whatever the browser has chosen."""
    return bool(g.get("language_is_given", False))


def gettext(text: str, **params: object) -> str:
    """Return `text` in the reader's language with its places filled."""
    return translate(language(), text, **params)


def ngettext(one: str, many: str, num: int, **params: object) -> str:
    """Return the form of `one`/`many` that the reader's language uses for `num`."""
    return plural(language(), one, many, num, **params)


def pgettext(context: str, text: str, **params: object) -> str:
    """Return `text` as it is said in `context`: a word may need another case or gender there."""
    said = catalogue(language()).upgettext(context, text)
    return said % params if params else said


def lazy_gettext(text: str, **params: object) -> LazyString:
    """Return a text that finds its language where it is shown: for labels of forms."""
    return LazyString(gettext, text, **params)


def lazy_pgettext(context: str, text: str) -> LazyString:
    """Return a text in `context` that finds its language where it is shown."""
    return LazyString(pgettext, context, text)
