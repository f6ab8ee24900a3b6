"""What every answer carries: a strict policy, no caching of private pages; and signed links."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeSerializer

from tracker.core.errors import GoneError, TrackerError
from tracker.core.words import mark

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
_ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000")
READS = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
"""What a browser says of a request that our own page, or the person's own hand, sent."""
LINK_AGE = timedelta(days=14)
_SIGNED_AT = "t"


class StrangerError(TrackerError):
    """Another site's page sent a form of ours."""

    code = "stranger"

    def __init__(self) -> None:
        super().__init__(
            mark("This form was sent from another site. Open the page here and send it again.")
        )


def harden(app: Flask) -> None:
    """Refuse what other sites send and what is too long; put the headers on every answer."""
    secure = app.config["PREFERRED_URL_SCHEME"] == "https"
    app.session_interface = _Sessions()
    app.before_request(_refuse_strangers)
    app.before_request(_refuse_long_forms)

    lines = [*HEADERS.items(), *([_ONLY_HTTPS] if secure else [])]

    @app.after_request
    def _headers(response: Response) -> Response:
        own = {name for name, _ in response.headers}
        response.headers.extend([line for line in lines if line[0] not in own])
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
            response.headers.add("Vary", "Cookie")
        return response


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions, whose signer is made once and not anew for each request."""

    signer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:  # noqa: ANN401 - the library's signer
        """Return what signs the cookie."""
        if self.signer is None:
            self.signer = super().get_signing_serializer(app)
        return self.signer


def _refuse_strangers() -> None:
    """Refuse a form that another site's page sent; old browsers do not say, and have the token."""
    if request.method not in READS and from_another_site():
        raise StrangerError


def from_another_site() -> bool:
    """Tell whether the browser says that another site's page sent the request."""
    return request.headers.get("Sec-Fetch-Site", "none") not in OURS


def _refuse_long_forms() -> None:
    """Let only uploads be large: the other kind of form is read into memory as one piece."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = request.max_form_memory_size


def new_token() -> str:
    """Return a token nobody can guess (256 bits)."""
    return token_urlsafe(32)


def digest(token: str) -> str:
    """Return what we keep of a token: whoever reads the database cannot use it."""
    return sha256(token.encode()).hexdigest()


class LinkSigner:
    """Signs what a link in a letter may do, and reads it back.

    Old keys go on being understood (`keys`, newest last), so that they can be rotated.
    """

    def __init__(self, keys: list[str]) -> None:
        self._keys = keys

    def sign(self, purpose: str, content: Mapping[str, Any], *, now: datetime) -> str:
        """Return a token for an address; it shows no personal data, for `content` holds ids."""
        signed = {**content, _SIGNED_AT: int(now.timestamp())}
        return str(self._serializer(purpose).dumps(signed))

    def read(
        self, purpose: str, token: str, *, now: datetime, age: timedelta = LINK_AGE
    ) -> dict[str, Any]:
        """Return what was signed for `purpose`.

        Raises GoneError when the token was tampered with, is for something else, or is older
        than `age` (14 days).
        """
        try:
            content = dict(self._serializer(purpose).loads(token))
        except BadData:
            raise GoneError from None
        if now.timestamp() > content.pop(_SIGNED_AT) + age.total_seconds():
            raise GoneError
        return content

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"rysiai.link.{purpose}")
