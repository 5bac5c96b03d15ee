"""Findings as they stand; the steps of their life are in `finding_steps.py`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, NotFound
from app.domain.finding_life import FindingState, Verdict
from app.domain.findings import Finding, Severity
from app.store import finding_search

# who may see a finding: planners of its station, its visit's team; readers and the station once it is issued
SEEN = """
    (EXISTS (SELECT 1 FROM assignments va
               JOIN org_closure vc ON vc.ancestor_id = va.org_id
              WHERE va.person_id = :seen_by AND vc.org_id = f.org_id
                AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today
                AND (va.role IN ('admin', 'planner')
                     OR (va.role IN ('reader', 'station_chief') AND f.issued_at IS NOT NULL)))
     OR EXISTS (SELECT 1 FROM visit_members vm WHERE vm.visit_id = f.visit_id AND vm.person_id = :seen_by))
"""
_FINDING = """
    SELECT f.id, f.uid, f.visit_id, COALESCE(v.uid, '') AS visit_uid, f.letter_id, COALESCE(l.source, '') AS source,
           COALESCE(l.number, '') AS letter_number, f.org_id, o.code AS station_code, o.name AS station_name, o.tz,
           COALESCE(v.checklist_version_id, f.checklist_version_id) AS checklist_version_id,
           COALESCE(v.planned_on, l.letter_on) AS found_on, v.lead_id, f.item_code, f.area, f.number,
           f.state, f.severity, f.is_critical, f.condition, f.criterion, f.cause, f.effect, f.recommendation,
           f.service, f.maladministration, f.cause_kind, f.severity_reason, f.owner_name, f.verdict,
           f.due_on, f.repeat_of, f.first_of, f.repeats, f.promised, f.broken, f.at_stake,
           f.raised_by, p.rank AS raised_rank, p.full_name AS raised_full_name, f.raised_at,
           f.issued_at, f.closed_at, f.rev
      FROM findings f
      LEFT JOIN visits v ON v.id = f.visit_id
      LEFT JOIN letters l ON l.id = f.letter_id
      JOIN orgs o ON o.id = f.org_id
      JOIN people p ON p.id = f.raised_by
"""
_ISSUE = "ORDER BY f.issued_at, f.repeats, f.id"


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What is written about a finding; it begins its life as a draft."""

    uid: str
    visit_id: int | None  # None when it comes with a letter
    org_id: int
    item_code: str
    area: str
    severity: Severity
    condition: str
    raised_by: int
    raised_at: int
    letter_id: int | None = None
    checklist_version_id: int | None = None  # of its item when it comes with a letter
    is_critical: bool = False
    criterion: str = ""
    cause: str = ""
    effect: str = ""
    recommendation: str = ""
    service: str = ""
    maladministration: str = ""
    cause_kind: str = ""
    severity_reason: str = ""
    owner_name: str = ""
    due_on: str | None = None  # as the team proposes it


def get(db: Database, uid: str, *, seen_by: int, today: str) -> Finding:
    """One finding. Raises NotFound, also when it is not this person's to see."""
    rows = db.query(f"{_FINDING} WHERE f.uid = :uid AND {SEEN}", {"uid": uid, "seen_by": seen_by, "today": today})
    for row in rows:
        return _finding(row)
    raise NotFound(f"finding {uid}")


def find(db: Database, uid: str) -> Finding | None:
    """One finding whoever asks, for services, or None."""
    for row in db.query(f"{_FINDING} WHERE f.uid = :uid", {"uid": uid}):
        return _finding(row)
    return None


def get_by_id(db: Database, finding_id: int) -> Finding:
    """One finding whoever asks. Raises NotFound."""
    for row in db.query(f"{_FINDING} WHERE f.id = :id", {"id": finding_id}):
        return _finding(row)
    raise NotFound(f"finding {finding_id}")


def list_by_id(db: Database, ids: Sequence[int]) -> list[Finding]:
    """The findings of these ids in their order, whoever asks; one that is not there is left out."""
    names = {f"i{n}": finding_id for n, finding_id in enumerate(ids)}
    rows = db.query(f"{_FINDING} WHERE f.id IN ({', '.join(':' + name for name in names)})", names) if names else ()
    found = {row["id"]: row for row in rows}
    return [_finding(found[finding_id]) for finding_id in ids if finding_id in found]


def list_of_visit(db: Database, visit_id: int) -> list[Finding]:
    """A visit's findings by number, withdrawn ones left out."""
    rows = db.query(
        f"{_FINDING} WHERE f.visit_id = :visit_id AND f.state <> 'void' ORDER BY f.number, f.id",
        {"visit_id": visit_id},
    )
    return [_finding(row) for row in rows]


