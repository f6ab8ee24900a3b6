"""What a browser would send of a page's form, if nothing in it were changed."""

from typing import Any

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


def filled(page: str, action: str = "") -> dict[str, list[str]]:
    """Return the fields of the page's form, or of the one that is sent to `action`.

    Without `action` it is the form with the most fields. The CSRF token is left out.
    """
    tree = html5lib.parse(page)
    forms = [form for form in tree.iter(f"{HTML}form") if action in form.get("action", "")]
    form = max(forms, key=lambda each: len(list(each.iter())))
    sent: dict[str, list[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if name and name != "csrf_token":
            for value in _values(field):
                sent.setdefault(name, []).append(value)
    return sent


def _values(field: Any) -> list[str]:
    tag, kind = str(field.tag).removeprefix(HTML), field.get("type", "text")
    if tag == "textarea":
        return ["".join(field.itertext()).removeprefix("\n")]
    if tag == "select":
        options = list(field.iter(f"{HTML}option"))
        chosen = [option.get("value") for option in options if option.get("selected") is not None]
        first = [] if field.get("multiple") is not None else [options[0].get("value")]
        return chosen or first
    if kind in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [field.get("value", "")] if tag == "input" else []
