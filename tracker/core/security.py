"""What every answer carries: a strict policy, no caching of private pages; and signed links."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from flask import Flask, Response, request
from itsdangerous import BadData, URLSafeSerializer

from tracker.core.errors import GoneError
from tracker.core.words import mark

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
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
LINK_AGE = timedelta(days=14)
_SIGNED_AT = "t"
_OVER = mark("This link is no longer valid.")


def harden(app: Flask) -> None:
    """Put the headers on every answer, errors included."""
    secure = app.config["PREFERRED_URL_SCHEME"] == "https"

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
            response.headers.add("Vary", "Cookie")
        return response


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

    def read(self, purpose: str, token: str, *, now: datetime) -> dict[str, Any]:
        """Return what was signed for `purpose`.

        Raises GoneError when the token was tampered with, is for something else, or is older
        than 14 days.
        """
        try:
            content = dict(self._serializer(purpose).loads(token))
        except BadData:
            raise GoneError(_OVER) from None
        if now.timestamp() > content.pop(_SIGNED_AT) + LINK_AGE.total_seconds():
            raise GoneError(_OVER)
        return content

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"rysiai.link.{purpose}")