def list_open_at(db: Database, org_id: int, *, before_visit: int | None = None) -> list[Finding]:
    """The open findings of a station by item; those of one visit left out when asked for."""
    rows = db.query(
        f"""
        {_FINDING} WHERE f.org_id = :org_id AND COALESCE(f.visit_id, 0) <> COALESCE(:visit_id, -1)
           AND f.state IN ('issued', 'answered', 'returned', 'accepted', 'followed_up')
         ORDER BY f.item_code, f.id
        """,
        {"org_id": org_id, "visit_id": before_visit},
    )
    return [_finding(row) for row in rows]


def list_issued_at(db: Database, org_id: int) -> list[Finding]:
    """Every issued finding of a station, in the order of issue."""
    rows = db.query(
        f"{_FINDING} WHERE f.org_id = :org_id AND f.issued_at IS NOT NULL AND f.state <> 'void' {_ISSUE}",
        {"org_id": org_id},
    )
    return [_finding(row) for row in rows]


def list_chains(db: Database, firsts: Collection[int]) -> list[Finding]:
    """The findings of the chains that begin with these, in the order of issue."""
    names = {f"c{n}": first for n, first in enumerate(sorted(set(firsts)))}
    if not names:
        return []
    rows = db.query(
        f"{_FINDING} WHERE f.first_of IN ({', '.join(':' + name for name in names)}) {_ISSUE}",
        names,
    )
    return [_finding(row) for row in rows]


def list_repeated(db: Database, *, seen_by: int, today: str, limit: int) -> list[Finding]:
    """The open findings that had been found before, where a person oversees or is chief; most often found first."""
    rows = db.query(
        f"""
        {_FINDING} WHERE f.repeats > 0 AND f.state IN ('issued', 'answered', 'returned', 'accepted', 'followed_up')
           AND f.org_id IN (SELECT vc.org_id FROM assignments va JOIN org_closure vc ON vc.ancestor_id = va.org_id
                             WHERE va.person_id = :seen_by AND va.role <> 'inspector'
                               AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today)
         ORDER BY f.repeats DESC, COALESCE(f.due_on, '9999'), f.id LIMIT :limit
        """,
        {"seen_by": seen_by, "today": today, "limit": limit},
    )
    return [_finding(row) for row in rows]


def seen_of(db: Database, first_of: int, *, seen_by: int, today: str) -> frozenset[int]:
    """The ids of a chain's findings that a person may see."""
    rows = db.query(
        f"SELECT f.id FROM findings f WHERE f.first_of = :first_of AND {SEEN}",
        {"first_of": first_of, "seen_by": seen_by, "today": today},
    )
    return frozenset(row["id"] for row in rows)


def insert_draft(db: Database, new: NewFinding) -> int:
    """Add a draft with the next number of its visit or letter; its id. Raises Conflict when its uid is used."""
    if find(db, new.uid) is not None:
        raise Conflict(f"finding {new.uid} is there already")
    rows = db.query(
        """
        INSERT INTO findings (uid, visit_id, letter_id, checklist_version_id, org_id, item_code, area, number, state,
                              severity, is_critical, condition, criterion, cause, effect, recommendation, service,
                              maladministration, cause_kind, severity_reason, owner_name, due_on, raised_by, raised_at)
        VALUES (:uid, :visit_id, :letter_id, :checklist_version_id, :org_id, :item_code, :area,
                (SELECT COALESCE(MAX(number), 0) + 1 FROM findings
                  WHERE visit_id = :visit_id OR letter_id = :letter_id), 'draft', :severity,
                :is_critical, :condition, :criterion, :cause, :effect, :recommendation, :service, :maladministration,
                :cause_kind, :severity_reason, :owner_name, :due_on, :raised_by, :raised_at)
        RETURNING id
        """,
        {name: getattr(new, name) for name in NewFinding.__slots__}
        | {"severity": str(new.severity), "is_critical": int(new.is_critical)},
    )
    finding_id = int(next(iter(rows))["id"])
    finding_search.learn(db, finding_id=finding_id)
    return finding_id


def set_draft(
    db: Database,
    finding_id: int,
    *,
    severity: Severity,
    condition: str,
    cause: str = "",
    effect: str = "",
    recommendation: str = "",
    service: str = "",
    maladministration: str = "",
    cause_kind: str = "",
    severity_reason: str = "",
    owner_name: str = "",
    criterion: str | None = None,
    due_on: str | None = None,
) -> None:
    """Rewrite a draft; criterion and due day stay when they are None, '' takes them away.

    Raises Conflict when it is no draft any more.
    """
    cursor = db.execute(
        """
        UPDATE findings
           SET severity = :severity, condition = :condition, cause = :cause, effect = :effect,
               recommendation = :recommendation, service = :service, maladministration = :maladministration,
               cause_kind = :cause_kind, severity_reason = :severity_reason, owner_name = :owner_name,
               criterion = COALESCE(:criterion, criterion),
               due_on = NULLIF(COALESCE(:due_on, due_on, ''), ''), rev = rev + 1
         WHERE id = :id AND state = 'draft'
        """,
        {
            "id": finding_id,
            "severity": str(severity),
            "condition": condition,
            "cause": cause,
            "effect": effect,
            "recommendation": recommendation,
            "service": service,
            "maladministration": maladministration,
            "cause_kind": cause_kind,
            "severity_reason": severity_reason,
            "owner_name": owner_name,
            "criterion": criterion,
            "due_on": due_on,
        },
    )
    _moved(cursor.rowcount, finding_id, FindingState.DRAFT)
    finding_search.learn(db, finding_id=finding_id)


