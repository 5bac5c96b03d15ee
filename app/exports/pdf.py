"""Papers as PDF: one Typst template in papers/ and one function here for each.

What people typed reaches the engine as JSON strings and pictures as files, never as markup, so no text can be
interpreted. Every paper claims PDF/A-3a (archive) and PDF/UA-1 (accessible), with its fonts inside; the same
report gives the same bytes.
"""

import atexit
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import font_source_sans_pro
import typst

from app.domain.followup_minutes import Kept
from app.domain.followup_plan import PlanReport
from app.domain.reports import VisitReport
from app.exports.followup_minutes_paper import minutes_of_follow_up, picture_name
from app.exports.followup_paper import plan_paper
from app.exports.minutes_paper import minutes_paper
from app.exports.plain import breakable, plain
from app.exports.seal_paper import drawings_of
from app.exports.visit_paper import pictures_of, visit_paper

if TYPE_CHECKING:
    from typst import PDFStandards

PAPERS = Path(__file__).parent / "papers"
STANDARDS: "PDFStandards" = ["a-3a", "ua-1"]

_WORDS = re.compile(r"(\s+)")
# Letters and signs that need no other beside them to be drawn.
_SIMPLE = {chr(code) for span in ((0x20, 0x250), (0x2010, 0x2040), (0x2190, 0x2300)) for code in range(*span)} | {
    "€",
    "\t",
    "\n",
}
_PROBE = """#import "house.typ": faces
#set document(title: "-")
#set text(font: faces)
#let it = text(sys.inputs.text)
#it, #text(weight: "bold", it), #text(weight: "semibold", it), #text(style: "italic", it)
"""
_PICTURE_PROBE = """#set document(title: "-")
#image(sys.inputs.file, alt: "-")
"""
_PICTURE_KINDS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n", "png"), (b"RIFF", "webp"))


def visit_report(report: VisitReport) -> bytes:
    """The Laporan Hasil Supervisi of one visit, A4."""
    pictures = {name: photo.data for name, photo in pictures_of(report).items()}
    return _paper("visit_report.typ", visit_paper(report), pictures, drawings_of(report), report.printed_at)


def minutes(report: VisitReport) -> bytes:
    """The berita acara of a visit's closing, with both signatures and the seal, A4."""
    return _paper("minutes.typ", minutes_paper(report), {}, drawings_of(report), report.printed_at)


def followup_plan(report: PlanReport) -> bytes:
    """The rencana tindak lanjut of a station, A4 across."""
    return _paper("followup_plan.typ", plan_paper(report), {}, {}, report.printed_at)


def followup_minutes(kept: Kept, pictures: Mapping[str, bytes]) -> bytes:
    """The risalah pemantauan tindak lanjut of a station, A4; `pictures` are by the uid of their use."""
    named = {picture_name(one): pictures[one.uid] for one in kept.minutes.pictures if one.uid in pictures}
    return _paper("followup_minutes.typ", minutes_of_follow_up(kept), named, {}, kept.minutes.written_at)


def _paper(
    template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], drawings: Mapping[str, bytes], at: int
) -> bytes:
    """Compile one template in a folder of its own, beyond which the engine cannot read.

    `pictures` came from people and are tried before they are placed; `drawings` are SVG of our own making.
    """
    with tempfile.TemporaryDirectory(prefix="siap-paper-") as folder:
        root = Path(folder)
        for source in PAPERS.glob("*.typ"):
            shutil.copy(source, root)
        files = _save_pictures(root / "pictures", pictures) | _save_drawings(root / "pictures", drawings)

        def compiled(fit: Callable[[str], str]) -> bytes:
            (root / "data.json").write_text(json.dumps(_printable(data, files, fit)), encoding="utf-8")
            return typst.compile(
                str(root / template), root=folder, font_paths=_fonts(), pdf_standards=STANDARDS, timestamp=at // 1000
            )

        for fit in (str, _drawable):
            with suppress(typst.TypstError):  # a sign that no font here has; sparing more and more of them
                return compiled(fit)
        return compiled(_spelt)


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
        if _compiles(_PICTURE_PROBE, folder, {"file": path.name}):
            files[name] = path.name
    return files


def _save_drawings(folder: Path, drawings: Mapping[str, bytes]) -> dict[str, str]:
    for name, content in drawings.items():
        (folder / f"{name}.svg").write_bytes(content)
    return {name: f"{name}.svg" for name in drawings}


def _printable(value: Any, files: Mapping[str, str], fit: Callable[[str], str]) -> Any:
    """The data with every text made fit for the page, and every picture pointing to its file or to none."""
    if isinstance(value, str):
        return breakable(fit(plain(value)))
    if isinstance(value, Mapping):
        return {
            key: files.get(inner) if key == "file" else _printable(inner, files, fit) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_printable(inner, files, fit) for inner in value]
    return value


def _drawable(text: str) -> str:
    """The text, with what no font of the papers can draw spelt by its number: nothing is lost in silence."""
    if text.isascii():
        return text
    return "".join(word if _has_glyphs(word) else _spelt(word) for word in _WORDS.split(text))


def _spelt(text: str) -> str:
    return "".join(c if c in _SIMPLE and _has_glyphs(c) else f"[U+{ord(c):04X}]" for c in text)


@lru_cache(maxsize=8192)
def _has_glyphs(text: str) -> bool:
    """Whether every face of the papers can draw it. The engine itself is asked: it refuses what it cannot show."""
    return text.isascii() or _compiles(_PROBE, PAPERS, {"text": text})


def _compiles(source: str, root: Path, inputs: dict[str, str]) -> bool:
    compiler = typst.Compiler(source.encode(), root=root, font_paths=_fonts(), sys_inputs=inputs)
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
