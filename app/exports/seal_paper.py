"""What every paper shows of a visit's closing: the drawn signatures, the seal with its QR code, later amendments."""

from typing import Any

from app.domain import signatures
from app.domain.reports import Amended, Signer, VisitReport
from app.exports import qr, wording

Data = dict[str, Any]
_MARGIN = 24  # around a drawn signature, in units of its field
_INK = "#0c1530"


def signers(report: VisitReport) -> list[Data]:
    """The blocks of signature in the template's names; a drawn one is named by its place, see `drawings_of`."""
    return [_signer(place, signer, report.zone) for place, signer in enumerate(report.signers)]


def seal_block(report: VisitReport) -> Data | None:
    """The seal in words and digits, and the name of its QR code; None while the visit is not sealed."""
    seal = report.seal
    if seal is None:
        return None
    return {
        "title": f"Disegel {wording.moment(seal.sealed_at, report.zone)}, entri log nomor {seal.index}",
        "words": list(seal.words),
        "code": seal.code,
        "digest": f"Sidik SHA-256: {seal.digest}",
        "key": f"Kunci publik: {seal.key}" if seal.key else "",
        "file": "seal" if seal.ticket else "",
        "said": f"Kode QR segel: {seal.ticket}",
        "how": (
            "Pindai kode QR di halaman verifikasi SIAP, juga tanpa jaringan, atau cocokkan enam kata di atas dengan "
            "yang dibaca petugas. Satu kata berbeda berarti isinya berbeda."
        ),
    }


def amendments(report: VisitReport) -> list[Data]:
    """What was changed after the seal, oldest first."""
    return [_amended(one, report.zone) for one in report.amendments]


def drawings_of(report: VisitReport) -> dict[str, bytes]:
    """The drawings of a paper by the names that its template asks for."""
    drawn = {f"sign-{place}": drawn_svg(one.strokes) for place, one in enumerate(report.signers) if one.strokes}
    if report.seal and report.seal.ticket:
        drawn["seal"] = qr.code(report.seal.ticket).svg
    return drawn


def drawn_svg(strokes: str) -> bytes:
    """A drawn signature as a drawing that ends where its ink ends."""
    lines = signatures.parse(strokes)
    across, down = ([point[axis] for stroke in lines for point in stroke] for axis in (0, 1))
    left, top = min(across) - _MARGIN, min(down) - _MARGIN
    width, height = max(across) - left + _MARGIN, max(down) - top + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" width="{width}" '
        f'height="{height}"><path d="{signatures.path(lines)}" fill="none" stroke="{_INK}" stroke-width="10" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    ).encode()


def _signer(place: int, signer: Signer, zone: str) -> Data:
    how = "diketik" if signer.typed else "ditandatangani"
    return {
        "office": signer.office,
        "name": signer.name,
        "rank": signer.rank,
        "nrp": signer.nrp,
        "preface": signer.preface,
        "file": f"sign-{place}" if signer.strokes else "",
        "typed": signer.typed,
        "note": f"{how} {wording.moment(signer.signed_at, zone)}" if signer.signed_at is not None else "",
    }


def _amended(one: Amended, zone: str) -> Data:
    return {
        "what": one.what,
        "before": one.before or "–",
        "after": one.after or "–",
        "reason": one.reason,
        "facts": f"{one.by}, {wording.moment(one.at, zone)}, entri log nomor {one.index}: {' '.join(one.words)}",
    }
