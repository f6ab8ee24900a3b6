"""A mail server's answers, each of which must come to an end."""

import smtplib
import socket
import time
from typing import Any

MOST_LINES = 100


class _Answers:
    """Reads a server's lines: an answer may take no longer in all than one line may.

    `smtplib` limits the wait for each line, so a server that goes on talking would be listened to
    for ever.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb")
        self._until: float | None = None
        self._lines = 0

    def begin(self) -> None:
        """Let the time of the next answer begin."""
        most = self._sock.gettimeout()
        self._until = None if most is None else time.monotonic() + most
        self._lines = 0

    def readline(self, size: int) -> bytes:
        """Return the next line. Raises TimeoutError when the answer has had its time."""
        is_late = self._until is not None and time.monotonic() > self._until
        if is_late or self._lines == MOST_LINES:
            raise TimeoutError("the answer does not end")
        self._lines += 1
        return self._file.readline(size)

    def close(self) -> None:
        """Let go of the connection."""
        self._file.close()


class _InTime:
    """What both kinds of connections do so."""

    file: Any
    sock: Any

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the words of the next answer."""
        if self.file is None:
            self.file = _Answers(self.sock)
        self.file.begin()
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]  # of smtplib's class
        return reply


class Plain(_InTime, smtplib.SMTP):
    """A connection that is protected only if STARTTLS is said."""


class Protected(_InTime, smtplib.SMTP_SSL):
    """A connection that is protected from its first byte."""
