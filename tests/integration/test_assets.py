"""Own stylesheets, scripts and pictures: versioned, kept for ever, small, and nothing else is served."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import SHARED, STYLESHEET, Assets, all_assets, asset, join_styles, pressed_styles

STATIC = Path(__file__).parents[2] / "app" / "static"
KB = 1024


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return asset(name)


def test_the_current_version_is_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, STYLESHEET))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


def test_an_old_version_is_answered_but_never_kept(client: FlaskClient) -> None:
    answer = client.get(f"/assets/000000000000/{STYLESHEET}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_assets_need_no_sign_in_and_set_no_cookie(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "js/main.js"))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["../config.py", "css/../../config.py", "%2e%2e/config.py", "css/base.css", ".x", ""])
def test_nothing_but_the_assets_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/000000000000/{name}").status_code == 404


def test_assets_travel_in_the_smallest_form_that_the_browser_takes(app: Flask, client: FlaskClient) -> None:
    plain = client.get(address(app, STYLESHEET))
    zipped = client.get(address(app, STYLESHEET), headers={"Accept-Encoding": "gzip, br;q=0"})
    pressed = client.get(address(app, STYLESHEET), headers={"Accept-Encoding": "gzip, deflate, br"})
    assert (zipped.headers["Content-Encoding"], pressed.headers["Content-Encoding"]) == ("gzip", "br")
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, zipped, pressed))
    assert plain.data == gzip.decompress(zipped.data) == brotli.decompress(pressed.data)
    assert len(pressed.data) < len(zipped.data) < len(plain.data)


def test_the_stylesheet_stays_within_its_budget(app: Flask, client: FlaskClient) -> None:
    pressed = client.get(address(app, STYLESHEET), headers={"Accept-Encoding": "br"})
    assert len(pressed.data) <= 11 * KB


def test_the_client_that_fills_stays_within_its_budget(app: Flask, client: FlaskClient) -> None:
    wanted = [SHARED, "js/phone.js", "js/photo-worker.js", "js/worker.js", "js/witness.js"]
    answers = [client.get(address(app, name), headers={"Accept-Encoding": "br"}) for name in wanted]
    assert sum(len(answer.data) for answer in answers) <= 45 * KB


def test_a_changed_file_changes_the_version(tmp_path: Path) -> None:
    for name in ("layers", "tokens", "reset", "base", "layout", "utilities", "print"):
        (tmp_path / "css").mkdir(exist_ok=True)
        (tmp_path / "css" / f"{name}.css").write_text("a{}")
    before = Assets.read(tmp_path)
    assert Assets.read(tmp_path).version == before.version
    (tmp_path / "css" / "base.css").write_text("b{}")
    assert Assets.read(tmp_path).version != before.version


def test_joining_keeps_every_rule_of_every_stylesheet() -> None:
    joined = join_styles(STATIC / "css")
    assert joined.startswith("@layer reset,base,layout,components,utilities,print;")
    for file in (STATIC / "css").rglob("*.css"):
        own = pressed_styles(file.read_text()) if file.parent.name == "pages" else joined  # of few pages: served alone
        for name in re.findall(r"^\.([a-z][\w-]+)", file.read_text(), re.MULTILINE):
            assert f".{name}" in own
    assert joined.count("{") == joined.count("}")
    assert "/*" not in joined


def test_an_asset_that_does_not_exist_is_a_mistake_of_ours(app: Flask) -> None:
    with pytest.raises(KeyError, match="no asset"):
        address(app, "css/missing.css")


def test_every_picture_and_font_a_stylesheet_names_is_there(app: Flask, client: FlaskClient) -> None:
    sheet = address(app, STYLESHEET)
    named = set(re.findall(r"url\(([^)]+)\)", client.get(sheet).text))
    assert named
    for name in named:
        assert client.get(urljoin(sheet, name)).status_code == 200, name


def test_every_script_imports_only_what_is_there(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        scripts = [url for url in all_assets() if url.endswith(".js")]
    assert scripts
    for script in scripts:
        for name in re.findall(r"from \"(\.[^\"]+)\"", client.get(script).text):
            assert client.get(urljoin(script, name)).status_code == 200, f"{script} imports {name}"


def test_every_icon_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    templates = (STATIC.parent / "templates").rglob("*.html")
    named = {name for file in templates for name in re.findall(r"""\bicon\(["']([\w-]+)["']""", file.read_text())}
    assert named
    assert named <= drawn, named - drawn
