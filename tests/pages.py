"""The page checker: whatever page a test opens is also checked for what must be true of every page."""

import re
from collections import Counter
from collections.abc import Container
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
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


def open_page(client: FlaskClient, url: str, status: int = 200, **kwargs: Any) -> BeautifulSoup:
    """The page at `url`, checked; keyword arguments go to the client (method, data, headers)."""
    answer = client.open(url, **kwargs)
    assert answer.status_code == status, f"{url}: {answer.status}, {answer.location or answer.text[:500]}"
    return check_page(answer, client.application)


def submit(client: FlaskClient, url: str, form: dict[str, Any], **kwargs: Any) -> TestResponse:
    """Send the form that the page at `url` shows, with its hidden fields and `form`; the answer, unchecked.

    `kwargs['action']` chooses among several forms of the page by its action.
    """
    page = open_page(client, url)
    action = kwargs.pop("action", None)
    wanted = [f for f in page.find_all("form", method="post") if action in (None, f["action"])]
    assert wanted, f"{url} has no form {action or ''}"
    hidden = {field["name"]: field.get("value", "") for field in wanted[-1].select("input[type=hidden][name]")}
    return client.post(str(wanted[-1]["action"]), data={**hidden, **form}, **kwargs)


def check_page(answer: TestResponse, app: Flask) -> BeautifulSoup:
    """The answer's HTML, after asserting everything that must be true of every page."""
    page = BeautifulSoup(answer.text, "html.parser")
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

    def __init__(self, page: BeautifulSoup) -> None:
        """Walk the page."""
        self.all = [node for node in page.descendants if isinstance(node, Tag)]
        self._named: dict[str, list[Tag]] = {}
        for element in self.all:
            self._named.setdefault(element.name, []).append(element)
        self.ids = Counter(str(element["id"]) for element in self.all if "id" in element.attrs)

    def named(self, *names: str) -> list[Tag]:
        """The elements of these kinds."""
        return [element for name in names for element in self._named.get(name, ())]


def _check_headers(answer: TestResponse) -> None:
    for name, part in HEADERS.items():
        assert part in answer.headers.get(name, ""), f"{name}: {answer.headers.get(name)}"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, policy


def _check_skeleton(page: BeautifulSoup, parts: Parts) -> None:
    assert page.html is not None and page.html.get("lang") in ("id", "en"), "no language on <html>"
    assert page.title and page.title.get_text(strip=True), "no title"
    viewports = [str(meta.get("content")) for meta in parts.named("meta") if meta.get("name") == "viewport"]
    assert any("width=device-width" in content for content in viewports), "no viewport"
    assert len(parts.named("h1")) == 1, f"{len(parts.named('h1'))} h1 on the page"
    assert len(parts.named("main")) == 1, "one <main>, please"
    levels = [int(element.name[1]) for element in parts.all if re.fullmatch("h[1-6]", element.name)]
    for above, below in pairwise(levels):
        assert below <= above + 1, f"a heading level is skipped: {levels}"


def _check_names(parts: Parts) -> None:
    ids = parts.ids
    assert not [name for name, count in ids.items() if count > 1], f"ids used twice: {ids.most_common(3)}"
    for element in parts.all:
        for attribute in element.attrs.keys() & POINTERS:
            names = element[attribute]
            for name in names.split() if isinstance(names, str) else names:
                assert name in ids, f"{attribute}={name} points nowhere: {_start(element)}"


def _check_readable(parts: Parts) -> None:
    for image in parts.named("img"):
        assert image.has_attr("alt"), f"a picture without alt: {image}"
    for drawing in parts.named("svg"):
        if drawing.get("aria-hidden") != "true":
            assert drawing.get("role") == "img", f"a drawing that is neither hidden nor an image: {_start(drawing)}"
            assert drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.title, _start(drawing)
    for control in parts.named("a", "button", "summary"):
        said = control.get_text(strip=True) or control.get("aria-label") or control.find("img", alt=re.compile("."))
        assert said, f"nothing to read out: {control}"
    for table in parts.named("table"):
        assert table.find("th"), f"a table without headings: {_start(table)}"


def _check_forms(parts: Parts) -> None:
    for form in parts.named("form"):
        assert form.get("action"), f"a form without an action: {_start(form)}"
        if str(form.get("method", "")).lower() == "post":
            assert form.find("input", {"name": "csrf_token"}), f"a form without a CSRF token: {_start(form)}"
    labelled = {str(label["for"]) for label in parts.named("label") if "for" in label.attrs}
    for control in parts.named("input", "select", "textarea"):
        if control.get("type") not in ("hidden", "submit", "button"):
            named = control.get("aria-label") or control.get("aria-labelledby")
            label = control.get("id") in labelled or control.find_parent("label")
            assert label or named, f"a control without a label: {control}"
    for button in parts.named("button"):
        assert button.get("type") in ("submit", "button", "reset", None), _start(button)


def _check_nothing_inline(parts: Parts) -> None:
    assert not parts.named("style"), "a style element"
    for script in parts.named("script"):
        is_data = str(script.get("type", "")).endswith("json")
        assert script.get("src") or is_data, f"an inline script: {script.get_text()[:80]}"
    for element in parts.all:
        assert "style" not in element.attrs, f"inline style: {_start(element)}"
        handlers = [name for name in element.attrs if name.startswith("on")]
        assert not handlers, f"an inline handler: {_start(element)}"


def _check_links(parts: Parts, app: Flask) -> None:
    elements = {}
    for element in parts.all:
        is_form = element.name == "form"
        address = element.get("action") if is_form else element.get("href") or element.get("src")
        if address:
            elements[str(address), str(element.get("method", "get")).upper() if is_form else "GET"] = element
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


def _check_words(page: BeautifulSoup) -> None:
    texts = [
        " ".join(text.split())
        for text in page.find_all(string=True)
        if text.parent is not None and text.parent.name not in VERBATIM and text.strip()
    ]
    for text in texts:
        assert "..." not in text, f"three dots where an ellipsis belongs: {text}"
        assert not re.search(r"%\(\w+\)|\{\{|\bNone\b|\bundefined\b|<built-in|\bNaN\b", text), f"program text: {text}"
    if page.html is not None and page.html.get("lang") == "id":
        leaked = sorted(set(texts) & english_only())
        assert not leaked, f"English on an Indonesian page: {leaked}"


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


def _start(element: Tag) -> str:
    return str(element)[:160]
