"""The interface in English: not one Indonesian word of it is left, and one tap leads back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, OpenPage
from tests.browser.steps import look, rows, visit_of_today
from tests.servers import ROOT, Server

WORD = re.compile(r"[a-z]{3,}", re.IGNORECASE)
PIECES = re.compile(r"[;:·,]")
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("script, style, body [lang=id]")) found.push(node.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (element.closest("body [lang=id]")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name) ?? "");
  }
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
DATA = (
    "SELECT condition FROM findings",
    "SELECT criterion FROM findings",
    "SELECT recommendation FROM findings",
    "SELECT cause FROM findings",
    "SELECT severity_reason FROM findings",
    "SELECT owner_name FROM findings",
    "SELECT text FROM finding_comments",
    "SELECT action FROM followup_actions",
    "SELECT owner_name FROM followup_actions",
    "SELECT cost_note FROM followup_actions",
    "SELECT reason FROM followup_actions",
    "SELECT text FROM followup_remarks",
    "SELECT note FROM finding_steps",
    "SELECT note FROM answers",
    "SELECT name FROM orgs",
    "SELECT full_name FROM people",
    "SELECT username FROM people",
    "SELECT position FROM people",
    "SELECT rank FROM people",
    "SELECT order_number FROM visits",
)


@pytest.fixture(scope="module")
def indonesian() -> set[str]:
    """Words that only the Indonesian side of the catalogues has."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for file in Path(ROOT / "app/translations").glob("*/id/LC_MESSAGES/messages.po"):
        with file.open("rb") as opened:
            for message in read_po(opened):
                theirs |= words(message.id)
                ours |= words(message.string)
    return ours - theirs - {"siap"}  # the name of the product


@dataclass(frozen=True)
class Data:
    """Texts of the instrument and of the district, which stay as they were written."""

    whole: frozenset[str]
    inside: re.Pattern[str]

    def without(self, text: str) -> str:
        """What of a text on a page belongs to the interface."""
        pieces = PIECES.split(self.inside.sub(" ", text))
        return "" if text in self.whole else " ".join(piece for piece in pieces if piece.strip() not in self.whole)


@pytest.fixture(scope="module")
def data(demo_server: Server) -> Data:
    """All of them: columns of the database, and the values of the instruments with their parts."""
    texts = {str(value) for query in DATA for row in rows(demo_server, query) for value in row.values() if value}
    for file in (ROOT / "checklists").glob("*.yaml"):
        for line in file.read_text().splitlines():
            texts |= {part.strip(" '\"") for part in (line.partition(": ")[2], *re.split(r"[:\[\]{}]|, ", line))}
    phrases = sorted((text for text in texts if " " in text), key=len, reverse=True)
    return Data(frozenset(texts), re.compile("|".join(map(re.escape, phrases)), re.IGNORECASE))


def words(texts: str | Iterable[str]) -> set[str]:
    every = [texts] if isinstance(texts, str) else texts
    return {word.lower() for text in every for word in WORD.findall(re.sub(r"%\(\w+\)\w|\{\w+\}", " ", text))}


def walk(page: Page, server: Server, addresses: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    """Each page with its texts."""
    for address in addresses:
        page.goto(f"{server.url}{address}")
        yield address, page.evaluate(TEXTS)


def addresses(server: Server, username: str) -> list[str]:
    visit = f"/visits/{visit_of_today(server)['uid']}"
    sealed = rows(server, "SELECT uid FROM visits WHERE state = 'sealed' ORDER BY planned_on DESC LIMIT 1")[0]["uid"]
    finding = rows(
        server,
        """
        SELECT f.uid FROM findings f JOIN visits v ON v.id = f.visit_id JOIN orgs o ON o.id = v.org_id
         WHERE o.code = 'polsek-senori' AND f.state = 'issued'
        """,
    )[0]["uid"]
    return {
        "bagren": ["/stations", "/stations/polsek-kenduruan", "/schedule", "/visits/new", f"/visits/{sealed}",
                   f"/visits/{sealed}/closing", f"/visits/{sealed}/amendments/new?what=head:visit:order_number",
                   visit, f"/findings/{finding}", "/findings?show=all", "/downloads", "/account", "/account/password"],
        "ketua": ["/", visit, f"{visit}/parts/E", f"{visit}/parts/C", "/findings"],
        "kapolsek.senori": ["/findings", f"/findings/{finding}", "/stations/polsek-senori", "/schedule"],
        "admin": ["/people", "/people/new", "/people/kapolsek.senori", "/manage/stations", "/manage/stations/new",
                  "/manage/stations/polsek-senori", "/checklists", "/checklists/kesiapan-polsek/1",
                  "/checklists/publish"],
    }[username]  # fmt: skip


@pytest.mark.parametrize("username", ["bagren", "ketua", "kapolsek.senori", "admin"])
def test_no_indonesian_word_of_the_interface_is_left_in_english(
    open_screen: OpenPage, demo_server: Server, indonesian: set[str], data: Data, username: str
) -> None:
    page = open_screen(demo_server, DESK, username)
    page.goto(f"{demo_server.url}/account")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_visible()
    left = {
        address: found
        for address, texts in walk(page, demo_server, addresses(demo_server, username))
        if (found := sorted({text for text in texts if words(data.without(text)) & indonesian}))
    }
    look(page, f"english-{username}")
    assert left == {}, "\n".join(f"{address}: {' | '.join(found)}" for address, found in left.items())
    page.goto(f"{demo_server.url}/account")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_role("heading", level=1, name="Akun")).to_be_visible()
    assert words(" ".join(page.evaluate(TEXTS))) & indonesian, "these words would have been found"
