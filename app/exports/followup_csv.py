"""A station's plan of follow-up as CSV: one row for each action, and one for each finding without any."""

from collections.abc import Iterator

from app.domain.exact import two_decimals
from app.domain.followup_plan import Block, Line, PlanAction, PlanReport, PlanState
from app.exports import wording
from app.exports.csv import lines
from app.exports.quarter_rows import Cell, day

BLOCKS = {Block.CRITICAL: "Butir kritis", Block.GATE: "Menghambat predikat", Block.NOTHING: ""}
PLAN_STATES = {PlanState.TODO: "Belum", PlanState.DONE: "Selesai", PlanState.DROPPED: "Dibatalkan"}
HEAD = (
    "Polsek", "Urutan", "Penghambat", "Poin", "Temuan", "Butir", "Kondisi", "Tingkat", "Keadaan temuan",
    "Tenggat temuan", "Tindakan", "Penanggung jawab", "Tenggat", "Biaya", "Status", "Alasan", "Lewat",
)  # fmt: skip


def plan_csv(report: PlanReport) -> Iterator[bytes]:
    """The file line by line, in the order of the plan."""
    return lines(HEAD, _rows(report))


def _rows(report: PlanReport) -> Iterator[list[Cell]]:
    for place, line in enumerate(report.lines, 1):
        for action in line.actions or (None,):
            yield [report.station, place, *_finding(line), *_action(action, report)]


def _finding(line: Line) -> list[Cell]:
    finding = line.finding
    return [
        BLOCKS[line.block],
        two_decimals(line.adds) if line.adds else "",
        finding.number,
        finding.item_code,
        finding.condition,
        wording.SEVERITIES[finding.severity],
        wording.FINDING_STATES[finding.state],
        day(finding.due_on),
    ]


def _action(action: PlanAction | None, report: PlanReport) -> list[Cell]:
    if action is None:
        return ["", "", None, "", "", "", ""]
    written = action.written
    return [
        written.action,
        written.owner_name,
        day(written.due_on),
        written.cost_note,
        PLAN_STATES[written.state],
        written.reason,
        "Ya" if action.is_overdue(report.today) else "",
    ]
