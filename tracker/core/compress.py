"""Pages leave compressed, each time at another length."""

import gzip
from http import HTTPStatus
from io import BytesIO
from secrets import randbelow

from flask import Flask, Response, request

TEXTS = frozenset({"text/html", "text/plain", "text/csv", "application/json", "image/svg+xml"})
SHORTEST = 1_000
"""Bytes; what is shorter gains nothing."""
LEVEL = 5
MOST_PADDING = 100


def compress_answers(app: Flask) -> None:
    """Compress what a browser takes compressed."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.mimetype not in TEXTS:
            return response
        response.headers.add("Vary", "Accept-Encoding")
        if _is_worth_it(response) and request.accept_encodings["gzip"] > 0:
            response.set_data(_packed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response


def _is_worth_it(response: Response) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and len(response.get_data()) >= SHORTEST
    )


def _packed(content: bytes) -> bytes:
    """Return `content` as gzip, made longer by a random number of bytes.

    A page holds a secret (the token of its forms) beside what an address may put on it (a search),
    and is shorter where both are alike: whoever sees how long it is could guess the secret bit by
    bit (BREACH, CVE-2013-3587). The padding does not end that: the average of many answers tells
    what one did before, so that a guess costs many requests in place of one. What keeps other sites
    from making them at all is the session's cookie, which is SameSite. The padding stands in the
    header's file name, as "Heal the Breach" (2022) has it.
    """
    packed = BytesIO()
    name = "a" * randbelow(MOST_PADDING)
    with gzip.GzipFile(name, "wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
