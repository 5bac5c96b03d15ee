"""What every journey over the demo district does: look, sign in by hand, confirm, download, read figures."""

import io
import os
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from app.store.connection import connect
from tests.servers import Server

Row = dict[str, Any]


def look(page: Page, name: str) -> None:
    """Keep a picture of what the screen shows as `name`, in the folder that SHOTS names; without it do nothing."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png")


def sign_in_by_hand(page: Page, username: str, password: str) -> None:
    """Type name and password into the page that asks for them."""
    page.get_by_label("Nama pengguna atau NRP").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk").click()


def confirm(page: Page, button: Locator) -> None:
    """Press a button that asks once more, and say yes."""
    button.click()
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    question.locator(".button--danger").click()


def draw_signature(page: Page) -> None:
    """Draw a line with the mouse in the field for a signature."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    shares = ((0.15, 0.6), (0.3, 0.2), (0.4, 0.7), (0.6, 0.3), (0.85, 0.6))
    places = [(box["x"] + box["width"] * across, box["y"] + box["height"] * down) for across, down in shares]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()
    expect(page.locator("[data-said]")).to_have_text("Tanda tangan sudah digambar.")


def sign_closing(page: Page, deed: str, password: str) -> None:
    """Draw, type the password once more, and sign."""
    draw_signature(page)
    page.locator("#sign input[name=password]").fill(password)
    page.get_by_role("button", name=deed).click()


def downloaded(page: Page, link: Locator) -> tuple[str, bytes]:
    """The name and the bytes of the file behind a link."""
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def figure(text: str) -> Decimal | None:
    """A figure as pages show it, '77,02'; None where there is none."""
    text = text.strip().replace(",", ".")
    return Decimal(text) if text.replace(".", "").isdigit() else None


def photo_of(what: str, colour: str) -> bytes:
    """A photo with words on it, as JPEG."""
    image = Image.new("RGB", (1024, 768), colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 140, 904, 628), fill="white", outline="black", width=6)
    draw.text((180, 340), what, fill="black", font_size=64)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def rows(server: Server, statement: str, **values: object) -> Sequence[Row]:
    """What the server has stored."""
    with closing(connect(server.database)) as db:
        return list(db.query(statement, values))


def visit_of_today(server: Server) -> Row:
    """The demo's visit under way at Polsek Senori."""
    return rows(
        server,
        """
        SELECT v.id, v.uid, v.order_number, v.switches
          FROM visits v JOIN orgs o ON o.id = v.org_id
         WHERE o.code = 'polsek-senori' AND v.state = 'open'
        """,
    )[0]
