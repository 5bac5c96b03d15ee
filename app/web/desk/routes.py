"""Pages of the evidence desk, and its list as CSV."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.answers import Answer, Letter
from app.domain.errors import NotFound
from app.domain.exact import two_decimals
from app.domain.expected import GAPS, State, need
from app.domain.people import Action, may
from app.domain.scoring import NOTHING
from app.exports import csv
from app.services import evidence_desk
from app.services.evidence_desk import Cell, Desk, Row
from app.services.reported import answer_words
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.desk.words import AGE_NAMES, AGES_IN_FILES, ICONS, IN_FILES, KINDS, STATE_NAMES

bp = Blueprint("desk", __name__, url_prefix="/evidence/desk")
bp.add_app_template_filter(two_decimals)

SHOWN: dict[str, frozenset[State]] = {
    "gaps": GAPS,
    "missing": frozenset({State.MISSING}),
    "stale": frozenset({State.STALE}),
    "partial": frozenset({State.PARTIAL}),
    "complete": frozenset({State.COMPLETE}),
    "all": frozenset(State),
}
ORDER = (State.MISSING, State.STALE, State.PARTIAL, State.COMPLETE)
CSV_HEAD = (
    "Butir", "Uraian", "Area", "Butir LKE", "Polsek", "Kunjungan", "Jawaban", "Keadaan bukti",
    "Bukti yang disebut instrumen", "Perlu", "Masih baru", "Semua foto", "Terbaru", "Berlaku sampai",
    "Harus baru tiap", "Nilai terancam",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the page and of its file."""

    show: str = "gaps"
    station: str = ""
    area: str = ""
    text: str = ""
    by: str = "item"

    def address(self, **changes: Any) -> dict[str, str]:
        """The filters as an address carries them."""
        other = replace(self, **changes)
        named = {"show": other.show, "station": other.station, "area": other.area, "q": other.text, "by": other.by}
        return {name: value for name, value in named.items() if value and value not in ("gaps", "item")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: an item, or an item of the worksheet with those that serve it."""

    code: str
    title: str
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]  # those that fit the state asked for
    counts: Mapping[State, int]
    at_stake: Fraction  # of the cells that fit


@bp.get("")
@allow(Action.SEE_DESK)
def index() -> ResponseReturnValue:
    """Every item over all stations; ?show=, ?station=, ?area=, ?q= narrow it, ?by=lke turns it to the worksheet's."""
    desk, wanted = _desk(), _wanted()
    rows = _fitting(desk, wanted)
    counts = Counter(cell.standing.state for row in rows for cell in row.cells)
    lines = _lines(rows, wanted)
    return render_template(
        "desk/index.html",
        desk=desk,
        may_judge=may(current_person(), Action.JUDGE_LIKENESS),
        lines=lines,
        wanted=wanted,
        counts={name: sum(counts[state] for state in states) for name, states in SHOWN.items()},
        **_words(),
    )


@bp.get("/list.csv")
@allow(Action.SEE_DESK)
def file() -> ResponseReturnValue:
    """The cells that the same filters leave, one row for each item and station."""
    desk, wanted = _desk(), _wanted()
    cells = [
        _cells_of_file(row, cell)
        for row in _fitting(desk, wanted)
        for cell in row.cells
        if cell.standing.state in SHOWN[wanted.show]
    ]
    lines = stream_with_context(csv.lines(CSV_HEAD, cells))
    response = Response(lines, mimetype="text/csv", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="bukti-{today()}.csv"'
    return response


@bp.get("/<code>")
@allow(Action.SEE_DESK)
def item(code: str) -> ResponseReturnValue:
    """One item: what each answer needs, and every station, what costs most first."""
    desk = _desk()
    row = next((row for row in desk.rows if row.item.code == code), None)
    if row is None or desk.checklist is None:
        raise NotFound(f"item {code}")
    order = list(SHOWN["all"] - GAPS)
    cells = sorted(row.cells, key=lambda cell: (-cell.at_stake, cell.standing.state in order, cell.visit.org_name))
    return render_template(
        "desk/item.html",
        row=row,
        area=desk.checklist.area(row.area),
        cells=cells,
        needs=[(letter, need(row.item, Letter(letter))) for letter in row.item.letters],
        answers={cell.visit.visit_id: _answered(cell.answer) for cell in cells},
        **_words(),
    )


def _desk() -> Desk:
    return evidence_desk.desk(get_db(), actor=current_person(), at=now(), today=today())


def _wanted() -> Wanted:
    show = request.args.get("show", "gaps")
    return Wanted(
        show=show if show in SHOWN else "gaps",
        station=request.args.get("station", "")[:60],
        area=request.args.get("area", "")[:10],
        text=request.args.get("q", "").strip()[:100],
        by="lke" if request.args.get("by") == "lke" else "item",
    )


def _fitting(desk: Desk, wanted: Wanted) -> list[Row]:
    """The rows of an area and text, each with the cells of a station; the state is asked for afterwards."""
    rows = []
    for row in desk.rows:
        cells = tuple(cell for cell in row.cells if wanted.station in ("", cell.visit.org_code))
        if cells and wanted.area in ("", row.area) and _has(row, wanted.text.lower()):
            rows.append(replace(row, cells=cells))
    return rows


def _has(row: Row, text: str) -> bool:
    return not text or text in " ".join((row.item.code, row.item.title, *row.item.evidence, *row.worksheet)).lower()


def _lines(rows: Sequence[Row], wanted: Wanted) -> list[Line]:
    """What costs most first; those that no cell fits are left out."""
    if wanted.by == "lke":
        served: dict[str, list[Row]] = {}
        for row in rows:
            for code in row.worksheet:
                served.setdefault(code, []).append(row)
        lines = [_line(code, "", tuple(serving), wanted) for code, serving in sorted(served.items())]
    else:
        lines = [_line(row.item.code, row.item.title, (row,), wanted) for row in rows]
    return sorted((line for line in lines if line.cells), key=lambda line: -line.at_stake)


def _line(code: str, title: str, rows: tuple[Row, ...], wanted: Wanted) -> Line:
    cells = [cell for row in rows for cell in row.cells]
    fitting = tuple(cell for cell in cells if cell.standing.state in SHOWN[wanted.show])
    counts = Counter(cell.standing.state for cell in cells)
    return Line(code, title, rows, fitting, counts, sum((cell.at_stake for cell in fitting), NOTHING))


def _cells_of_file(row: Row, cell: Cell) -> list[Any]:
    standing = cell.standing
    return [
        row.item.code,
        row.item.title,
        row.area,
        " ".join(row.worksheet),
        cell.visit.org_name,
        cell.visit.planned_on,
        _answered(cell.answer),
        IN_FILES[standing.state],
        "; ".join(row.item.evidence),
        standing.need.pieces,
        standing.fresh,
        standing.held.pictures,
        standing.held.newest_on,
        standing.fresh_until,
        AGES_IN_FILES[standing.need.age],
        two_decimals(cell.at_stake),
    ]


def _answered(answer: Answer | None) -> str:
    return answer_words(answer) if answer is not None else ""


def _words() -> dict[str, Any]:
    """The words of the page; the names that many lines repeat are looked up once."""
    return {
        "state_names": {state: str(name) for state, name in STATE_NAMES.items()},
        "age_names": {age: str(name) for age, name in AGE_NAMES.items()},
        "states": STATE_NAMES,
        "ages": AGE_NAMES,
        "kinds": KINDS,
        "icons": ICONS,
        "order": ORDER,
    }
