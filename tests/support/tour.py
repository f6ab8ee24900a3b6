"""Every page in a real browser, on a site where none of them is bare."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from tests.letters.bouncing import EGLE, sample
from tests.support.addresses import (
    FIRST_LINK,
    PASSWORD_LINK,
    UNREACHABLE,
    Address,
    addresses,
)
from tests.support.chromium import DESKTOP, Theme, sign_in, window
from tests.support.site import SECRET, Site, demo_site
from tracker.accounts.absences import Away, add_absence
from tracker.accounts.models import LinkPurpose, OneTimeLink
from tracker.accounts.queries import find_by_email, get_user
from tracker.contacts.service import NewContact, add_contact
from tracker.core.clock import FixedClock
from tracker.core.db import Work
from tracker.core.security import LinkSigner, digest
from tracker.demo.world import REPORT
from tracker.handover.service import Move, Moves, hand_over
from tracker.leads.queries import get_lead
from tracker.letters import bounces, service
from tracker.letters.arrivals import read_report
from tracker.letters.jobs import Post, deliver_letters
from tracker.letters.keep import keep_mail
from tracker.letters.models import Letter
from tracker.letters.render import Printer
from tracker.letters.service import Failure
from tracker.letters.smtp import SmtpMailer
from tracker.reminders.planning import plan_due
from tracker.review.service import put_in
from tracker.settings import load_settings
from tracker.trips.intake.child import read_text
from tracker.trips.models import SourceDocument
from tracker.trips.queries import get_trip
from tracker.trips.service import confirm_document
from tracker.wiring import LETTERS

BARCELONA = Path(__file__).parents[1] / "data" / "reports" / "barcelona_expo.txt"
HOST = "savivaldybe.example"
LEASE = timedelta(seconds=60)
PLANNED = 4


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody sees the pages."""

    size: tuple[int, int] = DESKTOP
    theme: Theme = "light"
    language: str = "lt"


@contextmanager
def furnished_site(folder: Path, clock: FixedClock) -> Iterator[Site]:
    """Serve the demo world with letters that arrived, waited and failed, a report and links."""
    mail = folder / "mail"
    url = f"sqlite:///{folder / 'demo.db'}"
    with demo_site(url, folder, clock, kept_mail=mail) as site:
        with site.database.write() as work:
            _make_links(work, site.ids["u14"])
            site.ids["report"] = _put_in(work, REPORT).id
            trip = get_trip(work.session, site.ids["trip06"])
            confirm_document(work, _put_in(work, BARCELONA), trip)
            _enter_twice(work)
        with site.database.write(actor_id=site.ids["u07"]) as work:
            site.ids["handover"] = _hand_over(work, site)
            site.ids["absence"] = _be_away(work, site)
        site.ids.update(_post_some(site, mail))
        yield site


def _make_links(work: Work, user_id: int) -> None:
    links = (
        (LinkPurpose.FIRST_ADMINISTRATOR, FIRST_LINK, None),
        (LinkPurpose.SET_PASSWORD, PASSWORD_LINK, user_id),
    )
    for purpose, token, person in links:
        work.session.add(
            OneTimeLink(
                purpose=purpose,
                token_digest=digest(token),
                user_id=person,
                created_at=work.now,
                expires_at=work.now + timedelta(days=1),
            )
        )


def _enter_twice(work: Work) -> None:
    """Enter somebody again, who goes by another name on this card."""
    card = NewContact(given="Peggy Pei-Shan", family="Lai", title="Director", country="TW")
    add_contact(work, replace(card, emails=("peggy.lai@nanhu-smart.example",)))


def _hand_over(work: Work, site: Site) -> int:
    """Let an officer give a colleague one lead that nobody is reminded of yet."""
    giver, lead = get_user(work.session, site.ids["u07"]), get_lead(work.session, site.ids["l40"])
    move = Move(lead.id, lead.version, site.ids["u05"])
    return hand_over(work, giver, Moves([move]), host=HOST).id


def _be_away(work: Work, site: Site) -> int:
    """Let an officer be away over the holidays."""
    days = Away(date(2026, 12, 21), date(2027, 1, 4), site.ids["u05"])
    return add_absence(work, get_user(work.session, site.ids["u06"]), days).id


def _put_in(work: Work, report: Path) -> SourceDocument:
    read = read_text(report.read_text("utf-8"))
    return put_in(work, read.text, read.draft, file_name=None, media_type="text/plain")


def _post_some(site: Site, mail: Path) -> dict[str, int]:
    """Let one letter fail, some arrive, some wait; return the numbers pages are made of."""
    with site.database.write() as work:
        plan_due(work, limit=PLANNED, host=HOST)
        [unsent] = service.claim_letters(work, holder="worker-1", lease=LEASE, limit=1)
        refused = Failure("5.1.1 no such user", 550, is_final=True)
        service.mark_failed(work, unsent, refused, base=LEASE)
    with keep_mail(mail) as port:
        deliver_letters(_post(site, port))
    with site.database.write() as work:
        others = select(Letter).where(Letter.id != unsent.id, Letter.template == "reminder")
        sent = work.session.scalars(others.order_by(Letter.id)).first()
        assert sent is not None, "nothing was due"
        plan_due(work, limit=PLANNED, host=HOST)
        bounced = _bounce_one(work)
        return {
            "letter-bounced": bounced.id,
            "unreachable": bounced.recipient_id or 0,
            "letter-unsent": unsent.id,
            "letter": sent.id,
            "reminder": sent.payload["reminder"],
            "reminder-version": sent.payload["version"],
            "reminder-person": sent.payload["person"],
        }


def _bounce_one(work: Work) -> Letter:
    """Let the letter come back that went to somebody whom no other page is about."""
    reader = find_by_email(work.session, UNREACHABLE)
    assert reader is not None
    to_them = Letter.recipient_id == reader.id
    letter = work.session.scalars(select(Letter).where(to_them, Letter.state == "sent")).one()
    raw = sample("postfix_unknown", letter.message_id)
    report = read_report(raw.replace(EGLE.encode(), letter.address.encode()))
    bounces.take_in(work, bounces.digest_of(raw), report, lease=LEASE)
    return letter


def _post(site: Site, port: int) -> Post:
    given = site.settings.model_dump(exclude_defaults=True)
    settings = load_settings(**{**given, "smtp_host": "127.0.0.1", "smtp_port": port})
    return Post(
        database=site.database,
        mailer=SmtpMailer(settings),
        print=Printer(settings.base_url, LinkSigner([SECRET]), LETTERS),
        host=HOST,
        holder="worker-1",
        lease=LEASE,
        retry_base=LEASE,
        stop=threading.Event(),
    )


def tour(
    browser: Browser, site: Site, look: Look, names: Collection[str] = ()
) -> Iterator[tuple[Address, Page]]:
    """Open every page, or those named; one window for each person, who signs in once."""
    site.speak(look.language)
    by_person: dict[str | None, list[Address]] = {}
    for address in addresses(site):
        if not names or address.name in names:
            by_person.setdefault(address.who, []).append(address)
    for who, theirs in by_person.items():
        with window(browser, site, size=look.size, theme=look.theme) as context:
            page = context.new_page()
            if who is None:
                language = {"name": "language", "value": look.language, "url": site.url}
                context.add_cookies([language])  # type: ignore[list-item]  # a plain dict will do
            else:
                sign_in(page, site, who)
            for address in theirs:
                page.goto(address.path)
                yield address, page
