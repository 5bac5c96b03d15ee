"""Every page that somebody of the demo district can reach by links is whole, in both languages."""

from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import html

from app.config import Config
from app.services.demo import PASSWORD
from app.web.database import close_db
from tests.clients import sign_in
from tests.instruments import published
from tests.integration.conftest import Demo
from tests.pages import check_whole, submit
from tests.walk import one_of_each

PEOPLE = {
    "admin": {"people.index", "station_admin.index", "checklists.index", "stations.index"},
    "bagren": {"stations.index", "stations.show", "visits.index", "visits.show", "visits.create", "downloads.index"},
    "ketua": {"visits.show", "findings.index"},
    "anggota1": {"findings.index"},
    "kapolsek.senori": {"findings.index", "findings.show"},
    "kapolres": {"stations.index", "stations.show", "visits.show"},
}


@pytest.fixture
def demo_app(built: Flask, demo_district: Demo) -> Iterator[Flask]:
    built.config["SIAP"] = Config(
        secret_key="only for tests",
        database=demo_district.path,
        uploads=demo_district.blobs.root,
        password_cost=1,
        password_memory_kib=8,
    )
    yield built
    close_db()


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_within_reach_is_whole(demo_app: Flask, username: str) -> None:
    client = sign_in(demo_app.test_client(), username, PASSWORD)
    seen = set()
    for address, answer in one_of_each(client):
        assert answer.status_code == 200, f"{username} at {address}: {answer.status}"
        try:
            page = check_whole(answer, demo_app)
        except AssertionError as problem:
            raise AssertionError(f"{username} at {address}: {problem}") from problem
        assert page.get("lang") == "id"
        seen.add(demo_app.url_map.bind("localhost").match(address.partition("?")[0])[0])
    assert PEOPLE[username] <= seen, "pages this role works on can't be reached by links"


@pytest.mark.parametrize("username", ["admin", "bagren"])
def test_texts_of_an_instrument_stay_indonesian_and_say_so_on_english_pages(demo_app: Flask, username: str) -> None:
    checklist = published("kesiapan-polsek")
    titles = {each.title for each in (*checklist.items, *checklist.parts, *checklist.areas)}
    client = sign_in(demo_app.test_client(), username, PASSWORD)
    assert submit(client, "/account", {"language": "en"}, action="/language").status_code == 303
    found = set()
    for address, answer in one_of_each(client):
        for text in html.document_fromstring(answer.text).xpath("//main//text()"):
            words = " ".join(text.split())
            if titles & {words, words.partition(" ")[2]}:
                around = text.getparent().getparent() if text.is_tail else text.getparent()
                assert around.xpath("ancestor-or-self::*[@lang][1]/@lang") == ["id"], f"{address}: {words}"
                found.add(words)
    assert len(found) > len(checklist.parts)
    assert submit(client, "/account", {"language": "id"}, action="/language").status_code == 303
