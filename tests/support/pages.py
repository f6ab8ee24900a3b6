"""What must be true of every page."""

import re
from collections.abc import Iterator

import html5lib
from werkzeug.test import TestResponse

from tracker.core.security import POLICY

HTML = "{http://www.w3.org/1999/xhtml}"
NOT_FOR_TYPING = {"hidden", "submit", "button", "image", "reset"}


def check_page(url: str, answer: TestResponse) -> None:
    """Fail unless the page is valid HTML, titled, labelled, and keeps the policy."""
    assert answer.headers["Content-Security-Policy"] == POLICY, url
    assert answer.headers["Cache-Control"] == "no-store", url
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(answer.text)
    assert not parser.errors, (url, parser.errors[:5])
    everything = list(tree.iter())
    by_tag: dict[str, list] = {}  # type: ignore[type-arg]  # html5lib has no types
    for element in everything:
        by_tag.setdefault(str(element.tag).removeprefix(HTML), []).append(element)
    assert tree.get("lang") in {"lt", "en"}, url
    assert "".join(by_tag["title"][0].itertext()).strip(), f"{url} has no title"
    slips = re.findall(r".{0,20}(?:\bd\.\.|%%|%\()", "".join(tree.itertext()))
    assert not slips, (url, "two full stops, or a place nobody filled", slips)
    assert len(by_tag.get("h1", [])) == 1, f"{url} has {len(by_tag.get('h1', []))} h1"
    assert not [e for e in everything if e.get("style")], f"{url} has inline style"
    assert not [e for e in by_tag.get("script", []) if not e.get("src")], f"{url}: inline script"
    ids = [e.get("id") for e in everything if e.get("id")]
    assert len(ids) == len(set(ids)), (url, sorted(i for i in ids if ids.count(i) > 1))
    _check_labels(url, by_tag, set(ids))
    _check_forms(url, by_tag)


def _check_labels(url: str, by_tag: dict, ids: set[str]) -> None:  # type: ignore[type-arg]
    told = {label.get("for") for label in by_tag.get("label", [])}
    wrapped = {id(field) for label in by_tag.get("label", []) for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in by_tag.get(tag, []):
            if tag == "input" and field.get("type", "text") in NOT_FOR_TYPING:
                continue
            named = (
                field.get("aria-label")
                or field.get("aria-labelledby")
                or field.get("id") in told
                or id(field) in wrapped
            )
            assert named, (url, "field without a label", dict(field.items()))
            for target in (field.get("aria-describedby") or "").split():
                assert target in ids, (url, "described by nothing", target)


def _check_forms(url: str, by_tag: dict) -> None:  # type: ignore[type-arg]
    for form in by_tag.get("form", []):
        if (form.get("method") or "get").lower() == "post":
            names = {field.get("name") for field in form.iter()}
            assert "csrf_token" in names, (url, "form without a CSRF token", form.get("action"))


def plain(text: str) -> str:
    """Return `text` with ordinary spaces, for reading; where they must not break is asked apart."""
    return text.replace("\u00a0", " ")


def words(page: str) -> str:
    """Return the words of the page's main part, as they are read."""
    main = html5lib.parse(page, namespaceHTMLElements=False).find(".//main")
    return re.sub(r" (?=[.,:])", "", " ".join(" ".join(main.itertext()).split()))


def links(page: str) -> Iterator[tuple[str, str]]:
    """Give each link of the page's main part: its address and its words."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for link in tree.find(".//main").iter("a"):
        yield link.get("href"), " ".join("".join(link.itertext()).split())


def undo_url(page: str) -> str:
    """Return where the page's button to undo is sent to."""
    found = re.search(r'action="(/undo/\d+)"', page)
    assert found is not None, page[-2000:]
    return found[1]
