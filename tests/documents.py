"""PDF documents that the tests write for themselves, byte by byte: plain ones, and such as nobody should send."""

from collections.abc import Sequence


def paper(pages: int = 1, *, catalog: str = "", extra: Sequence[str] = (), media: str = "0 0 595 842") -> bytes:
    """A PDF of that many pages with a line of text on the first; `catalog` and `extra` objects go in as they are."""
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    text = "BT /F1 36 Tf 72 700 Td (Surat Perintah) Tj ET 0 0 1 rg 0 0 297 421 re f"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        *(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{media}] /Contents 3 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            for _ in range(pages)
        ),
        *extra,
    ]
    return _file(objects)


def with_script() -> bytes:
    """A PDF with a script among its names, as readers run it on opening; its dangerous words are spelled in code."""
    number = 5
    names = f"/Names << /Java#53cript << /Names [(a) {number} 0 R] >> >>"
    return paper(catalog=names, extra=["<< /S /Java#53cript /JS (app.alert\\(1\\)) >>"])


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )
