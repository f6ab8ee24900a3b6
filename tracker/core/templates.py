"""The templates, compiled once for each language with its texts in place.

A page says a hundred fixed texts. Looked up while it is drawn they cost more than the rows it
shows; looked up when its template is compiled they cost nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import lru_cache
from typing import Any, cast

from babel.support import NullTranslations
from flask import Flask, current_app, g, session  # noqa: TID251 - the templates belong to the application
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.nodes import Expr
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # its fast part

from tracker.core.addresses import address
from tracker.core.assets import asset_url, icon
from tracker.core.i18n import LANGUAGES, catalogue
from tracker.core.texts import language

_ENVIRONMENTS, _SURROUNDINGS = "tracker.templates", "tracker.surroundings"
_INDENT = re.compile(r"^[ \t]+(?=[<{])", re.MULTILINE)


def csrf_token() -> str:
    """Return the token of this page's forms.

    The library would sign one for each page, and look it up anew for each form; a token has no
    date here, and one serves a browser for as long as its session.
    """
    if "csrf_token" not in g:
        mine = session.get("csrf_token")
        g.csrf_token = _signed(current_app.secret_key, mine) if mine else generate_csrf()
    return cast("str", g.csrf_token)


@lru_cache(maxsize=1024)
def _signed(_key: str, _mine: str) -> str:
    """Sign what this browser's session holds; `_key` is what it is signed with."""
    return cast("str", generate_csrf())


FUNCTIONS = {"csrf_token": csrf_token, "url_for": address}
FILTERS = {"asset": asset_url, "icon": icon}
"""Filters rather than functions: of a fixed value, the compiler makes them part of the page."""


class FixedTexts(Extension):
    """Reads `_("Save")` as the text it stands for, so that it is part of the compiled page.

    Texts with places to fill and counts stay calls: `_("Error %(status)s", status=404)`.
    """

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """Leave out what indents a template's lines: it is for whoever reads the template."""
        return _INDENT.sub("", source)

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Replace each call that has nothing but literals by its text, which is markup of ours."""
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            length, text = self._said_at(tokens, at)
            if length:
                yield from _as_markup(text, tokens[at].lineno)
                at += length
            else:
                yield tokens[at]
                at += 1

    @property
    def _texts(self) -> NullTranslations:
        return cast("NullTranslations", vars(self.environment)["texts"])

    def _said_at(self, tokens: list[Token], at: int) -> tuple[int, str]:
        """Return how many tokens at `at` say a fixed text, and the text; 0 where none does."""
        found = [(token.type, token.value) for token in tokens[at : at + 6]]
        match found:
            case [("name", "_"), ("lparen", _), ("string", text), ("rparen", _), *_]:
                return 4, self._texts.ugettext(text)
            case [
                ("name", "pgettext"), ("lparen", _), ("string", context), ("comma", _),
                ("string", text), ("rparen", _),
            ]:  # fmt: skip
                return 6, self._texts.upgettext(context, text)
        return 0, ""


def _as_markup(text: str, line: int) -> Iterator[Token]:
    """Say `("text" | safe)`, which the compiler folds into the page around it."""
    yield Token(line, "lparen", "(")
    yield Token(line, "string", text)
    yield Token(line, "pipe", "|")
    yield Token(line, "name", "safe")
    yield Token(line, "rparen", ")")


class _PlainOutput(CodeGenerator):
    """Has pages say their values by `PageEnvironment.say`."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - Jinja's
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.say({finalize.src or ''}")


class PageEnvironment(Environment):
    """An environment whose templates have its globals and none of their own."""

    code_generator_class = _PlainOutput

    @staticmethod
    def say(value: object) -> str:
        """Return a value escaped, as a plain string.

        Jinja has an object made for each that tells that it is escaped already, which nobody asks
        what is joined to a page at once: it took a tenth of a page's time.
        """
        kind = type(value)
        if kind is str:
            return _escape_inner(value)  # type: ignore[arg-type]  # a str
        return value if kind is Markup else str(escape(value))  # type: ignore[return-value]  # a str

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the one map of all templates; chained ones cost a page a tenth of its time."""
        return super().make_globals(d) if d else self.globals


def speak_every_language(app: Flask, surroundings: Callable[[], dict[str, object]]) -> None:
    """Make an environment for each language; `surroundings` is what every template may use.

    Beside it they may call `FUNCTIONS` and nothing else: neither the request nor the session.
    """
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,
        "extensions": ["jinja2.ext.i18n", FixedTexts],
    }
    app.jinja_environment = PageEnvironment
    app.extensions[_ENVIRONMENTS] = {code: _in_language(app, code) for code in LANGUAGES}
    app.extensions[_SURROUNDINGS] = surroundings


def _in_language(app: Flask, code: str) -> Environment:
    own = app.create_jinja_environment()
    own.globals = {name: app.jinja_env.globals[name] for name in ("namespace", "range")} | FUNCTIONS
    own.filters |= FILTERS
    own.extend(texts=catalogue(code))
    own.install_gettext_translations(catalogue(code), newstyle=True)  # type: ignore[attr-defined]  # i18n's
    own.globals["_"] = own.globals["gettext"]
    return own


def render(name: str, /, **values: object) -> str:
    """Return the template drawn in the reader's language."""
    environment: Environment = current_app.extensions[_ENVIRONMENTS][language()]
    around = current_app.extensions[_SURROUNDINGS]()
    return environment.get_template(name).render({**around, **values})
