"""What tests of letters have at hand."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.conftest import SECRET
from tests.letters.bouncing import Bouncing
from tests.letters.posting import LEASE, Posting
from tests.support.relay import Relay
from tracker.core.db import Database
from tracker.core.security import LinkSigner
from tracker.letters.jobs import Post
from tracker.letters.render import Printer
from tracker.letters.smtp import SmtpMailer
from tracker.settings import Settings, load_settings
from tracker.wiring import LETTERS


@pytest.fixture
def mail_settings(settings: Settings, server: Relay) -> Settings:
    return load_settings(
        **{
            **settings.model_dump(exclude_defaults=True),
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_dot_timeout_s": 1.0,
        }
    )


@pytest.fixture
def mailer(mail_settings: Settings) -> Iterator[SmtpMailer]:
    mailer = SmtpMailer(mail_settings)
    yield mailer
    mailer.rest()


@pytest.fixture
def post(database: Database, mailer: SmtpMailer, settings: Settings) -> Post:
    """Everything delivering needs, over the real mail server."""
    return Post(
        database=database,
        mailer=mailer,
        print=Printer(settings.base_url, LinkSigner([SECRET]), LETTERS),
        host="savivaldybe.example",
        holder="worker-1",
        lease=LEASE,
        retry_base=timedelta(seconds=60),
        stop=threading.Event(),
        slots=1,
    )


@pytest.fixture
def posting(database: Database) -> Posting:
    """Short ways to write letters and to see how they stand."""
    return Posting(database)


@pytest.fixture
def bouncing(database: Database) -> Bouncing:
    """Somebody to whom letters go that come back."""
    return Bouncing(database)
