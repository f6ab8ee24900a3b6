"""The page "Health": whether everything is well, in a sentence, and then what there is to know."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from tracker.accounts.permissions import Permission
from tracker.core.db import Work
from tracker.core.texts import language
from tracker.core.web import (
    database,
    needs,
    page,
    part,
    part_of_app,
    reading,
    require_actor,
    wants_part,
)
from tracker.health import queries
from tracker.health.findings import Reader
from tracker.health.machine import machine
from tracker.health.shown import Page, Relay, Seen, Shown

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("")
@needs(Permission.READ_HEALTH)
def show() -> ResponseReturnValue:
    """Show how the installation does; to htmx, which asks every so often, only what may change."""
    with reading() as work:
        shown = _shown(work)
        if wants_part():
            return part("health/_state.html", shown=shown)
        return page("health/show.html", active="health", shown=shown)


def _shown(work: Work) -> Shown:
    settings, is_demo = part_of_app("settings"), part_of_app("demo")
    where = f"{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else ""
    seen = Seen(
        state=queries.state(work, database().clock),
        machine=machine(settings.instance),
        relay=Relay("–" if is_demo else where, is_demo=is_demo),
        failed=queries.failed_letters(work),
        incidents=queries.incidents(work),
        may_send=require_actor().may(Permission.SEND_LETTERS_AGAIN),
    )
    return Page(seen, Reader(language(), work.zone)).shown()
