"""Documents at the gate: judged by content, bounded, never more of them shown than the first page as a picture."""

import io

import pytest
from PIL import Image

from app.domain import evidence
from app.domain.evidence import PhotoKind, plain_name
from app.media import photos
from tests import pictures
from tests.documents import paper, with_script


def test_a_document_is_taken_with_its_pages_and_shown_by_its_first() -> None:
    data = paper(3)
    facts, made = photos.inspect(data), photos.every_size(data)
    assert (facts.kind, facts.pages, facts.width, facts.height) == (PhotoKind.PDF, 3, 595, 842)
    assert (facts.mime, facts.kind.extension, facts.bytes) == ("application/pdf", "pdf", len(data))
    page = Image.open(io.BytesIO(made["screen"]), formats=["JPEG"])
    assert max(page.size) == 1600
    assert page.getpixel((200, 1400)) == pytest.approx((0, 0, 255), abs=8)
    assert page.getpixel((1000, 1400)) == (255, 255, 255)
    assert max(Image.open(io.BytesIO(made["thumb"])).size) == 320


REFUSED = {
    "cut off": (paper()[:-30], "document_broken"),
    "cut off and ended": (paper()[:200] + b"\n%%EOF", "document_broken"),
    "without a page": (paper(0), "document_broken"),
    "of another world's size": (paper(media="0 0 99999999 10"), "document_broken"),
    "with an archive behind it": (paper() + b"PK\x03\x04" + b"\0" * 4000, "document_broken"),
    "a page of the web before it": (b"<script>alert(1)</script>\n" + paper(), "photo_not_accepted"),
    "of too many pages": (paper(301), "document_too_long"),
    "with a script under its name": (paper(catalog="/OpenAction << /S /JavaScript /JS (a) >>"), "document_active"),
    "with a script in disguise": (with_script(), "document_active"),
    "that starts a program": (paper(catalog="/OpenAction << /S /Launch /F (a.exe) >>"), "document_active"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_fit_document_is_refused_with_its_code(what: str) -> None:
    data, code = REFUSED[what]
    with pytest.raises(evidence.PhotoRefused) as refusal:
        photos.inspect(data)
    assert refusal.value.code == code
    assert evidence.MESSAGES[code]


def test_a_picture_that_calls_itself_a_document_further_down_is_a_picture() -> None:
    assert photos.inspect(pictures.encode(pictures.scene()) + paper()).kind is PhotoKind.JPEG


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sprin.pdf", "Sprin.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\foto.jpg", "foto.jpg"),
        ("a\0b\r\n.jpg", "ab.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u200b\u2066x.png\u2069", "x.png"),
        ("n" * 300 + ".jpg", "n" * 56 + ".jpg"),
        ("/", ""),
    ],
)
def test_names_are_shown_without_folders_and_tricks(name: str, shown: str) -> None:
    assert plain_name(name) == shown
