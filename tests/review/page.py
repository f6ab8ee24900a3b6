"""A short way to work on a report under review, as a browser without a script would."""

from collections.abc import Iterator
from dataclasses import dataclass

import html5lib
from werkzeug.test import TestResponse

from tests.support.client import PageClient
from tests.support.pages import HTML


@dataclass
class ReviewPage:
    """The page of one report: its form as it stands, to be changed and sent."""

    client: PageClient
    url: str
    form: dict[str, str]
    text: str

    @classmethod
    def of(cls, client: PageClient, url: str, text: str) -> "ReviewPage":
        return cls(client, url, dict(_controls(text)), text)

    def accept(self, *ids: str) -> "ReviewPage":
        for id_ in ids:
            self.form[f"fact-{id_}"] = "accept"
        return self

    def reject(self, *ids: str) -> "ReviewPage":
        for id_ in ids:
            self.form[f"fact-{id_}"] = "reject"
        return self

    def fill(self, **fields: str) -> "ReviewPage":
        """Fill controls in; `value_topics_1` is the control value-topics-1."""
        for name, value in fields.items():
            key = name.replace("_", "-")
            assert key in self.form, (key, sorted(self.form))
            self.form[key] = value
        return self

    def send(self, do: str = "create", *, status: int = 303) -> TestResponse:
        return self.client.post(self.url, {**self.form, "do": do}, status=status)

    def choice(self, id_: str) -> str:
        return self.form.get(f"fact-{id_}", "wait")


def put_in(client: PageClient, text: str) -> ReviewPage:
    """Paste a report and open its review."""
    answer = client.post("/reports/new", {"text": text})
    return opened(client, answer.headers["Location"])


def opened(client: PageClient, url: str) -> ReviewPage:
    return ReviewPage.of(client, url, client.get(url).text)


def _controls(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send: named controls that are filled in, ticked or chosen."""
    tree = html5lib.parse(text)
    for element in tree.iter():
        tag, name = str(element.tag).removeprefix(HTML), element.get("name")
        if not name or name in {"csrf_token", "q"}:
            continue
        if tag == "textarea":
            yield name, "".join(element.itertext())
        elif tag == "select":
            options = [dict(each.items()) for each in element.iter(f"{HTML}option")]
            chosen = [given.get("value", "") for given in options if "selected" in given]
            yield name, chosen[0] if chosen else ""
        elif tag == "input":
            given = dict(element.items())
            if given.get("type") != "radio" or "checked" in given:
                yield name, given.get("value", "")
