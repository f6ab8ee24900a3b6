"""Whatever follows the links of letters (scanners, previews, browsers) changes nothing."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from sqlalchemy import text

from tests.faults.at_hand import post_at_hand
from tests.faults.findings import Finding
from tests.faults.scene import due_reminders
from tests.support.relay import Relay, relay
from tests.support.site import Site, demo_site
from tracker import tables
from tracker.core.clock import FixedClock, SystemClock
from tracker.core.db import Database
from tracker.letters.jobs import deliver_letters
from tracker.letters.smtp import SmtpMailer
from tracker.reminders.jobs import plan_letters

_LINK = re.compile(r"http://[^\s<>\"]+/r/[^\s<>\"]+")


def opened(url: str, folder: Path, browser: Browser, *, mails: int, pages: int) -> Finding:
    """Send letters, and follow every link in them over HTTP, some in a browser with scripts on."""
    clock = FixedClock(SystemClock().now())
    with (
        relay() as server,
        demo_site(
            url, folder, clock, load=lambda _: {}, smtp_host="127.0.0.1", smtp_port=server.port
        ) as site,
    ):
        finding = Finding("links looked at", site.database.engine.dialect.name)
        _send(site, mails)
        links = sorted(_links(server))
        before = digest(site.database)
        answers = [status for link in links for status in _look_at(link)]
        answers += [_browse(browser, link) for link in links[:: max(1, len(links) // pages)]]
        changed = [name for name, found in digest(site.database).items() if found != before[name]]
        finding.counted = (
            f"{len(server.texts)} letters, {len(links)} links, {len(answers)} looks (HEAD, GET, "
            f"GET; {pages} in Chromium): {len(changed)} tables changed"
        )
        finding.expect(len(server.texts) == mails, f"{len(server.texts)} letters")
        finding.expect(len(links) >= 3 * mails, "links are missing")
        finding.expect(set(answers) == {200}, f"answers {set(answers)}")
        finding.expect(not changed, f"changed: {', '.join(changed)}")
        return finding


def digest(database: Database) -> Mapping[str, str]:
    """Return a fingerprint of every table: of all that is in its rows."""
    found = {}
    with database.read() as work:
        for name in tables.metadata.tables:
            rows = work.session.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - ours
            found[name] = sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
    return found


def _send(site: Site, mails: int) -> None:
    due_reminders(site.database, mails)
    post = post_at_hand(site.settings, site.database, SmtpMailer(site.settings))
    plan_letters(post)
    deliver_letters(post)


def _links(server: Relay) -> Iterator[str]:
    for message in server.messages:
        body = message.get_body(("plain",))
        assert body is not None, "a letter without text"
        yield from set(_LINK.findall(body.get_content()))


def _look_at(link: str) -> Iterator[int]:
    where = urlsplit(link)
    with closing(HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
        for method in ("HEAD", "GET", "GET"):
            connection.request(method, where.path)
            answer = connection.getresponse()
            answer.read()
            yield answer.status


def _browse(browser: Browser, link: str) -> int:
    page = browser.new_page()
    answer = page.goto(link, wait_until="networkidle")
    page.close()
    return answer.status if answer else 0
