"""Hand letters over by SMTP: connections kept and reused, and a pause when nobody answers."""

import contextlib
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tracker.core.mail import AwayError, Begin, Envelope, LostError, RefusedError, over_wire
from tracker.core.text import clean_line
from tracker.letters import dsn
from tracker.letters.patience import Plain, Protected
from tracker.letters.wire import as_bytes
from tracker.settings import Settings, Tls

PER_CONNECTION = 50
FAILURES = 3
PAUSE_S = 30.0
CONNECT_S = 10.0
COMMAND_S = 30.0
_OK, _START_TEXT, _CLOSING = 250, 354, 421
_TAKEN = frozenset({_OK, 251, 252})
_NOT_SIGNED_IN = frozenset({530, 534, 535, 538})
_ERROR_LENGTH = 300


@dataclass(slots=True)
class Circuit:
    """Counts connections that failed in a row; after three nobody tries for half a minute.

    Sleeping is measured by the monotonic clock: setting the machine's time changes nothing.
    """

    pause: float = PAUSE_S
    tick: Callable[[], float] = time.monotonic
    failures: int = 0
    _until: float = 0.0

    def is_open(self) -> bool:
        """Tell whether nobody should try now."""
        return self.failures >= FAILURES and self.tick() < self._until

    def failed(self) -> bool:
        """Note a failure and tell whether it still counts against the letter at hand."""
        self.failures += 1
        self._until = self.tick() + self.pause
        return self.failures <= FAILURES

    def succeeded(self) -> None:
        """Note that somebody answered."""
        self.failures = 0


@dataclass(slots=True)
class _Line:
    """One open connection and how many letters went over it."""

    smtp: smtplib.SMTP
    carried: int = 0


@dataclass(slots=True)
class Timeouts:
    """How long each part of the talk may take, in seconds."""

    dot: float
    connect: float = CONNECT_S
    command: float = COMMAND_S


@dataclass(slots=True)
class SmtpMailer:
    """A mailer over SMTP; safe for several threads, each of which has a connection to itself."""

    settings: Settings
    circuit: Circuit = field(default_factory=Circuit)
    _idle: list[_Line] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def timeouts(self) -> Timeouts:
        """Return the waits of this installation."""
        return Timeouts(dot=self.settings.smtp_dot_timeout_s)

    def is_away(self) -> bool:
        """Tell whether there is no mail server, or it did not answer three times just now."""
        return not self.settings.smtp_host or self.circuit.is_open()

    def send(self, envelope: Envelope, begin: Begin) -> bool:
        """Hand the envelope over; `begin` is asked between RCPT and DATA."""
        envelope = replace(envelope, to=over_wire(envelope.to))
        text = as_bytes(envelope, self.settings.mail_from)
        line = self._greeted(envelope)
        kept = False
        try:
            sent = self._hand_over(line, envelope, text, begin)
            kept = True
        except RefusedError as refusal:
            kept = refusal.code != _CLOSING and _reset(line.smtp)
            raise
        finally:
            self._put_back(line, kept=kept)
        return sent

    def rest(self) -> None:
        """Close the connections nobody uses."""
        with self._lock:
            idle, self._idle[:] = list(self._idle), []
        for line in idle:
            _close(line.smtp)

    def _greeted(self, envelope: Envelope) -> _Line:
        """Return a connection on which MAIL FROM was accepted.

        A kept connection may have been closed by the other side meanwhile: that is found out
        here, where nothing has been said of the letter yet, and a fresh one takes its place.
        """
        while (line := self._kept()) is not None:
            with contextlib.suppress(smtplib.SMTPServerDisconnected, RefusedError):
                self._begin(line, envelope)
                return line
            _close(line.smtp)
        line = _Line(self._connect())
        try:
            self._begin(line, envelope)
        except RefusedError as refusal:
            _close(line.smtp)
            if refusal.code not in _NOT_SIGNED_IN:
                raise
            counts = self.circuit.failed()
            raise AwayError(str(refusal), refusal.code, counts=counts) from refusal
        except smtplib.SMTPServerDisconnected as lost:
            raise LostError(_short(str(lost)), after_text=False) from lost
        return line

    def _begin(self, line: _Line, envelope: Envelope) -> None:
        """Say who sends, and under which name reports about this letter are to come."""
        smtp = line.smtp
        about = dsn.of_letter(envelope.message_id) if smtp.has_extn("dsn") else []
        _said(smtp.mail(self.settings.mail_from, about))

    def _hand_over(self, line: _Line, envelope: Envelope, text: bytes, begin: Begin) -> bool:
        smtp, after_text = line.smtp, False
        try:
            about = dsn.of_recipient(envelope.to) if smtp.has_extn("dsn") else []
            _said(smtp.rcpt(envelope.to, about))
            if not begin():
                _reset(smtp)
                return False
            after_text = True
            _said(smtp.docmd("DATA"), _START_TEXT)
            _wait_at_most(smtp, self.timeouts.dot)
            smtp.send(text)
            _taken(smtp.getreply())
            _wait_at_most(smtp, self.timeouts.command)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException) as lost:
            raise LostError(_short(str(lost)), after_text=after_text) from lost
        line.carried += 1
        return True

    def _kept(self) -> _Line | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _put_back(self, line: _Line, *, kept: bool) -> None:
        if kept and line.carried < PER_CONNECTION:
            with self._lock:
                self._idle.append(line)
        else:
            _close(line.smtp)

    def _connect(self) -> smtplib.SMTP:
        if self.circuit.is_open():
            raise AwayError("the mail server has not answered lately", counts=False)
        try:
            smtp = open_connection(self.settings, self.timeouts)
        except (OSError, smtplib.SMTPException) as error:
            code = getattr(error, "smtp_code", None)
            raise AwayError(_short(str(error)), code, counts=self.circuit.failed()) from error
        self.circuit.succeeded()
        return smtp


