"""A small site made of the product's own layouts and parts, to try them in a browser.

It keeps its rows in memory and answers as the product does: every deed redirects to a page.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel.support import Translations
from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.serving import make_server
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput

from tracker.core.assets import serve_static
from tracker.core.templates import FILTERS

ROOT = Path(__file__).parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'"
)
STAGES = ("Nauja", "Susisiekta", "Aptariama", "Bandomasis", "Susitarta")
RUTA = SimpleNamespace(
    name="Rūta Žemaitytė", initials="RŽ", title="Specialistė", is_mayor=False, keys_off=False
)
# The published types know pairs only, which WTForms itself is giving up.
PROMISES: Any = ["Padėkoti", "Paskambinti"]
TOPICS: Any = ["El. parašas", "Duomenys"]
LEADS = {
    1: "El. parašo platforma",
    2: "Autobusų srautai",
    3: "Gatvių apšvietimas",
    4: "Tinklo saugos auditas",
}


class ContactForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    class Meta:
        csrf = False

    name = StringField("Vardas", [InputRequired("Įrašykite vardą")], description="Kaip kortelėje")
    note = TextAreaField("Pastaba")
    agreed = BooleanField("Sutiko gauti laiškus")
    next = RadioField(
        "Ką pažadėjome?",
        choices=PROMISES,
    )
    topics = SelectMultipleField(
        "Temos",
        choices=TOPICS,
        option_widget=CheckboxInput(),
    )


@dataclass
class State:
    """What the site remembers."""

    tasks: dict[int, str] = field(
        default_factory=lambda: dict(
            enumerate(
                (
                    "Nusiųsti technines sąlygas",
                    "Pasiteirauti dėl klausimyno",
                    "Parašyti padėkos laišką",
                ),
                start=1,
            )
        )
    )
    done: dict[int, str] = field(default_factory=dict)
    stages: dict[int, int] = field(default_factory=lambda: {1: 3, 2: 3, 3: 1, 4: 2})
    toast: dict[str, Any] | None = None
    posts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    failing: int = 0
    language: str = "lt"
    theme: str = ""


COMMANDS = (
    (SimpleNamespace(icon="plus", key="N"), "Naujas kontaktas", "/form"),
    (SimpleNamespace(icon="user", key=""), "Rūta Žemaitytė", "/contact"),
)


def make_site(state: State) -> Flask:
    """Return the site over `state`."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = "only for this test"
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "pages")]
    )
    furnish(app.jinja_env, lambda: state.language)
    app.context_processor(lambda: _surroundings(state, app.jinja_env))
    _add_pages(app, state)
    _add_deeds(app, state)

    @app.before_request
    def note() -> None:
        if request.method == "POST":
            state.posts.append((request.path, request.form.to_dict()))
            state.headers.append(dict(request.headers))
            if state.failing:
                abort(state.failing)

    @app.after_request
    def guard(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.errorhandler(409)
    def refused(_error: Exception) -> ResponseReturnValue:
        return "<p data-refusal>Pakeitė Tomas prieš 1 min.</p>", 409

    return app


def furnish(env: Any, language: Callable[[], str]) -> None:
    """Give a template environment what the product's has."""
    catalogues = {
        code: Translations.load(ROOT / "tracker" / "translations", [code]) for code in ("lt", "en")
    }

    def gettext(text: str) -> str:
        return str(catalogues[language()].ugettext(text))

    def ngettext(one: str, many: str, number: int) -> str:
        return str(catalogues[language()].ungettext(one, many, number))

    def pgettext(context: str, text: str) -> str:
        return str(catalogues[language()].upgettext(context, text))

    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    env.filters.update(FILTERS)
    env.globals.update(csrf_token=lambda: "token")


def task(number: int, what: str) -> SimpleNamespace:
    """Return a task as the row shows it."""
    return SimpleNamespace(
        id=number,
        what=what,
        url="/lead",
        who="Lin Mei-ling, Formosa Sign",
        lead="El. parašo platforma",
        local="Taipėjuje 15:40",
        due="vėluoja 3 d.",
        due_state="late",
        version=number,
        done_url=f"/tasks/{number}/done",
        snooze_url=f"/tasks/{number}/snooze",
        call_url="/call" if number != 3 else None,
    )


def card(state: State, number: int) -> SimpleNamespace:
    """Return a lead as the board shows it."""
    return SimpleNamespace(
        id=number,
        title=LEADS[number],
        url="/lead",
        move_url=f"/leads/{number}/stage",
        stage=str(state.stages[number]),
        version=7,
        org="Formosa Sign",
        country="Taivanas",
        topic="El. parašas",
        next="Nusiųsti sąlygas",
        wants_step=False,
        owner=RUTA if number != 4 else None,
        due="šiandien",
        due_state="today",
        tag=None,
    )


SNOOZES = [
    SimpleNamespace(value="tomorrow", label="Iki rytojaus", when="An 9:00"),
    SimpleNamespace(value="monday", label="Iki pirmadienio", when="05-06"),
]


MENU = (
    ("today", "Šiandien", "calendar-check", "t"),
    ("dashboard", "Apžvalga", "chart-bar", "d"),
    ("leads", "Galimybės", "route", "l"),
    ("trips", "Komandiruotės", "plane", "k"),
)


def _surroundings(state: State, templates: Environment) -> dict[str, object]:
    toast, state.toast = state.toast, None
    around: dict[str, object] = {
        "locale": state.language,
        "language_is_given": False,
        "theme": state.theme or request.cookies.get("theme", ""),
        "municipality": "Panevėžio miesto savivaldybė",
        "demo": True,
        "me": RUTA,
        "active": "today",
        "nav": [
            SimpleNamespace(
                key=key,
                label=label,
                icon=icon,
                url=f"/{key}",
                count=str(len(state.tasks)) if key == "today" else None,
                danger=False,
                chord=chord,
            )
            for key, label, icon, chord in MENU
        ],
        "views": [SimpleNamespace(label="Be atsakingo", url="/list", count="3", danger=True)],
        "links": SimpleNamespace(
            home="/today",
            search="/search",
            quick="/search/quick",
            account="/account",
            language="/language",
            sign_out="/sign-out",
            new_contact="/form",
        ),
        "toast": toast,
        "can": lambda _permission: True,
    }
    return {**around, **_drawn(templates, around)}


def _drawn(templates: Environment, around: dict[str, object]) -> dict[str, object]:
    """Return the parts of the frame that pages take drawn."""

    def draw(name: str) -> Markup:
        template = templates.get_template(f"layouts/{name}.html")
        return Markup(template.render(around, commands=COMMANDS))  # noqa: S704 - a template of ours

    menu = SimpleNamespace(side=draw("_side_menu"), tabs=draw("_tabbar"))
    return {"menu": menu, "palette": draw("_palette")}


def _add_pages(app: Flask, state: State) -> None:
    @app.get("/today")
    def today() -> str:
        rows = [task(number, what) for number, what in sorted(state.tasks.items())]
        return render_template("today.html", tasks=rows, choices=SNOOZES)

    @app.get("/board")
    def board() -> str:
        columns = [
            SimpleNamespace(
                value=str(n),
                label=label,
                phase=n,
                cards=[card(state, lead) for lead in sorted(LEADS) if state.stages[lead] == n],
            )
            for n, label in enumerate(STAGES, start=1)
        ]
        return render_template("board.html", columns=columns)

    @app.get("/search/quick")
    def quick() -> str:
        found = f"/found?q={request.args['q']}"
        return f'<li role="option" data-href="{found}"><span>Lin Mei-ling</span></li>'

    @app.route("/form", methods=["GET", "POST"])
    def form() -> ResponseReturnValue:
        filled = ContactForm()
        if request.method == "POST" and filled.validate():
            return redirect("/today", 303)
        return render_template("form.html", form=filled), 422 if filled.errors else 200

    @app.get("/<name>")
    def plain(name: str) -> str:
        known = {"list", "contact", "letters", "gate", "dashboard"}
        return render_template(f"{name if name in known else 'contact'}.html", choices=SNOOZES)


def _add_deeds(app: Flask, state: State) -> None:
    @app.post("/tasks/<int:number>/done")
    @app.post("/tasks/<int:number>/snooze")
    def done(number: int) -> ResponseReturnValue:
        state.done[number] = state.tasks.pop(number)
        state.toast = {
            "text": f"Atlikta: {state.done[number]}",
            "undo_url": f"/tasks/{number}/undo",
            "undo_fields": {"of": number},
        }
        return redirect("/today", 303)

    @app.post("/tasks/<int:number>/undo")
    def undo(number: int) -> ResponseReturnValue:
        state.tasks[number] = state.done.pop(number)
        return redirect("/today", 303)

    @app.post("/leads/<int:number>/stage")
    def move(number: int) -> ResponseReturnValue:
        state.stages[number] = int(request.form["stage"])
        state.toast = {"text": "Perkelta", "undo_url": None, "undo_fields": {}}
        return redirect("/board", 303)

    @app.post("/<path:_anything>")
    def other(_anything: str) -> ResponseReturnValue:
        return redirect("/today", 303)


@contextmanager
def open_site(state: State) -> Iterator[str]:
    """Serve the site on a free port of this machine and yield its address."""
    site = make_site(state)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, serve_static(site), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
