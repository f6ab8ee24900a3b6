"""What machines ask: whether we are there, and figures for Prometheus; no personal data in them."""

from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tracker.core.db import DATABASE_AWAY
from tracker.core.errors import NotFoundError
from tracker.core.web import database, open_to_all, part_of_app
from tracker.health import metrics, queries

bp = Blueprint("probes", __name__)


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Tell a load balancer whether pages can be served: 200, or 503 without the database."""
    try:
        with database().read() as work:
            queries.answers(work)
    except (*DATABASE_AWAY, PoolTimeoutError):
        return _plain("database away", HTTPStatus.SERVICE_UNAVAILABLE)
    return _plain("ok", HTTPStatus.OK)


@bp.get("/metrics")
@open_to_all
def figures() -> ResponseReturnValue:
    """Give Prometheus the figures of this moment; there is no such page without a token."""
    wanted = part_of_app("settings").metrics_token.get_secret_value()
    if not wanted:
        raise NotFoundError
    if not compare_digest(_bearer().encode(), wanted.encode()):
        answer = _plain("a token is needed", HTTPStatus.UNAUTHORIZED)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    with database().read() as work:
        state = queries.state(work, database().clock)
    return Response(metrics.exposition(state), content_type=metrics.CONTENT_TYPE)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _plain(words: str, status: HTTPStatus) -> Response:
    return Response(words + "\n", status, mimetype="text/plain")
