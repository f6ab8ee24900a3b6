"""A small browser on one kept connection: cookies, sign-in, forms."""

import re
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """Fetches pages of one server and remembers its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """Return a page; anything but 200 is an error."""
        return self._ask("GET", path, None, {200})

    def post(self, path: str, form: dict[str, str]) -> bytes:
        """Send a form; a form that comes back with faults is an error."""
        return self._ask("POST", path, urlencode(form), {200, 303})

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as people do."""
        form = {"email": email, "password": password, "csrf_token": self.token("/sign-in")}
        self.post("/sign-in", form)

    def token(self, path: str) -> str:
        """Return the CSRF token of the form on a page."""
        found = TOKEN.search(self.get(path).decode())
        if found is None:
            raise RuntimeError(f"{path} has no form")
        return found[1]

    def _ask(self, method: str, path: str, body: str | None, expected: set[int]) -> bytes:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if answer.status not in expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content
