"""What this machine and this version are: disk, time zones, the product itself."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

import psutil
import tzdata

PACKAGE = "rysiai"
LITTLE = 1024**3
"""Bytes: with less than a GiB left a database soon has no room."""
_BEGINS = "# version "


@dataclass(frozen=True, slots=True)
class Machine:
    """What the page and the doctor tell of the machine they run on."""

    version: str
    zones: str
    """The version of the time zone data; nothing where the system's does not say."""
    disk_free: int
    """Bytes, where the installation's own files are."""


def machine(folder: Path) -> Machine:
    """Return what is known of this machine; `folder` is the installation's own."""
    free = int(psutil.disk_usage(str(_there(folder))).free)
    return Machine(product_version(), zone_data(), free)


@cache
def product_version() -> str:
    """Return the version of the product."""
    return version(PACKAGE)


def _there(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    whole = folder.absolute()
    return next(path for path in (whole, *whole.parents) if path.is_dir())


@cache
def zone_data(places: tuple[str, ...] = TZPATH) -> str:
    """Return the version of the time zone data that is in force: the system's comes first."""
    for place in map(Path, places):
        if (place / "Europe").is_dir():
            return _version_in(place)
    return str(tzdata.IANA_VERSION)


def _version_in(place: Path) -> str:
    for name in ("tzdata.zi", "+VERSION"):
        path = place / name
        if path.is_file():
            with path.open(encoding="ascii") as lines:
                return lines.readline().removeprefix(_BEGINS).strip()
    return ""
