"""The administrator's pages on instruments, and the command that publishes one."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.services import checklists
from app.store import checklists as stored
from tests.factories import NOON, District
from tests.instruments import CHECKLISTS, NAMES
from tests.pages import check_page, open_page, submit
from tests.visits import checklist_text, make_visit, publish

SENORI = "/checklists/kesiapan-polsek/1"


@pytest.fixture
def admin(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("admin")


def upload(client: FlaskClient, content: bytes, name: str = "lembar.yaml") -> TestResponse:
    return submit(client, "/checklists/publish", {"file": (BytesIO(content), name)}, action="/checklists/publish")


def test_an_empty_shelf_says_how_to_begin(admin: FlaskClient) -> None:
    page = open_page(admin, "/checklists")
    assert "Belum ada lembar periksa yang terbit" in page.text
    assert page.select_one("main a[href='/checklists/publish']")


def test_the_shelf_tells_hash_publisher_and_use(admin: FlaskClient, db: Database, district: District) -> None:
    make_visit(db, district)
    checklists.publish(db, (CHECKLISTS / "lke-2021.yaml").read_text(), actor=district.admin, at=NOON)
    rows = [row.get_text(" ", strip=True) for row in open_page(admin, "/checklists").select(".list li")]
    assert len(rows) == 2
    assert "versi 1" in rows[0] and "1 kunjungan" in rows[0]
    assert hashlib.sha256(checklist_text().encode()).hexdigest()[:12] in rows[0]
    assert "Admin" in rows[1] and "0 kunjungan" in rows[1] and "dipakai" in rows[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_instrument_is_shown_whole(admin: FlaskClient, db: Database, name: str, language: str) -> None:
    version = checklists.publish(db, (CHECKLISTS / f"{name}.yaml").read_text(), actor=None, at=NOON)
    submit(admin, "/account", {"language": language}, action="/language")
    page = open_page(admin, f"/checklists/{version.checklist}/{version.version}")
    text = " ".join(page.text.split())
    checklist = stored.parsed(db, version)
    for item in checklist.items:
        assert " ".join(item.title.split()) in text
    for gate in (gate for predicate in checklist.predicates for gate in predicate.gates):
        assert gate.title in text
    unconfirmed = sum(not gate.confirmed for predicate in checklist.predicates for gate in predicate.gates)
    assert text.count("belum terkonfirmasi" if language == "id" else "not confirmed yet") == unconfirmed


def test_the_older_worksheets_have_gates_that_nobody_confirmed(admin: FlaskClient, db: Database) -> None:
    checklists.publish(db, (CHECKLISTS / "lke-2019.yaml").read_text(), actor=None, at=NOON)
    text = open_page(admin, "/checklists/lke-2019/1").text
    assert "belum terkonfirmasi" in text and "salah satu dari 13,25; 13,50" in text


def test_the_file_comes_back_byte_for_byte(admin: FlaskClient, db: Database) -> None:
    version = publish(db)
    answer = admin.get(f"{SENORI}/file")
    assert hashlib.sha256(answer.data).hexdigest() == version.sha256
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kesiapan-polsek-1.yaml"'


@pytest.mark.parametrize("address", ["/checklists/kesiapan-polsek/9", "/checklists/tidak-ada/1", f"{SENORI}/lain"])
def test_an_unknown_version_is_not_found(admin: FlaskClient, db: Database, address: str) -> None:
    publish(db)
    assert admin.get(address).status_code == 404


def test_a_good_file_is_published_by_whoever_sent_it(admin: FlaskClient, db: Database, district: District) -> None:
    content = (CHECKLISTS / "kesiapan-polsek.yaml").read_bytes()
    answer = upload(admin, content)
    assert (answer.status_code, answer.location) == (303, SENORI)
    version = stored.find(db, "kesiapan-polsek", "1")
    assert version is not None and version.published_by == district.admin.id
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert "terbit" in open_page(admin, SENORI).select_one(".flashes").text


def test_every_mistake_is_listed_by_place_and_line_and_nothing_is_kept(admin: FlaskClient, db: Database) -> None:
    broken = checklist_text().replace("kind: readiness", "kind: lain").replace("type: abc", "type: abx", 2)
    answer = upload(admin, broken.encode(), "kesiapan-2.yaml")
    assert answer.status_code == 422
    page = check_page(answer, admin.application)
    assert "kesiapan-2.yaml" in page.text
    rows = [row.get_text(" ", strip=True) for row in page.select("main table tbody tr")]
    for place in ("kind", "parts[0].items[1].type", "parts[0].items[2].type"):
        line = next(row for row in rows if f" {place} " in row)
        number = int(line.split()[0])
        assert broken.splitlines()[number - 1].strip() in line
    assert stored.list_all(db) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- {", b"id: [", b"<script>alert(1)</script>"])
def test_what_is_no_checklist_is_refused_with_a_reason(admin: FlaskClient, db: Database, content: bytes) -> None:
    answer = upload(admin, content)
    assert answer.status_code == 422
    page = check_page(answer, admin.application)
    assert page.select("main table tbody tr") or page.select(".field__error")
    assert stored.list_all(db) == []


@pytest.mark.parametrize(
    "content", [b"? " + b"k" * 400_000 + b"\n: x", b"\n".join(b"k%d: x" % number for number in range(15_000))]
)
def test_a_file_with_endless_mistakes_makes_no_endless_page(admin: FlaskClient, db: Database, content: bytes) -> None:
    answer = upload(admin, content)
    assert answer.status_code == 422
    assert len(answer.data) < 200_000


def test_no_file_at_all_is_said_at_the_field(admin: FlaskClient) -> None:
    answer = submit(admin, "/checklists/publish", {}, action="/checklists/publish")
    assert answer.status_code == 422
    assert "Pilih berkas lembar periksa." in check_page(answer, admin.application).text


def test_another_text_under_a_used_version_is_refused_at_the_field(admin: FlaskClient, db: Database) -> None:
    publish(db)
    answer = upload(admin, checklist_text().encode() + b"\n# lain\n")
    assert answer.status_code == 422
    assert "sudah terbit dengan isi lain" in check_page(answer, admin.application).text


def test_a_retired_version_stays_readable_and_comes_back_by_its_own_file(admin: FlaskClient, db: Database) -> None:
    publish(db)
    assert submit(admin, SENORI, {}, action=f"{SENORI}/retire").status_code == 303
    assert stored.list_published(db) == []
    page = open_page(admin, SENORI)
    assert not page.select("form[action$='/retire']") and page.select_one(".notice")
    assert "tidak dipakai lagi" in open_page(admin, "/checklists").text
    assert upload(admin, checklist_text().encode()).status_code == 303
    assert [version.version for version in stored.list_published(db)] == ["1"]


def test_retiring_twice_says_so(admin: FlaskClient, db: Database) -> None:
    version = publish(db)
    page = open_page(admin, SENORI)
    checklists.retire(db, version.id, actor=None, at=NOON)
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    admin.post(f"{SENORI}/retire", data={"csrf_token": token["value"]})
    assert "sudah tidak dipakai" in open_page(admin, SENORI).text


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["checklists", *words])
    return result.exit_code, result.output


def test_the_command_publishes_once_and_says_the_hash(app: Flask, db: Database) -> None:
    file = str(CHECKLISTS / "lke-2021.yaml")
    code, said = run(app, "publish", file)
    version = stored.find(db, "lke-2021", "1")
    assert code == 0 and version is not None and version.sha256 in said
    assert run(app, "publish", file) == (code, said)


def test_the_command_names_every_problem_and_keeps_nothing(app: Flask, db: Database, tmp_path: Path) -> None:
    file = tmp_path / "salah.yaml"
    file.write_text(checklist_text().replace("kind: readiness", "kind: lain").replace("type: abc", "type: abx", 1))
    code, said = run(app, "publish", str(file))
    assert code == 1
    assert f"{file}:8: kind: " in said and "parts[0].items[1].type: " in said
    assert stored.list_all(db) == []


def test_the_command_refuses_another_text_under_a_used_version(app: Flask, db: Database, tmp_path: Path) -> None:
    publish(db)
    file = tmp_path / "lain.yaml"
    file.write_text(checklist_text() + "\n# lain\n")
    code, said = run(app, "publish", str(file))
    assert code == 1 and "sudah terbit dengan isi lain" in said
