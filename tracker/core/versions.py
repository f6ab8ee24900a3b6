"""Forms of things that are there: two people may change the same one, and neither text is lost."""

from decimal import Decimal
from typing import Any, ClassVar, Self
from zlib import crc32

from wtforms import Field, HiddenField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from tracker.core.errors import ConflictError
from tracker.core.forms import BaseForm, NumberField
from tracker.core.text import clean
from tracker.core.words import mark

_LARGEST = 2**32 - 1
"""Of a version: some are a checksum of what was shown."""


class ClashError(ConflictError):
    """Two people have changed the same in the same thing; neither text may be lost."""

    def __init__(self) -> None:
        super().__init__(mark("Somebody else has changed this in the meantime."))


class VersionForm(BaseForm):
    """A form about something that is there, and which version of it was looked at."""

    version = NumberField(validators=[Optional()], widget=HiddenInput(), most=_LARGEST)


class ChangeForm(VersionForm):
    """A form of something that is there, whole; it remembers what it showed when it was opened.

    What somebody else saves meanwhile stays as they saved it, wherever this person changed nothing.
    """

    was = HiddenField("")
    aside: ClassVar[frozenset[str]] = frozenset({"version", "was"})
    """Fields that are not the thing's own."""
    together: ClassVar[tuple[frozenset[str], ...]] = ()
    """Fields that mean something only side by side: half mine and half theirs is nobody's text."""

    def remember(self, version: int) -> None:
        """Remember what the form shows; its fields are filled."""
        self.version.data = version
        self.was.data = ".".join(_print_of(field) for field in self._own())

    def settle(self, saved: Self) -> None:
        """Take over what others have `saved` since; the form is then as it is to be saved.

        Raises ClashError where both have changed the same, and differently; nothing is taken over.
        """
        if self.version.data in {None, saved.version.data}:
            return
        if self._clashing(saved):
            raise ClashError
        self._take_over(saved)

    def again_over(self, saved: Self) -> list[tuple[str, str]]:
        """Let the form be sent again after a clash, over what is `saved` by now.

        Returns (label, what is saved) of each field in which the two clash.
        """
        clashing = self._clashing(saved)
        self._take_over(saved)
        self.version.data, self.version.raw_data = saved.version.data, None
        self.was.data = saved.was.data
        return [(str(field.label.text), _said(field) or "–") for field in clashing]

    def is_changed(self, name: str) -> bool:
        """Tell whether the person has changed a field, or in a new form filled it in."""
        return _print_of(self[name]) != self._was().get(name, _print_of_nothing())

    def _own(self) -> list[Field]:
        return [field for field in self if field.name not in self.aside]

    def _was(self) -> dict[str, str]:
        prints = (self.was.data or "").split(".")
        return dict(zip([field.name for field in self._own()], prints, strict=False))

    def _take_over(self, saved: Self) -> None:
        kept = self._kept(saved)
        for there in saved._own():
            if there.name not in kept:
                self[there.name].data, self[there.name].raw_data = there.data, None

    def _clashing(self, saved: Self) -> list[Field]:
        kept = self._kept(saved)
        return [there for there in self._told_anew(saved) if there.name in kept]

    def _kept(self, saved: Self) -> frozenset[str]:
        """Return the fields that stay as they are here: those changed, and what hangs on them.

        A group stays whole where both have changed a part of it.
        """
        changed = {field.name for field in self._own() if self.is_changed(field.name)}
        mine = {name for name in changed if _print_of(self[name]) != _print_of(saved[name])}
        theirs = {field.name for field in self._told_anew(saved)}
        torn = [group for group in self.together if group & mine and group & theirs]
        return frozenset(changed).union(*torn)

    def _told_anew(self, saved: Self) -> list[Field]:
        """Return what others have changed to something that is not said here."""
        was = self._was()
        return [
            there
            for there in saved._own()
            if _print_of(there) not in {was.get(there.name), _print_of(self[there.name])}
        ]


def _print_of(field: Field) -> str:
    """Return a short print of what a field says: the same for the same, however it is typed."""
    many = field.data if isinstance(field.data, list) else [field.data]
    told = (one for one in many if one is not None and one is not False and one != "")
    said = sorted(map(_bare, told))  # a zero is told, though it equals False
    return f"{crc32(chr(0).join(said).encode()):x}"


def _print_of_nothing() -> str:
    return f"{crc32(b''):x}"


def _bare(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return clean(str(value)).strip()


def _said(field: Field) -> str:
    """Return what a field says, in the words of its choices."""
    data: list[Any] = field.data if isinstance(field.data, list) else [field.data]
    offered = getattr(field, "choices", None) or ()
    words = {str(choice.value): str(choice.label) for choice in offered}
    return ", ".join(words.get(str(each), str(each)) for each in data if each not in (None, ""))
