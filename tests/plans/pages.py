"""What a browser sees on the page that lays a plan, and what it would send."""

import re
from typing import Any

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.pages import plain


def form_of(client: PageClient, path: str) -> dict[str, Any]:
    """Return what the form at `path` holds when it is opened."""
    return dict(filled(client.get(path, budget=9).text, action=path))


def cells(page: str, lead_id: int) -> list[str]:
    """Return the words of the cells of a lead's row."""
    row = page[page.index(f'id="lead-{lead_id}"') :]
    row = row[: row.index("</tr>")]
    found = re.findall(r"<td data-label[^>]*>(.*?)</td>", row, re.DOTALL)
    return [plain(" ".join(re.sub(r"<[^>]+>", "", cell).split())) for cell in found]


def undo_of(page: str) -> str:
    """Return where the button that takes back what was laid is sent to."""
    found = re.search(r'action="(/plans/laid/\d+/undo)"', page)
    assert found is not None
    return found[1]
