"""What a person typed into a form that could not be taken, so that no refusal loses it."""

import re

from flask import request
from werkzeug.exceptions import HTTPException

from tracker.core.security import from_another_site

_NOT_TYPED = re.compile(r"csrf_token|key|version|was(_\w+)?|next|ids")
_CHOSEN = re.compile(r"[a-z0-9_]*|[A-Z]{2}|[0-9:. -]*")
"""What a select, a date or a button sends: nothing that is hard to say again."""


def typed() -> list[str]:
    """Return the texts of the form that was sent; none of a form with a password in it.

    Nor what another site's page sent: it is not for us to repeat.
    """
    if request.method != "POST" or from_another_site():
        return []
    try:
        form = request.form
    except HTTPException:  # it is too large to be read
        return []
    if any("password" in name for name in form):
        return []
    said = (text.strip() for name, text in form.items(multi=True) if not _NOT_TYPED.fullmatch(name))
    return [text for text in said if not _CHOSEN.fullmatch(text)]
