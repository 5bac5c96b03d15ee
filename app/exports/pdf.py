"""Papers as PDF: one Typst template in papers/ and one function here for each.

What people typed reaches the engine as JSON strings and pictures as files, never as markup, so no text can be
interpreted. Every paper claims PDF/A-3a (archive) and PDF/UA-1 (accessible), with its fonts inside; the same
report gives the same bytes.
"""

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import font_source_sans_pro
import typst

from app.domain.reports import VisitReport
from app.exports.plain import breakable
from app.exports.visit_paper import pictures_of, visit_paper

if TYPE_CHECKING:
    from typst import PDFStandards

PAPERS = Path(__file__).parent / "papers"
STANDARDS: "PDFStandards" = ["a-3a", "ua-1"]

_PICTURE_KINDS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n", "png"), (b"RIFF", "webp"))


def visit_report(report: VisitReport) -> bytes:
    """The Laporan Hasil Supervisi of one visit, A4."""
    pictures = {name: photo.data for name, photo in pictures_of(report).items()}
    return _paper("visit_report.typ", visit_paper(report), pictures, report.printed_at)


def _paper(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], at: int) -> bytes:
    """Compile one template in a folder of its own, beyond which the engine cannot read."""
    with tempfile.TemporaryDirectory(prefix="siap-paper-") as folder:
        root = Path(folder)
        for source in PAPERS.glob("*.typ"):
            shutil.copy(source, root)
        files = _save_pictures(root / "pictures", pictures)
        (root / "data.json").write_text(json.dumps(_printable(data, files)), encoding="utf-8")
        return typst.compile(
            str(root / template),
            root=folder,
            font_paths=_fonts(),
            pdf_standards=STANDARDS,
            timestamp=at // 1000,
        )


def _save_pictures(folder: Path, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Write the pictures the engine can show; name → file name for those."""
    folder.mkdir()
    files = {}
    for name, content in pictures.items():
        kind = next((kind for magic, kind in _PICTURE_KINDS if content.startswith(magic)), None)
        if kind is None:
            continue
        path = folder / f"{name}.{kind}"
        path.write_bytes(content)
        if _compiles('#image(sys.inputs.file, alt: "-")', folder, {"file": path.name}):
            files[name] = path.name
    return files


def _printable(value: Any, files: Mapping[str, str]) -> Any:
    """The data with every text made fit for the page, and every picture pointing to its file or to none."""
    if isinstance(value, str):
        return "".join(character if _has_glyph(character) else _spelt(character) for character in breakable(value))
    if isinstance(value, Mapping):
        return {key: files.get(inner) if key == "file" else _printable(inner, files) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner, files) for inner in value]
    return value


def _spelt(character: str) -> str:
    """A character no font here can draw, by its number: seen by the reader, and nothing is lost in silence."""
    return f"[U+{ord(character):04X}]"


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    """Whether the paper's fonts can draw it. The engine itself is asked: it refuses what it cannot show."""
    if character < "\u0250":
        return True
    return _compiles("#sys.inputs.text", PAPERS, {"text": character})


def _compiles(source: str, root: Path, inputs: dict[str, str]) -> bool:
    prelude = '#set document(title: "-")\n#set text(font: "Source Sans Pro")\n'
    compiler = typst.Compiler((prelude + source).encode(), root=root, font_paths=_fonts(), sys_inputs=inputs)
    try:
        compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=0)
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the papers: Source Sans Pro from its package and what the engine brings, never the system's.

    The package holds each face twice, as .ttf and .otf; a folder with one of each makes the choice certain.
    """
    folder = Path(tempfile.mkdtemp(prefix="siap-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for face in Path(font_source_sans_pro.font_directory).glob("*.ttf"):
        shutil.copy(face, folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
