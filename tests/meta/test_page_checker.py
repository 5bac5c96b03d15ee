"""The page checker finds what it is there to find."""

import re

import pytest
from flask import Flask, Response
from werkzeug.test import Client

from tests.clients import BufferedClient
from tests.pages import HEADERS, check_page

GOOD = """<!doctype html><html lang="id"><head><title>Kunjungan</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main id="isi"><h1>Kunjungan</h1>{}</main></body></html>"""

# what the checker says: a page of which it must say so
FAULTS = {
    "no language": GOOD.replace(' lang="id"', ""),
    "no title": GOOD.replace("Kunjungan</title>", "</title>"),
    "no viewport": GOOD.replace("viewport", "view"),
    "one <main>": GOOD.replace("</body>", "<main></main></body>"),
    "2 h1": GOOD.format("<h1>Lagi</h1>"),
    "level is skipped": GOOD.format("<h3>Bagian</h3>"),
    "ids used twice": GOOD.format('<p id="isi"></p>'),
    "for=tidak-ada points nowhere": GOOD.format('<label for="tidak-ada">Nama</label>'),
    "aria-describedby=b points nowhere": GOOD.format('<p aria-describedby="isi b">x</p>'),
    "without alt": GOOD.format('<img src="/">'),
    "nothing to read out: <b": GOOD.format("<button></button>"),
    "nothing to read out: <a": GOOD.format('<a href="/"><img src="/" alt=""></a>'),
    "nothing to read out: <s": GOOD.format("<details><summary> </summary>x</details>"),
    "neither hidden": GOOD.format("<svg></svg>"),
    "no name": GOOD.format('<svg role="img"><path d=""/></svg>'),
    "without headings": GOOD.format("<table><tr><td>1</td></tr></table>"),
    "without an action": GOOD.format("<form></form>"),
    "CSRF": GOOD.format('<form method="post" action="/simpan"></form>'),
    "without a label": GOOD.format('<input name="nama" id="nama">'),
    "no kind of button": GOOD.format('<button type="menu">Simpan</button>'),
    "inline style": GOOD.format('<p style="color:red">x</p>'),
    "a style element": GOOD.format("<style>p{}</style>"),
    "inline script": GOOD.format("<script>alert(1)</script>"),
    "inline handler": GOOD.format('<p onclick="x()">x</p>'),
    "an address that is nowhere": GOOD.format('<a href="/tidak-ada">x</a>'),
    "an address that is redirected": GOOD.format('<a href="/bagian">x</a>'),
    "a relative address": GOOD.format('<a href="bagian/">x</a>'),
    "missing place": GOOD.format('<a href="#tidak-ada">x</a>'),
    "off the site": GOOD.format('<a href="https://example.org/">x</a>'),
    "takes no POST": GOOD.format('<form method="post" action="/"><input type="hidden" name="csrf_token"></form>'),
    "an asset that is not there": GOOD.format('<img alt="" src="/assets/1/tidak-ada.png">'),
    "ellipsis": GOOD.format("<p>Memuat...</p>"),
    "program text: %": GOOD.format("<p>%(n)s temuan</p>"),
    "program text: {{": GOOD.format("<p>{{{{ x }}}}</p>"),
    "program text: None": GOOD.format("<p>None</p>"),
    "program text: Nilai undefined": GOOD.format("<p><b>x</b> Nilai undefined</p>"),
    "program text: <built-in": GOOD.format("<p>&lt;built-in method&gt;</p>"),
    "program text: NaN": GOOD.format("<p>NaN</p>"),
    "program text: rahasia None": GOOD.format("<!-- rahasia None -->"),
}


def _check(html: str, **headers: str) -> None:
    app = Flask(__name__)
    app.test_client_class = BufferedClient
    app.add_url_rule("/", "home", lambda: Response(html, headers={**GOOD_HEADERS, **headers}))
    app.add_url_rule("/assets/<version>/<name>", "assets", lambda version, name: ("", 404))
    app.add_url_rule("/bagian/", "section", lambda: "")
    app.add_url_rule("/simpan", "save", lambda: "", methods=["POST"])
    check_page(Client(app).get("/"), app)


GOOD_HEADERS = {**HEADERS, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


def test_a_good_page_passes() -> None:
    _check(
        GOOD.format(
            '<h2>Bagian</h2><a href="#isi">Isi</a><a href="/">Beranda</a>'
            '<form method="post" action="/simpan"><input type="hidden" name="csrf_token">'
            '<label>Nama <input name="nama"></label><button>Simpan</button></form>'
            '<a href="/"><img src="/" alt="Beranda"></a><svg role="img"><title>Nilai</title></svg><code>None</code>'
        )
    )


@pytest.mark.parametrize("said", FAULTS)
def test_a_faulty_page_fails_and_says_why(said: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(said)):
        _check(FAULTS[said])


@pytest.mark.parametrize("header", HEADERS)
def test_a_page_without_a_header_fails(header: str) -> None:
    with pytest.raises(AssertionError):
        _check(GOOD.format(""), **{header: "x"})


def test_english_on_an_indonesian_page_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pages.english_only", lambda: frozenset({"Sign out"}))
    with pytest.raises(AssertionError, match="Sign out"):
        _check(GOOD.format("<p>Sign\n out</p>"))
    _check(GOOD.format("<p>Sign out</p>").replace('lang="id"', 'lang="en"'))