def set_numbers(db: Database, visit_id: int, ordered: Collection[int]) -> None:
    """Number a visit's findings 1, 2, 3 in the order of these ids; the others follow them."""
    db.execute("UPDATE findings SET number = -number WHERE visit_id = :visit_id", {"visit_id": visit_id})
    rest = db.query("SELECT id FROM findings WHERE visit_id = :id ORDER BY number DESC", {"id": visit_id})
    others = [row["id"] for row in rest if row["id"] not in set(ordered)]
    for number, finding_id in enumerate([*ordered, *others], start=1):
        db.execute("UPDATE findings SET number = :number WHERE id = :id", {"number": number, "id": finding_id})
    finding_search.learn_visit(db, visit_id)


def set_issued(
    db: Database,
    finding_id: int,
    *,
    due_on: str,
    repeat_of: int | None,
    at: int,
    first_of: int | None = None,
    repeats: int = 0,
    at_stake: str = "",
) -> None:
    """Draft to issued, with its due day and its place in its chain; without `first_of` it begins one.

    Raises Conflict when it is no draft any more.
    """
    cursor = db.execute(
        """
        UPDATE findings
           SET state = 'issued', issued_at = :at, due_on = :due_on, repeat_of = :repeat_of,
               first_of = COALESCE(:first_of, id), repeats = :repeats, at_stake = :at_stake, rev = rev + 1
         WHERE id = :id AND state = 'draft'
        """,
        {
            "id": finding_id,
            "at": at,
            "due_on": due_on,
            "repeat_of": repeat_of,
            "first_of": first_of,
            "repeats": repeats,
            "at_stake": at_stake,
        },
    )
    _moved(cursor.rowcount, finding_id, FindingState.DRAFT)


def set_promise(db: Database, finding_id: int, *, promised: bool) -> None:
    """Whether the station has promised to put it right; what is no promise was not broken either."""
    db.execute(
        """
        UPDATE findings SET promised = :promised, broken = CASE WHEN :promised = 1 THEN broken ELSE 0 END
         WHERE id = :id AND promised <> :promised
        """,
        {"id": finding_id, "promised": int(promised)},
    )


def set_broken(db: Database, finding_ids: Collection[int]) -> None:
    """What was promised at these was found again."""
    for finding_id in finding_ids:
        db.execute("UPDATE findings SET broken = 1 WHERE id = :id AND promised = 1", {"id": finding_id})


def set_state(
    db: Database, finding_id: int, *, was: FindingState, now: FindingState, at: int, verdict: Verdict | None = None
) -> None:
    """Move a finding from `was` to `now`, with the word that the step gives.

    Raises Conflict when somebody moved it first.
    """
    closed = now in (FindingState.CLOSED, FindingState.VOID)
    cursor = db.execute(
        """
        UPDATE findings SET state = :now, closed_at = :closed, verdict = COALESCE(:verdict, verdict), rev = rev + 1
         WHERE id = :id AND state = :was
        """,
        {
            "id": finding_id,
            "was": str(was),
            "now": str(now),
            "closed": at if closed else None,
            "verdict": str(verdict) if verdict else None,
        },
    )
    _moved(cursor.rowcount, finding_id, was)


def lock(db: Database, finding_id: int) -> None:
    """The first statement of a write unit on a finding: whoever comes second waits."""
    db.execute("UPDATE findings SET rev = rev WHERE id = :id", {"id": finding_id})


def _moved(rowcount: int, finding_id: int, was: FindingState) -> None:
    if rowcount != 1:
        raise Conflict(f"finding {finding_id} is no longer {was}")


def _finding(row: Mapping[str, object]) -> Finding:
    fields = dict(row)
    rank, name = fields.pop("raised_rank"), fields.pop("raised_full_name")
    fields["state"] = FindingState(str(fields["state"]))
    fields["severity"] = Severity(str(fields["severity"]))
    for flag in ("is_critical", "promised", "broken"):
        fields[flag] = bool(fields[flag])
    return Finding(**fields, raised_by_name=f"{rank} {name}".strip())  # type: ignore[arg-type]  # rows carry no types
