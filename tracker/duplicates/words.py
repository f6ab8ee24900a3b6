"""The words in which pages say why two contacts may be one person."""

from collections.abc import Iterable, Mapping

from flask_babel.speaklater import LazyString

from tracker.core.texts import lazy_pgettext
from tracker.duplicates.rules import Reason

REASONS: Mapping[Reason, LazyString] = {
    Reason.NAME: lazy_pgettext("same", "name"),
    Reason.NEAR_NAME: lazy_pgettext("same", "a similar name"),
    Reason.NATIVE_NAME: lazy_pgettext("same", "name in its own script"),
    Reason.ALIAS: lazy_pgettext("same", "the name they go by"),
    Reason.EMAIL: lazy_pgettext("same", "e-mail address"),
    Reason.PHONE: lazy_pgettext("same", "telephone"),
    Reason.ORGANISATION: lazy_pgettext("same", "organisation"),
    Reason.TRIP: lazy_pgettext("same", "trip"),
}


def said(reasons: Iterable[Reason]) -> str:
    """Return what speaks for it in a row of words."""
    return ", ".join(str(REASONS[reason]) for reason in reasons)
