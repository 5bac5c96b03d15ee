"""Amendments as people make and read them: which sealed words can be set right, and how each change reads.

Rules in plain words: docs/visits.md, "Segel".
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.domain import answers as answering
from app.domain.amendments import Change, Changed, Sealed
from app.domain.answers import Answer
from app.domain.checklist import Checklist, Item
from app.domain.errors import Invalid, NotFound
from app.domain.people import Person
from app.domain.reports import Amended, VisitReport
from app.domain.seal import Kind, words
from app.domain.visits import Visit
from app.services import accounts, bundles, sealing
from app.services.keys import Signer
from app.services.passwords import Passwords
from app.services.reported import answer_words
from app.store import checklists, visits

FINDING_FIELDS = ("condition", "criterion", "cause", "effect", "recommendation")
LONGEST = 4_000
FIELDS = {  # in the papers' language
    "value": "jawaban",
    "text": "catatan",
    "condition": "kondisi",
    "criterion": "kriteria",
    "cause": "sebab",
    "effect": "akibat",
    "recommendation": "rekomendasi",
    "order_number": "nomor surat perintah",
}
_ITEM, _FINDING = frozenset({Kind.ANSWER, Kind.NOTE}), frozenset({Kind.FINDING})


@dataclass(frozen=True, slots=True)
class Target:
    """Something sealed that can be set right: one field of one item, and how it reads now.

    `key` names it in an address: 'answer:A03:value', 'finding:<uid>:condition', 'head:visit:order_number'.
    """

    key: str
    kind: str
    id: str
    field: str
    code: str  # of the checklist's item, or a finding's number; '' for the visit itself
    title: str
    before: str
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class ChangeRead:
    """One change as a person reads it."""

    kind: str
    id: str
    field: str
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentRead:
    """A sealed amendment as pages and papers show it."""

    index: int
    number: int
    at: int
    name: str
    reason: str
    sidik: str
    words: tuple[str, ...]
    changes: tuple[ChangeRead, ...]


def targets(db: Database, visit: Visit) -> list[Target]:
    """Everything of a sealed visit that can be set right, in the order of the checklist. Raises NotFound unsealed."""
    checklist, sealed = _checklist(db, visit), bundles.standing(db, visit)
    found = list(_of_items(checklist, sealed))
    for (kind, uid), value in sorted(sealed.items(), key=lambda pair: str(pair[1].get("number", "")).zfill(4)):
        if kind == Kind.FINDING:
            found += [
                Target(f"{kind}:{uid}:{field}", kind, uid, field, str(value["number"]), "", str(value[field]))
                for field in FINDING_FIELDS
            ]
    head = sealed.get((Kind.HEAD, "visit"), {})
    order = Target(f"{Kind.HEAD}:visit:order_number", Kind.HEAD, "visit", "order_number", "", "",
                   str(head.get("order_number", "")))  # fmt: skip
    return [*found, order]


def target(db: Database, visit: Visit, key: str) -> Target:
    """One of them. Raises NotFound."""
    for one in targets(db, visit):
        if one.key == key:
            return one
    raise NotFound(f"nothing to amend: {key}")


def amend(
    db: Database,
    signer: Signer,
    visit: Visit,
    what: Target,
    raw: object,
    *,
    reason: str,
    password: str,
    passwords: Passwords,
    actor: Person,
    at: int,
    today: str,
) -> None:
    """Set one thing right beside the seal, with the own password given again.

    `raw` is the answer's JSON, or text. Raises Invalid naming 'after', 'reason' or 'password', NotAllowed for anybody
    but lead and planning staff, TooManyFailures.
    """
    problems, after = {}, None
    try:
        after = _value(what, raw)
    except Invalid as error:
        problems["after"] = next(iter(error.problems.values()))
    if not reason.strip():
        problems["reason"] = "reason_missing"
    if problems:
        raise Invalid(problems)
    accounts.confirm(db, actor, password, passwords=passwords, actor=actor, at=at)
    change = Change(what.kind, what.id, {what.field: after})
    try:
        sealing.amend(db, signer, visit.uid, reason=reason, changes=[change], actor=actor, at=at, today=today)
    except Invalid as error:
        raise Invalid({"reason" if "reason" in error.problems else "after": "unchanged"}) from error


def read(db: Database, visit: Visit) -> list[AmendmentRead]:
    """Every amendment of a sealed visit, oldest first."""
    found = bundles.amendments(db, visit)
    if not found:
        return []
    checklist, numbers = _checklist(db, visit), _numbers(bundles.standing(db, visit))
    return [
        AmendmentRead(
            index=one.index,
            number=one.number,
            at=one.at,
            name=one.name or one.by,
            reason=one.reason,
            sidik=one.sidik,
            words=words(one.sidik),
            changes=tuple(read for change in one.changes for read in _read(change, checklist, numbers)),
        )
        for one in found
    ]


def of_finding(db: Database, visit_uid: str, finding_uid: str) -> list[AmendmentRead]:
    """The amendments of one finding, oldest first; [] while its visit is not sealed."""
    visit = visits.find(db, visit_uid)
    amended = read(db, visit) if visit is not None and visit.seal_sha256 else []
    kept = [(one, tuple(change for change in one.changes if change.id == finding_uid)) for one in amended]
    return [replace(one, changes=changes) for one, changes in kept if changes]


def on_report(report: VisitReport, amended: Sequence[AmendmentRead]) -> VisitReport:
    """The report with every amendment listed, and the newest of each field beside the answer or finding it amends."""
    newest = {(change.kind, change.id, change.field): change for one in amended for change in one.changes}
    beside = list(newest.values())
    return replace(
        report,
        amendments=tuple(_listed(one, change) for one in amended for change in one.changes),
        answers=tuple(replace(line, amended=_beside(beside, _ITEM, line.code)) for line in report.answers),
        findings=tuple(
            replace(one, amended=_beside(beside, _FINDING, str(int(one.number)))) for one in report.findings
        ),
    )


def may_amend(visit: Visit, person: Person, *, is_planner: bool) -> bool:
    """Whether somebody may amend a sealed visit: its lead, and planning staff of its district."""
    return visit.seal_sha256 is not None and (visit.lead_id == person.id or is_planner)


def _beside(changes: Sequence[ChangeRead], kinds: Collection[str], code: str) -> str:
    """What stands beside an answer or finding: 'jawaban: B; catatan: …'; '' where nothing was amended."""
    return "; ".join(
        f"{FIELDS.get(one.field, one.field)}: {one.after}" for one in changes if one.kind in kinds and one.code == code
    )


def _listed(one: AmendmentRead, change: ChangeRead) -> Amended:
    place = f"Temuan {change.code}" if change.kind == Kind.FINDING else f"Butir {change.code}"
    return Amended(
        what=f"{place if change.code else 'Kunjungan'}, {FIELDS.get(change.field, change.field)}",
        before=change.before,
        after=change.after,
        reason=one.reason,
        by=one.name,
        at=one.at,
        words=one.words,
        index=one.index,
    )


def _checklist(db: Database, visit: Visit) -> Checklist:
    return checklists.get(db, visit.checklist_version_id)


def _of_items(checklist: Checklist, sealed: Sealed) -> Iterator[Target]:
    for item in checklist.items:
        answer, note = sealed.get((Kind.ANSWER, item.code)), sealed.get((Kind.NOTE, item.code), {})
        if answer is None:
            continue
        key = f"{Kind.ANSWER}:{item.code}:value"
        yield Target(key, Kind.ANSWER, item.code, "value", item.code, item.title, _said(item, answer["value"]), item)
        key = f"{Kind.NOTE}:{item.code}:text"
        yield Target(key, Kind.NOTE, item.code, "text", item.code, item.title, str(note.get("text", "")))


def _said(item: Item, value: object) -> str:
    """An answer's stored JSON as a person reads it; '' for a blank."""
    answer = _parsed(item, value)
    return "" if answer is None else answer_words(answer)


