"""Shells: the pages that the phone keeps hold nothing of anybody."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from tests.clients import ClientOf
from tests.factories import District
from tests.pages import open_page
from tests.phones import TeamVisit, make_visit

SHELLS = ("/phone", "/phone/outbox", "/phone/recovery", "/visits/{}/summary", "/visits/{}/parts/A")


@pytest.fixture
def visit(db: Database, district: District) -> TeamVisit:
    """A visit under way; anggota1 and ketua are in its team."""
    return make_visit(db, district, state="open")


@pytest.mark.parametrize("address", SHELLS)
def test_a_shell_is_the_same_for_everybody_and_holds_no_token(
    client_of: ClientOf, visit: TeamVisit, address: str
) -> None:
    member, lead = client_of("anggota1"), client_of("ketua")
    lead.set_cookie("theme", "sun")
    texts = [client.get(address.format(visit.uid)).text for client in (member, lead)]
    assert texts[0] == texts[1]
    assert "csrf" not in texts[0] and "anggota1" not in texts[0]
    page = open_page(member, address.format(visit.uid))
    assert page.html is not None and not page.html.has_attr("data-theme")
    assert page.select_one("[data-sunlight]") and page.select_one("[data-way-out][hidden]")


def test_the_way_out_needs_nobody_signed_in(client: FlaskClient) -> None:
    open_page(client, "/phone/recovery")
