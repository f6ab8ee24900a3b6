"""The frame round every page: menu with counts, commands, theme; one statement a page."""

from tracker.core import web
from tracker.core.web import part_of_app


def frame() -> dict[str, object]:
    """Return what `templates/layouts/` need beside the page's own values."""
    raise NotImplementedError(web, part_of_app)
