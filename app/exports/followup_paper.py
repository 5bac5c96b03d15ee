"""The words of the rencana tindak lanjut (RTL) of a station: what it will do, who, by when, and how far it is."""

from typing import Any

from app.domain.exact import two_decimals
from app.domain.followup_plan import Line, PlanAction, PlanReport, PlanState
from app.domain.reports import Signer
from app.exports import wording
from app.exports.followup_csv import BLOCKS, PLAN_STATES

Data = dict[str, Any]


def plan_paper(report: PlanReport) -> Data:
    """Everything the template prints, in its own names."""
    name = f"Rencana Tindak Lanjut {report.station}, {wording.date_of(report.today)}"
    return {
        "title": name,
        "author": report.station,
        "subtitle": f"TEMUAN SUPERVISI {report.station.upper()}",
        "footer": name,
        "letterhead": {"lines": list(report.letterhead.lines), "address": report.letterhead.address},
        "order": _order(report),
        "counts": (
            f"{len(report.lines)} temuan terbuka, {len(report.actions)} tindakan: "
            f"{report.count(PlanState.DONE)} selesai, {report.count(PlanState.TODO)} belum "
            f"({report.overdue} lewat tenggat), {report.count(PlanState.DROPPED)} dibatalkan; "
            f"{report.unplanned} temuan belum direncanakan."
        ),
        "lines": [_line(place, line, report) for place, line in enumerate(report.lines, 1)],
        "dated": f"{report.letterhead.place}, {wording.date_of(report.today)}",
        "signers": [{**signer(one), "preface": one.preface or " "} for one in report.signers],  # both on one line
    }


def signer(one: Signer) -> Data:
    """A block of signature in the template's names, with room for a pen."""
    return {
        "office": one.office,
        "name": one.name,
        "rank": one.rank,
        "nrp": one.nrp,
        "preface": one.preface,
        "file": "",
        "typed": "",
        "note": "",
    }


def _order(report: PlanReport) -> str:
    goal = f" tanda {report.goal}" if report.goal else " predikat"
    return (
        f"Urutan: butir kritis, lalu butir yang menghambat{goal}, lalu poin terbesar, lalu yang lewat tenggat, lalu "
        "tenggat terdekat. Poin adalah yang bertambah pada nilai kesiapan internal bila butir itu penuh."
    )


def _line(place: int, line: Line, report: PlanReport) -> Data:
    finding = line.finding
    return {
        "place": str(place),
        "item": finding.item_code or "tanpa butir",
        "block": BLOCKS[line.block],
        "points": f"+{wording.comma(two_decimals(line.adds))} poin" if line.adds else "",
        "condition": finding.condition,
        "facts": ", ".join(
            word
            for word in (
                wording.SEVERITIES[finding.severity],
                wording.FINDING_STATES[finding.state],
                f"tenggat {wording.date_of(finding.due_on)}" if finding.due_on else "",
            )
            if word
        ),
        "actions": [_action(action, report) for action in line.actions],
    }


def _action(action: PlanAction, report: PlanReport) -> Data:
    written = action.written
    return {
        "action": written.action,
        "owner": written.owner_name,
        "due": wording.date_of(written.due_on),
        "cost": written.cost_note or "–",
        "state": PLAN_STATES[written.state],
        "late": action.is_overdue(report.today),
        "reason": written.reason,
    }