def _parsed(item: Item, value: object) -> Answer | None:
    try:
        return answering.parse(item, json.loads(value)) if isinstance(value, str) else None
    except (Invalid, ValueError):
        return None


def _value(what: Target, raw: object) -> str:
    """What is entered for `raw`. Raises Invalid naming 'after'."""
    if what.item is None:
        text = str(raw).strip()
        if not 1 <= len(text) <= LONGEST:
            raise Invalid({"after": "too_long" if text else "missing"})
        if text == what.before:
            raise Invalid({"after": "unchanged"})
        return text
    answer = answering.parse(what.item, raw)
    if answer is None:
        raise Invalid({"after": "missing"})
    if answer_words(answer) == what.before:
        raise Invalid({"after": "unchanged"})
    return json.dumps(answering.plain(answer), ensure_ascii=False)


def _numbers(sealed: Sealed) -> dict[str, str]:
    return {uid: str(value.get("number", "")) for (kind, uid), value in sealed.items() if kind == Kind.FINDING}


def _read(change: Changed, checklist: Checklist, numbers: Mapping[str, str]) -> Iterator[ChangeRead]:
    item = checklist.item(change.id) if change.kind == Kind.ANSWER and checklist.has_item(change.id) else None
    code = numbers.get(change.id, "" if change.kind == Kind.HEAD else change.id)
    for field, after in change.to.items():
        was = change.was.get(field)
        if item is not None and field == "value":
            yield ChangeRead(change.kind, change.id, field, code, _said(item, was), _said(item, after))
        else:
            yield ChangeRead(change.kind, change.id, field, code, "" if was is None else str(was), str(after))
