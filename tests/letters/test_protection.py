"""The way to the mail server: protected as the settings say, or not gone at all."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from click.testing import CliRunner

from tests.conftest import SECRET
from tests.support.relay import Relay, relay
from tracker.cli import tracker
from tracker.core.mail import AwayError, Envelope
from tracker.letters.smtp import SmtpMailer
from tracker.settings import Settings, Tls, load_settings

CERTIFICATE = Path(__file__).parents[1] / "data" / "mail-server.pem"
"""A server at 127.0.0.1, with its key, signed by itself: no machine trusts it unless it is told."""
ENVELOPE = Envelope("a@b.example", "Hello", "text", "<p>html</p>", "<1@b.example>")
PROTECTED = pytest.mark.parametrize("tls", [Tls.TLS, Tls.STARTTLS])


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@contextmanager
def protected(tls: Tls, said: list[str]) -> Iterator[Relay]:
    """Run a mail server that takes a password over a protected connection only."""

    def hear(*told: Any) -> AuthResult:
        assert isinstance(told[-1], LoginPassword)
        said.append(told[-1].password.decode())
        return AuthResult(success=True)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    way = "ssl_context" if tls is Tls.TLS else "tls_context"
    options: dict[str, Any] = {} if tls is Tls.NONE else {way: context}
    with relay(authenticator=hear, auth_require_tls=tls is Tls.STARTTLS, **options) as found:
        yield found


def mailer(settings: Settings, server: Relay, tls: Tls) -> SmtpMailer:
    given = settings.model_dump(exclude_defaults=True)
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": tls}
    signed_in = {"smtp_user": "rysiai", "smtp_password": "hunter2"}
    return SmtpMailer(load_settings(**{**given, **mail, **signed_in}))


@PROTECTED
@pytest.mark.usefixtures("trusted")
def test_the_password_and_the_letter_go_over_a_protected_connection(
    settings: Settings, tls: Tls
) -> None:
    said: list[str] = []
    with protected(tls, said) as server:
        sender = mailer(settings, server, tls)

        sent = sender.send(ENVELOPE, lambda: True)

        sender.rest()
    assert sent
    assert said == ["hunter2"]
    assert server.ids == ["<1@b.example>"]


@PROTECTED
def test_a_server_whose_certificate_nobody_vouches_for_hears_no_password(
    settings: Settings, tls: Tls
) -> None:
    said: list[str] = []
    with (
        protected(tls, said) as server,
        pytest.raises(AwayError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        mailer(settings, server, tls).send(ENVELOPE, lambda: True)

    assert said == []
    assert server.texts == []


@pytest.mark.usefixtures("trusted")
def test_a_server_that_does_not_offer_protection_hears_no_password(settings: Settings) -> None:
    said: list[str] = []
    with (
        protected(Tls.NONE, said) as server,
        pytest.raises(AwayError, match="STARTTLS"),
    ):
        mailer(settings, server, Tls.STARTTLS).send(ENVELOPE, lambda: True)

    assert said == []


@PROTECTED
@pytest.mark.parametrize("vouched", [True, False])
def test_the_doctor_trusts_whom_the_worker_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: Tls, *, vouched: bool
) -> None:
    if vouched:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with protected(tls, []) as server:
        environment = {
            "TRACKER_INSTANCE": str(tmp_path),
            "TRACKER_SECRET_KEY": SECRET,
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(server.port),
            "TRACKER_SMTP_TLS": tls,
        }
        answer = CliRunner().invoke(tracker, ["doctor"], env=environment).output

    assert (f"ok   The mail server at 127.0.0.1:{server.port} answers." in answer) is vouched
    assert ("BAD  The mail server does not answer: [SSL: CERTIF" in answer) is not vouched
