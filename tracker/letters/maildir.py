"""The mailbox for reports as a folder of this machine (Maildir) that a mail server fills."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tracker.letters.inboxes import InboxError, Waiting
from tracker.letters.models import Outcome

_SEEN, _FLAGGED = "S", "F"
_MARKS = {Outcome.BOUNCE: _SEEN, Outcome.UNMATCHED: _SEEN, Outcome.UNREADABLE: _FLAGGED}


@dataclass(slots=True)
class MaildirInbox:
    """Reads `new` and what stands unread in `cur`; what is put away moves to `cur`, marked."""

    folder: Path
    _left: set[str] = field(default_factory=set)
    """Names of other mail, which is left as it is and need not be read at each look."""

    @contextmanager
    def open(self) -> Iterator["MaildirInbox"]:
        """Open it: nothing to do but to see that it is there."""
        for name in ("new", "cur"):
            if not os.access(self.folder / name, os.R_OK | os.W_OK | os.X_OK):
                raise InboxError(f"{self.folder}: no Maildir that may be read and written")
        yield self

    def waiting(self) -> Iterator[Waiting]:
        """Give the messages nobody has marked, in the order in which they came."""
        found = [*self._in("new"), *self._in("cur")]
        self._left &= {_bare(path.name) for path in found}
        for path in sorted(found, key=lambda path: path.name):
            if _bare(path.name) not in self._left:
                with suppress(FileNotFoundError):  # another worker was faster
                    yield Waiting(str(path.relative_to(self.folder)), path.stat().st_size)

    def read(self, waiting: Waiting) -> bytes | None:
        """Return a message."""
        try:
            return (self.folder / waiting.key).read_bytes()
        except FileNotFoundError:
            return None

    def put_away(self, waiting: Waiting, outcome: Outcome) -> None:
        """Mark a message; the name before the colon stays, as other readers expect."""
        path = self.folder / waiting.key
        mark = _MARKS.get(outcome)
        if mark is None:
            self._left.add(_bare(path.name))
            return
        flags = "".join(sorted({*path.name.partition(":2,")[2], mark}))
        with suppress(FileNotFoundError):
            path.rename(self.folder / "cur" / f"{_bare(path.name)}:2,{flags}")

    def _in(self, name: str) -> list[Path]:
        try:
            paths = [Path(entry) for entry in os.scandir(self.folder / name) if entry.is_file()]
        except OSError as error:
            raise InboxError(f"{error.filename}: {error.strerror}") from error
        return [path for path in paths if not path.name.startswith(".") and not _is_marked(path)]


def _bare(name: str) -> str:
    return name.partition(":")[0]


def _is_marked(path: Path) -> bool:
    return bool(set(path.name.partition(":2,")[2]) & {_SEEN, _FLAGGED})
