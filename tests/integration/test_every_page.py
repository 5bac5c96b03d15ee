"""Every page that somebody of the demo district can reach by links is whole, in both languages."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.config import Config
from app.services.demo import PASSWORD
from app.web.database import close_db
from tests.clients import sign_in
from tests.integration.conftest import Demo
from tests.pages import check_page
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
            page = check_page(answer, demo_app)
        except AssertionError as problem:
            raise AssertionError(f"{username} at {address}: {problem}") from problem
        assert page.html is not None and page.html["lang"] == "id"
        seen.add(demo_app.url_map.bind("localhost").match(address.partition("?")[0])[0])
    assert PEOPLE[username] <= seen, "pages this role works on can't be reached by links"
