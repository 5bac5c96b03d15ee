"""What a finding begins with when it is raised at an item: how grave it is, and its first words.

Everything here is proposed; the team changes what does not fit. The phone's copy of the severity is `suggestSeverity`
in js/phone/answers.js. Rule: docs/findings.md, "Raised on the phone".
"""

from dataclasses import dataclass
from fractions import Fraction

from app.domain.checklist import LETTERED, Checklist, Item
from app.domain.finding_kinds import maladministration_of, service_of
from app.domain.findings import Severity

FULL = Fraction(1)
LITTLE = Fraction(3, 10)  # what earns less shows as bad on the phone
HEAVY = Fraction(3, 2)  # times what an item carries on average
ASKED = "Penuhi “{criterion}”."  # findings are worded in Indonesian, as their instruments and papers are
ASKED_WITH_EVIDENCE = "Penuhi “{criterion}”. Bukti: {evidence}."


@dataclass(frozen=True, slots=True)
class Proposed:
    """The words and choices that an item proposes; '' where it says nothing."""

    criterion: str
    recommendation: str
    service: str  # of Service
    maladministration: str  # of Maladministration
    owner_name: str


def proposed_severity(earned: Fraction | None, *, is_critical: bool, is_heavy: bool) -> Severity | None:
    """How grave a finding on an answer that earned so much (0 to 1) is; None when nothing was earned or lost yet.

    Serious for a critical item below full marks; moderate when little was earned, or anything lost at an item that
    carries much; else minor.
    """
    if earned is None:
        return None
    if is_critical and earned < FULL:
        return Severity.SERIOUS
    return Severity.MODERATE if earned < LITTLE or (is_heavy and earned < FULL) else Severity.MINOR


def heavy_items(checklist: Checklist) -> frozenset[str]:
    """The codes of the scored items that carry at least half as much again as an item does on average."""
    weights = {node.code: node.weight for top in checklist.nodes for node in top.walk()}
    carried: dict[str, Fraction] = {}
    for node, items in checklist.items_by_node.items():
        scored = [item.code for item in items if item.scored]
        carried |= dict.fromkeys(scored, Fraction(weights[node]) / max(len(scored), 1))
    mean = sum(carried.values(), Fraction(0)) / max(len(carried), 1)
    return frozenset(code for code, share in carried.items() if share >= mean * HEAVY)


def proposed(checklist: Checklist, item: Item) -> Proposed:
    """What the instrument says of a finding at this item, before anybody has said more."""
    part = checklist.part(item.part)
    best = best_criterion(item)
    criterion = f"{item.title}: {best}" if best else item.title  # 'Semua' alone tells nobody what
    asked = (ASKED_WITH_EVIDENCE if item.evidence else ASKED).format(
        criterion=criterion, evidence="; ".join(item.evidence)
    )
    kind = maladministration_of(item.references.get("mal", ()))
    return Proposed(
        criterion=criterion,
        recommendation=item.recommendation or asked,
        service=service_of(checklist.id, item.part),
        maladministration=str(kind or ""),
        owner_name=part.shown_by,
    )


def best_criterion(item: Item) -> str:
    """What the best letter asks for; '' for measured items and those whose letters have no text."""
    return item.criteria.get(item.letters[0], "") if item.kind in LETTERED and item.letters else ""