def open_connection(settings: Settings, waits: Timeouts) -> smtplib.SMTP:
    """Connect to the mail server, protected and signed in as the settings say.

    A certificate that this machine does not trust is refused: what follows is a password.
    Raises OSError and smtplib.SMTPException.
    """
    own_name = settings.mail_from.rpartition("@")[2]
    where = (settings.smtp_host, settings.smtp_port, own_name)
    if settings.smtp_tls is Tls.TLS:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = Protected(*where, timeout=waits.connect, context=context)
    else:
        smtp = Plain(*where, timeout=waits.connect)
    try:
        _wait_at_most(smtp, waits.command)
        smtp.ehlo_or_helo_if_needed()
        if settings.smtp_tls is Tls.STARTTLS:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if settings.smtp_user:
            smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except (OSError, smtplib.SMTPException):
        smtp.close()
        raise
    return smtp


def _said(reply: tuple[int, bytes], wanted: int = _OK) -> None:
    """Go on if the server said what was wanted; 251 ("will forward") is as good as 250.

    Raises RefusedError.
    """
    code, words = reply
    if code == wanted or (wanted == _OK and code in _TAKEN):
        return
    if code < 0:
        raise smtplib.SMTPServerDisconnected("the answer was not SMTP")
    raise RefusedError(_short(words.decode("utf-8", "replace")), code)


def _taken(reply: tuple[int, bytes]) -> None:
    """Go on if the server said that it has the text.

    Raises RefusedError where it said no, and SMTPServerDisconnected for what is neither: then
    nobody knows.
    """
    code, _ = reply
    if code not in _TAKEN and not 400 <= code < 600:
        raise smtplib.SMTPServerDisconnected("the answer was not SMTP")
    _said(reply)


def _reset(smtp: smtplib.SMTP) -> bool:
    """Take back what was said of the letter; False when the connection did not survive that."""
    try:
        return smtp.rset()[0] == _OK
    except smtplib.SMTPServerDisconnected:
        return False


def _wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _close(smtp: smtplib.SMTP) -> None:
    """Say goodbye, and do not wait for the answer."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        smtp.putcmd("QUIT")
    smtp.close()


def _short(text: str) -> str:
    """Return what a server said as it can be kept: PostgreSQL takes no NUL."""
    return clean_line(text)[:_ERROR_LENGTH]
