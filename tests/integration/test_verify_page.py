"""The page that verifies and the page of the keys: open to all, whole, and without any way to the network."""

import base64
import hashlib
import json
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from lxml import html
from sqlite_utils import Database

from app.services import keys
from tests.factories import NOON
from tests.pages import open_page
from tests.sealing import key_file, signer_of
from tests.witnesses import grow

ClientOf = Callable[[str], FlaskClient]


def sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_it_may_run_its_one_script_and_style_and_nothing_else(db: Database, client: FlaskClient) -> None:
    key = signer_of(db).key.text
    answer = client.get("/verify")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    page = html.document_fromstring(answer.text)
    scripts = [one for one in page.iter("script") if one.get("type") is None]
    styles = list(page.iter("style"))
    assert (len(scripts), len(styles)) == (1, 1)
    policy = (
        f"default-src 'none'; script-src 'sha256-{sha256(scripts[0].text)}'; "
        f"style-src 'sha256-{sha256(styles[0].text)}'; base-uri 'none'; form-action 'none'"
    )
    assert answer.headers["Content-Security-Policy"] == f"{policy}; frame-ancestors 'none'"
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [policy]
    assert page.xpath("//@src | //link | //form | //iframe | //*[@style]") == []
    assert page.xpath("//@href") == ["/verify/file"]
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import)\s*\(", scripts[0].text)
    assert json.loads(page.get_element_by_id("keys").text) == [key]


def test_it_speaks_both_languages_in_full(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/verify").text)
    words = json.loads(page.get_element_by_id("words").text)
    assert words["id"].keys() == words["en"].keys()
    assert (words["id"]["genuine"], words["en"]["genuine"]) == ("Asli", "Genuine")
    said = set(page.xpath("//@data-say"))
    assert said and said <= words["id"].keys()
    assert "built-in" not in page.text_content()
    script = next(one.text for one in page.iter("script") if one.get("type") is None)
    assert set(re.findall(r'\bsay\("(\w+)"', script)) <= words["id"].keys()
    client.set_cookie("language", "en")
    english = html.document_fromstring(client.get("/verify").text)
    assert english.get("lang") == "en" and english.findtext(".//h1") == "Check a seal"


def test_it_is_handed_out_as_a_file(client: FlaskClient) -> None:
    answer = client.get("/verify/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="periksa-segel-siap.html"'
    assert answer.data == client.get("/verify").data


def test_the_keys_are_shown_to_everybody_with_their_fingerprints_and_history(
    db: Database, client: FlaskClient, client_of: ClientOf
) -> None:
    assert "Belum ada yang disegel" in open_page(client, "/keys").get_text()
    assert client.get("/keys/checkpoint").status_code == 404
    old = signer_of(db).key
    keys.rotate(db, key_file(db), actor_id=None, at=NOON)
    signer = signer_of(db)
    grow(db, signer)
    for who in (client, client_of("bagren")):
        text = open_page(who, "/keys").get_text(" ", strip=True)
        assert signer.key.text in text and old.id.hex() in text and "Ditunjuk oleh kunci sebelumnya" in text
    assert client.get("/keys/checkpoint").text.split("\n")[1] == "3"
    assert signer.key.id.hex() in open_page(client, "/sign-in").get_text()
    known = json.loads(html.document_fromstring(client.get("/verify").text).get_element_by_id("keys").text)
    assert known == [signer.key.text, old.text]


def test_a_lost_key_is_said_where_the_keys_stand(db: Database, client: FlaskClient) -> None:
    signer_of(db)
    key_file(db).unlink()
    keys.replace_lost(db, key_file(db), reason="Disk rusak", actor_id=None, at=NOON)
    assert "Disk rusak" in open_page(client, "/keys").get_text()
