"""What is typed of a contact and cannot be kept whole is refused, and stays in the form."""

import pytest

from tests.support.client import PageClient
from tests.support.filled import filled
from tests.support.make import Make
from tracker.core.db import Database

EDIT = 9
"""Statements of the form, as test_editing tells them."""
TOO_MUCH = [
    ("emails", "\n".join(f"nr{n}@jade.example" for n in range(21)), "Ne daugiau kaip 20 eilučių."),
    ("emails", f"{'林' * 4000}@jade.example", "Įrašykite ne daugiau kaip 200 ženklų."),
    ("messengers", f"WeChat: {'林' * 300}", "Įrašykite ne daugiau kaip 200 ženklų."),
]


@pytest.mark.parametrize(("field", "typed", "said"), TOO_MUCH)
def test_more_than_is_kept_is_refused_and_stays_in_the_form(
    client: PageClient, database: Database, field: str, typed: str, said: str
) -> None:
    with database.write() as work:
        number = Make(work).contact().id
    url = f"/contacts/{number}/edit"
    form = filled(client.get(url, budget=EDIT).text)

    page = client.post(url, form | {field: [typed]}, status=422).text

    assert said in page
    assert typed.splitlines()[-1] in page
