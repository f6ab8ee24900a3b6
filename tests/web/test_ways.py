"""Every way a page offers its reader is open to them: links lead to pages, forms to deeds."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from sqlalchemy import select

from tests.support.client import PageClient
from tests.support.site import Site
from tracker.accounts.models import Role, User
from tracker.accounts.permissions import may

FILES = "/static/"
Way = tuple[str, str]
"""A method and an address."""


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.MAYOR, Role.COMMUNICATIONS, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_every_way_that_a_page_offers_is_open_to_its_reader(shared_site: Site, role: Role) -> None:
    client = PageClient(shared_site.app, shared_site.database).sign_in(
        user_id=_somebody(shared_site, role)
    )
    walk = _Walk(shared_site, client, role)

    walk.go_everywhere()

    assert len(walk.seen) > 20
    assert walk.shut == {}


def _somebody(site: Site, role: Role) -> int:
    with site.database.read() as work:
        return work.session.scalars(select(User.id).where(User.role == role)).first() or 0


class _Walk:
    """Follows one link of each kind: the same page asked for the same kinds of things."""

    def __init__(self, site: Site, client: PageClient, role: Role) -> None:
        self.site, self.client, self.role = site, client, role
        self.seen: set[object] = set()
        self.shut: dict[Way, str] = {}
        """Ways that are not open, and the pages that offer them."""

    def go_everywhere(self) -> None:
        ahead: list[tuple[str, str]] = [("/", "the beginning")]
        while ahead:
            url, offered_on = ahead.pop()
            if not self._is_new("GET", url, offered_on):
                continue
            answer = self.client.web.get(url, follow_redirects=True)
            if answer.status_code != 200:
                self.shut["GET", url] = offered_on
            elif answer.mimetype == "text/html":
                ahead += self._ways_on(answer.text, url)

    def _ways_on(self, page: str, url: str) -> Iterator[tuple[str, str]]:
        for method, address in _offered(page, url):
            if method == "GET":
                yield address, url
            elif self._is_new(method, address, url):
                self.seen.add(address)

    def _is_new(self, method: str, url: str, offered_on: str) -> bool:
        """Tell whether no such way was met before; one the reader's role does not allow is shut."""
        parts = urlsplit(url)
        endpoint, values = self.site.app.url_map.bind("").match(parts.path, method=method)
        needs = vars(self.site.app.view_functions[endpoint]).get("needs")
        if needs is not None and not may(self.role, needs):
            self.shut[method, url] = offered_on
        words = (value for value in values.values() if isinstance(value, str))
        kind = (method, endpoint, *words, *sorted(parse_qs(parts.query)))
        is_new = kind not in self.seen
        self.seen.add(kind)
        return is_new


def _offered(page: str, url: str) -> Iterator[Way]:
    """Return what a page offers; whole addresses are those of the letters it shows."""
    reader = _Reader()
    reader.feed(page)
    for method, address in reader.found:
        full = urljoin(url, address).partition("#")[0]
        if full.startswith("/") and not full.startswith(FILES) and method != "DIALOG":
            yield method, full


class _Reader(HTMLParser):
    """Gathers the links and forms of a page, and what htmx would fetch; not what scripts fill."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Way] = []
        self._form = "GET"
        self._is_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_template |= tag == "template"
        if self._is_template:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("method", "get").upper()
            self.found.append((self._form, given.get("action", "")))
        if "formaction" in given:
            self.found.append((self._form, given["formaction"]))
        if tag == "a" and "href" in given:
            self.found.append(("GET", given["href"]))
        if "hx-get" in given:
            self.found.append(("GET", given["hx-get"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = "GET"
        self._is_template &= tag != "template"
