"""The keys that sign sessions and links."""

import os
import secrets
from pathlib import Path

from tracker.settings import SHORTEST_KEY, Settings, SettingsError

FILE = "secret_key"


def secret_keys(settings: Settings, *, make: bool) -> list[str]:
    """Return the signing keys, the newest last.

    The setting counts first; else the instance folder's file, one key a line, so that a key can
    be rotated by adding a line. With `make` a missing file is made, as `tracker run` does at its
    first start. Raises SettingsError when there is no key, or one that could be guessed.
    """
    if settings.secret_key is not None:
        return [settings.secret_key.get_secret_value()]
    path = settings.instance / FILE
    if make and not path.exists():
        _make(path)
    try:
        keys = path.read_text("utf-8").split() if path.exists() else []
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text: write one key a line in it.") from error
    if not keys:
        raise SettingsError(
            "TRACKER_SECRET_KEY is not set: give at least 32 random characters, the same on every "
            "node."
        )
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise SettingsError(f"Each key in {path} must have at least {SHORTEST_KEY} characters.")
    return keys


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
