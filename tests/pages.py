"""The page checker: whatever page a test opens is also checked for what must be true of every page."""

import re
from collections import Counter
from collections.abc import Container, Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from lxml.html import HtmlElement
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

TRANSLATIONS = Path(__file__).parent.parent / "app" / "translations"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
POINTERS = {"for", "aria-labelledby", "aria-describedby", "aria-controls"}
VERBATIM = ("script", "style", "code", "pre", "textarea")
PROGRAM = re.compile(r"%\(\w+\)|\{\{|\bNone\b|\bundefined\b|<built-in|\bNaN\b")


def open_page(client: FlaskClient, url: str, status: int = 200, **kwargs: Any) -> BeautifulSoup:
    """The page at `url`, checked; keyword arguments go to the client (method, data, headers)."""
    answer = client.open(url, **kwargs)
    assert answer.status_code == status, f"{url}: {answer.status}, {answer.location or answer.text[:500]}"
    return check_page(answer, client.application)


def submit(client: FlaskClient, url: str, form: dict[str, Any], **kwargs: Any) -> TestResponse:
    """Send the form that the page at `url` shows, with its hidden fields and `form`; the answer, unchecked.

    `kwargs['action']` chooses among several forms of the page by its action, or that of one of its buttons.
    """
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status}, {answer.location or answer.text[:500]}"
    page = check_whole(answer, client.application)
    action = kwargs.pop("action", None)
    posts = [form for form in page.iter("form") if form.get("method") == "post"]
    wanted = [form for form in posts if action is None or action in _addresses(form)]
    assert wanted, f"{url} has no form {action or ''}"
    fields = [field for field in wanted[-1].iter("input") if field.get("type") == "hidden" and field.get("name")]
    hidden = {field.get("name"): field.get("value", "") for field in fields}
    return client.post(action or wanted[-1].get("action"), data={**hidden, **form}, **kwargs)


def _addresses(form: Any) -> set[str | None]:
    """Where a form leads, by itself and by its buttons."""
    return {form.get("action"), *(button.get("formaction") for button in form.iter("button"))}


def check_page(answer: TestResponse, app: Flask) -> BeautifulSoup:
    """The answer's HTML as a tree to ask, after asserting everything that must be true of every page."""
    check_whole(answer, app)
    return BeautifulSoup(answer.text, "lxml")


def check_whole(answer: TestResponse, app: Flask) -> HtmlElement:
    """The same as lxml's tree, which is made ten times as fast."""
    page = html.document_fromstring(answer.text)
    parts = Parts(page)
    _check_headers(answer)
    _check_skeleton(page, parts)
    _check_names(parts)
    _check_readable(parts)
    _check_forms(parts)
    _check_nothing_inline(parts)
    _check_links(parts, app)
    _check_words(page)
    return page


class Parts:
    """A page's elements, walked once: by name, and the ids that stand on it."""

    def __init__(self, page: HtmlElement) -> None:
        """Walk the page."""
        self.all = list(page.iter(etree.Element))
        self._named: dict[str, list[HtmlElement]] = {}
        for element in self.all:
            self._named.setdefault(element.tag, []).append(element)
        self.ids = Counter(element.get("id") for element in self.all if "id" in element.attrib)

    def named(self, *names: str) -> list[HtmlElement]:
        """The elements of these kinds."""
        return [element for name in names for element in self._named.get(name, ())]


def _check_headers(answer: TestResponse) -> None:
    for name, part in HEADERS.items():
        if name == "Referrer-Policy" and answer.request.path.startswith("/t/"):
            part = "no-referrer"
        assert part in answer.headers.get(name, ""), f"{name}: {answer.headers.get(name)}"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, policy


def _check_skeleton(page: HtmlElement, parts: Parts) -> None:
    assert page.get("lang") in ("id", "en"), "no language on <html>"
    assert (page.findtext("head/title") or "").strip(), "no title"
    viewports = [meta.get("content", "") for meta in parts.named("meta") if meta.get("name") == "viewport"]
    assert any("width=device-width" in content for content in viewports), "no viewport"
    assert len(parts.named("h1")) == 1, f"{len(parts.named('h1'))} h1 on the page"
    assert len(parts.named("main")) == 1, "one <main>, please"
    levels = [int(element.tag[1]) for element in parts.all if re.fullmatch("h[1-6]", element.tag)]
    for above, below in pairwise(levels):
        assert below <= above + 1, f"a heading level is skipped: {levels}"


def _check_names(parts: Parts) -> None:
    ids = parts.ids
    assert not [name for name, count in ids.items() if count > 1], f"ids used twice: {ids.most_common(3)}"
    for element in parts.all:
        for attribute in POINTERS.intersection(element.attrib):
            for name in element.get(attribute).split():
                assert name in ids, f"{attribute}={name} points nowhere: {_start(element)}"


