"""One test client that checks every page it fetches."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Self

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.make import Make
from tests.support.pages import check_page
from tests.support.statements import gather
from tracker.accounts.models import Role, User
from tracker.accounts.service import begin_sign_in
from tracker.core.db import Database

PAGE_BUDGET = 8
"""Statements a page may say unless its test names another budget."""


class PageClient:
    """A browser: keeps cookies, sends the CSRF token, checks pages and counts statements."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app = app
        self.database = database
        self.web: FlaskClient = app.test_client()
        self.user_id = 0
        self.statements: list[str] = []

    def sign_in(
        self, role: Role = Role.OFFICER, *, language: str = "lt", user_id: int | None = None
    ) -> Self:
        """Sign in as a new person in `role` who reads `language`, or as an existing one."""
        with self.database.write() as work:
            user = (
                Make(work).user(role=role, language=language)
                if user_id is None
                else work.session.scalars(select(User).where(User.id == user_id)).one()
            )
            token = begin_sign_in(work, user)
            self.user_id = user.id
        with self.web.session_transaction() as kept:
            kept["_user_id"] = token
            kept["_fresh"] = True
        return self

    def speak(self, language: str) -> None:
        """Let the person who is signed in read `language` from now on."""
        with self.database.write() as work:
            work.session.get_one(User, self.user_id).language = language

    def get(
        self, url: str, *, status: int = HTTPStatus.OK, budget: int = PAGE_BUDGET, **options: Any
    ) -> TestResponse:
        """Fetch a page, check it whole, and hold it to its budget of statements."""
        with gather(self.database) as said:
            answer = self.web.get(url, **options)
        self.statements = said
        assert answer.status_code == status, (answer.status_code, answer.text[:2000])
        assert len(said) <= budget, (url, len(said), said)
        assert not [line for line in said if _writes(line)], f"GET {url} wrote: {said}"
        assert not [line for line in said if _LIMITED_BY_A_VALUE.search(line)], (
            f"GET {url} sends a limit as a value; `core.db.at_most` says it in the question: {said}"
        )
        assert not [line for line in said if _STATE_IS_A_VALUE.search(line)], (
            f"GET {url} sends a state as a value; say it in the question, as `IS_OPEN` does: {said}"
        )
        if answer.mimetype == "text/html" and "HX-Request" not in options.get("headers", {}):
            check_page(url, answer)
        return answer

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        status: int = HTTPStatus.SEE_OTHER,
        **options: Any,
    ) -> TestResponse:
        """Send a form with its CSRF token."""
        sent = {**(data or {}), "csrf_token": self.csrf()}
        answer = self.web.post(url, data=sent, **options)
        assert answer.status_code == status, (answer.status_code, answer.text[:2000])
        if answer.mimetype == "text/html" and answer.text and "headers" not in options:
            check_page(url, answer)
        return answer

    def follow(self, answer: TestResponse, **options: Any) -> TestResponse:
        """Fetch the page a form's answer points to."""
        return self.get(answer.headers["Location"], **options)

    def csrf(self) -> str:
        """Return a CSRF token of this browser."""
        with self.app.test_request_context(), self.web.session_transaction() as kept:
            session.update(kept)
            token = str(generate_csrf())
            kept["csrf_token"] = session["csrf_token"]
        return token


_LIMITED_BY_A_VALUE = re.compile(r"LIMIT (\?|%)")
_STATE_IS_A_VALUE = re.compile(
    r"\b(?:(?:leads|letters)\.state|source_documents\.state(?: !)?) ?(?:=|IN) \(?(?:\?|%)"
)
"""These tables have an index over a few of their states, which answers only where they are said."""


def _writes(statement: str) -> bool:
    return statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}
