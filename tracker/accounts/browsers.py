"""What a browser says of itself, in words a person recognises it by."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(says: str) -> str:
    """Return "Firefox, Windows" for a User-Agent line; "" where it tells nothing we know."""
    found = (_first(_BROWSERS, says), _first(_SYSTEMS, says))
    return ", ".join(name for name in found if name)


def _first(known: tuple[tuple[str, str], ...], says: str) -> str:
    return next((name for sign, name in known if sign in says), "")