def _check_readable(parts: Parts) -> None:
    for image in parts.named("img"):
        assert "alt" in image.attrib, f"a picture without alt: {_start(image)}"
    for drawing in parts.named("svg"):
        if drawing.get("aria-hidden") != "true":
            assert drawing.get("role") == "img", f"a drawing that is neither hidden nor an image: {_start(drawing)}"
            titled = drawing.find(".//title") is not None
            assert drawing.get("aria-label") or drawing.get("aria-labelledby") or titled, f"no name: {_start(drawing)}"
    for control in parts.named("a", "button", "summary"):
        said = control.text_content().strip() or control.get("aria-label")
        assert said or any(image.get("alt") for image in control.iter("img")), f"nothing to read out: {_start(control)}"
    for table in parts.named("table"):
        assert table.find(".//th") is not None, f"a table without headings: {_start(table)}"


def _check_forms(parts: Parts) -> None:
    for form in parts.named("form"):
        assert form.get("action"), f"a form without an action: {_start(form)}"
        if form.get("method", "").lower() == "post":
            tokens = [field for field in form.iter("input") if field.get("name") == "csrf_token"]
            assert tokens, f"a form without a CSRF token: {_start(form)}"
    labelled = {label.get("for") for label in parts.named("label") if "for" in label.attrib}
    for control in parts.named("input", "select", "textarea"):
        if control.get("type") not in ("hidden", "submit", "button"):
            named = control.get("aria-label") or control.get("aria-labelledby")
            label = control.get("id") in labelled or next(control.iterancestors("label"), None) is not None
            assert label or named, f"a control without a label: {_start(control)}"
    for button in parts.named("button"):
        assert button.get("type") in ("submit", "button", "reset", None), f"no kind of button: {_start(button)}"


def _check_nothing_inline(parts: Parts) -> None:
    assert not parts.named("style"), "a style element"
    for script in parts.named("script"):
        is_data = script.get("type", "").endswith("json")
        assert script.get("src") or is_data, f"an inline script: {_start(script)}"
    for element in parts.all:
        assert "style" not in element.attrib, f"inline style: {_start(element)}"
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert not handlers, f"an inline handler: {_start(element)}"


def _check_links(parts: Parts, app: Flask) -> None:
    elements = {}
    for element in parts.all:
        is_form = element.tag == "form"
        address = element.get("action") if is_form else element.get("href") or element.get("src")
        if address:
            elements[address, element.get("method", "get").upper() if is_form else "GET"] = element
    for (address, method), element in elements.items():
        problem = _where(address, method, parts.ids, app)
        assert not problem, f"{problem}: {_start(element)}"


def _where(address: str, method: str, ids: Container[str], app: Flask) -> str | None:
    """What is wrong with an address on a page, or None."""
    parts = urlsplit(address)
    if parts.scheme in ("mailto", "tel", "data", "blob"):
        return None
    if parts.scheme or parts.netloc:
        return "a link off the site"
    if not parts.path:
        return None if not parts.fragment or parts.fragment in ids else "a link to a missing place on the page"
    if not parts.path.startswith("/"):
        return "a relative address"
    return _route(parts.path, method, app)


def _route(path: str, method: str, app: Flask) -> str | None:
    known = app.extensions.setdefault("tests-addresses", {})
    if (path, method) not in known:
        known[path, method] = _try_route(path, method, app)
    problem: str | None = known[path, method]
    return problem


def _try_route(path: str, method: str, app: Flask) -> str | None:
    try:
        app.url_map.bind("localhost").match(path, method=method)
    except RequestRedirect:
        return "an address that is redirected"
    except MethodNotAllowed:
        return f"an address that takes no {method}"
    except HTTPException:
        return "an address that is nowhere"
    if path.startswith("/assets/"):
        answer = app.test_client().get(path, buffered=True)
        return None if answer.status_code == 200 else "an asset that is not there"
    return None


def _check_words(page: HtmlElement) -> None:
    texts = [" ".join(text.split()) for text in _texts(page)]
    for text in texts:
        assert "..." not in text, f"three dots where an ellipsis belongs: {text}"
        assert not PROGRAM.search(text), f"program text: {text}"
    if page.get("lang") == "id":
        leaked = sorted(set(texts) & english_only())
        assert not leaked, f"English on an Indonesian page: {leaked}"


def _texts(page: HtmlElement) -> Iterator[str]:
    """What stands between the tags, and in comments, except in what is shown as it is."""
    for node in page.iter():
        around = node.getparent()
        if node.text and node.text.strip() and node.tag not in VERBATIM:
            yield node.text
        if node.tail and node.tail.strip() and around is not None and around.tag not in VERBATIM:
            yield node.tail


@cache
def english_only() -> frozenset[str]:
    """The texts that exist in English and read otherwise in Indonesian."""
    catalogues = [file.read_bytes() for file in TRANSLATIONS.glob("*/id/LC_MESSAGES/messages.po")]
    messages = [
        (_flat(message.id), _flat(message.string))
        for catalogue in catalogues
        for message in read_po(BytesIO(catalogue), locale="id")
        if message.id
    ]
    indonesian = {text for _, texts in messages for text in texts}
    return frozenset(text for texts, _ in messages for text in texts if text not in indonesian)


def _flat(texts: str | tuple[str, ...] | list[str]) -> list[str]:
    return [" ".join(text.split()) for text in ([texts] if isinstance(texts, str) else texts)]


def _start(element: HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)[:160]
