"""A detector proposes what to hide; a person confirms, and only then is anything hidden."""

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.media import looking
from app.media.workers import Decoders
from app.services import evidence
from app.store import annotations, audit, photo_records
from app.store.blobs import BlobStore
from tests.factories import NOON, TODAY, District
from tests.pages import open_page
from tests.phones import Phone, TeamVisit, csrf_of, make_visit
from tests.pictures import bystander, encode

ClientOf = Callable[[str], FlaskClient]
UID = "0a1b2c3d-0000-4000-8000-00000000000a"
PHOTO = encode(bystander())


@pytest.fixture
def visit(db: Database, district: District, config: Config) -> TeamVisit:
    """A visit with one picture of somebody before a car."""
    visit = make_visit(db, district)
    sha256 = evidence.receive(db, BlobStore(config.uploads), PHOTO, actor=district.anggota1, at=NOON)
    phone = Phone(district.anggota1, visit)
    phone.push(
        db, phone.event(f"A02.photo.{UID}", {"sha": sha256, "size": len(PHOTO), "type": "image/jpeg"}, op="attach")
    )
    return visit


def asked(client: FlaskClient, deed: str = "proposal", **form: str) -> tuple[int, BeautifulSoup]:
    answer = client.post(f"/evidence/{UID}/{deed}", data=form, headers={"X-CSRFToken": csrf_of(client)})
    return answer.status_code, BeautifulSoup(answer.text, "lxml")


def field(page: BeautifulSoup, name: str) -> str:
    return str(page.find("input", attrs={"name": name, "type": "hidden"})["value"])


def layers(db: Database, district: District) -> list[annotations.Layer]:
    return annotations.history(db, photo_records.get(db, UID, person_id=district.anggota1.id, today=TODAY).id)


def test_what_is_proposed_hides_nothing_until_each_place_is_confirmed_and_kept(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    client = client_of("anggota1")
    assert "Usulkan yang disamarkan" in open_page(client, f"/evidence/{UID}").get_text()
    status, page = asked(client)
    proposed = json.loads(field(page, "proposed"))
    assert (status, [one["kind"] for one in proposed]) == (200, ["blur", "blur"])
    assert "2 bagian diusulkan" in page.find(role="status").get_text()
    assert len(page.select("svg.layer .layer__proposed")) == len(page.select("input[name=confirm]")) == 2
    assert not page.select("input[name=confirm][checked]")
    assert layers(db, district) == []
    last = audit.list_stream(db, audit.visit_stream(visit.uid))[-1]
    assert (last.action, json.loads(last.detail_json)["proposed"]) == ("evidence.proposed", 2)

    form = {"shapes": "[]", "base": "0", "proposed": field(page, "proposed")}
    _, changed = asked(client, "layer", **form, step="change", confirm="0")
    assert (json.loads(field(changed, "shapes")), json.loads(field(changed, "proposed"))) == (
        proposed[:1],
        proposed[1:],
    )
    assert asked(client, "layer", **form, confirm="0")[0] == 303
    assert [[shape.x for shape in layer.shapes] for layer in layers(db, district)] == [[proposed[0]["x"]]]
    assert "1 usulan tidak disetujui" in open_page(client, f"/evidence/{UID}").get_text()

    _, again = asked(client)  # what is hidden already is not proposed again
    assert [one["x"] for one in json.loads(field(again, "proposed"))] == [proposed[1]["x"]]


def test_what_is_drawn_and_not_kept_yet_stays_and_what_it_hides_is_not_proposed(
    client_of: ClientOf, visit: TeamVisit
) -> None:
    drawn = [{"kind": "circle", "x": 1000, "y": 1000, "w": 500, "h": 500}]
    drawn += [{"kind": "blur", "x": 0, "y": 0, "w": 10_000, "h": 10_000}]
    status, page = asked(client_of("ketua"), shapes=json.dumps(drawn), base="0")
    assert (status, json.loads(field(page, "shapes"))) == (200, drawn)
    assert "Itu bukan berarti tidak ada: periksa sendiri." in page.get_text()
    assert not page.select("input[name=confirm]")


def test_where_nothing_can_look_the_page_says_so_and_hands_stay(
    client_of: ClientOf, visit: TeamVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "find_spec", lambda name: None)
    client = client_of("anggota1")
    assert "Usulkan yang disamarkan" not in open_page(client, f"/evidence/{UID}").get_text()
    for page in (open_page(client, f"/evidence/{UID}/layer"), asked(client)[1]):
        assert page.get_text().count("Server ini tidak punya pencari wajah") == 1
        assert "Simpan anotasi" in page.get_text()
    assert asked(client)[0] == 503


def test_a_look_that_takes_too_long_proposes_nothing_and_keeps_the_drawing(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "lookers", Decoders("faces", most=1, seconds=0.001))
    drawn = '[{"kind":"circle","x":1000,"y":1000,"w":500,"h":500}]'
    status, page = asked(client_of("anggota1"), shapes=drawn, base="0")
    assert (status, json.loads(field(page, "shapes"))) == (503, json.loads(drawn))
    assert "Pencarian terlalu lama" in page.get_text()
    assert layers(db, district) == []


def test_only_those_who_may_draw_may_ask(client_of: ClientOf, visit: TeamVisit) -> None:
    assert asked(client_of("kapolres"))[0] in (403, 404)


def test_forged_proposals_are_refused(client_of: ClientOf, visit: TeamVisit) -> None:
    assert asked(client_of("anggota1"), "layer", shapes="[]", proposed='[{"kind":"blur"}]', confirm="0")[0] == 422
