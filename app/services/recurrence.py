"""What is found again: a finding is linked to its chain when it is issued, and each step keeps what was promised.

Rules in plain words: docs/findings.md, "Found again".
"""

from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from app.domain.checklist import Checklist
from app.domain.findings import Finding
from app.domain.people import Person
from app.domain.recurrence import Link, Recurrence, breaks, is_promise, linked, namesakes, recurrences
from app.domain.visits import Visit
from app.store import checklists, finding_steps, findings

Place = tuple[int | None, str]
"""A version of an instrument and the code of an item in it."""


class Chains:
    """The chains of one station while some of its drafts are issued, inside one write unit."""

    def __init__(self, db: Database, org_id: int) -> None:
        self._db = db
        self._issued = findings.list_issued_at(db, org_id)
        self._editions = _editions(db, {one.checklist_version_id for one in self._issued})

    def issue(self, draft: Finding, *, due_on: str, at: int, at_stake: str = "") -> Link:
        """Issue a draft where it belongs, and mark what was promised of it before and is found again."""
        db, link = self._db, linked(draft, self._names(draft), self._issued)
        chain = [one for one in self._issued if link.repeats and (one.first_of or one.id) == link.first_of]
        findings.set_issued(
            db,
            draft.id,
            due_on=due_on,
            repeat_of=link.repeat_of,
            first_of=link.first_of,
            repeats=link.repeats,
            at_stake=at_stake,
            at=at,
        )
        findings.set_broken(db, [one.id for one in chain if breaks(one, found_on=draft.found_on)])
        self._issued.append(findings.get_by_id(db, draft.id))
        return link

    def _names(self, draft: Finding) -> Mapping[int, frozenset[str]]:
        version_id = draft.checklist_version_id
        if version_id is None or not draft.item_code:
            return {}
        if version_id not in self._editions:
            self._editions |= _editions(self._db, {version_id})
        editions = self._editions[version_id]
        return namesakes(editions, version_id, draft.item_code)


def note(db: Database, finding: Finding) -> None:
    """A step was taken: keep whether the station has promised now."""
    steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
    findings.set_promise(db, finding.id, promised=is_promise(steps))


def of(db: Database, some: Iterable[Finding]) -> dict[int, Recurrence]:
    """Finding id to what is known of its chain, of those among `some` that were found before; one statement."""
    again = [finding for finding in some if finding.repeats]
    known = recurrences(findings.list_chains(db, {finding.first_of for finding in again if finding.first_of}))
    return {finding.id: known[finding.first_of] for finding in again if finding.first_of in known}


def chain_of(db: Database, finding: Finding) -> Recurrence | None:
    """All that is known of a finding's chain, also of its later ones; None while it was found once."""
    if finding.first_of is None:
        return None
    known = recurrences(findings.list_chains(db, [finding.first_of])).get(finding.first_of)
    return known if known is not None and known.is_repeated else None


def worst_open(db: Database, *, actor: Person, today: str, limit: int) -> list[Recurrence]:
    """The chains that stand open and that a person may see, those found most often first; two statements."""
    again = findings.list_repeated(db, seen_by=actor.id, today=today, limit=limit)
    known = of(db, again)
    return list({known[one.id].newest.id: known[one.id] for one in again if one.id in known}.values())


def at_items(db: Database, visit: Visit, codes: Mapping[Place, str]) -> dict[str, Recurrence]:
    """Item code, as the visit's instrument has it, to what other visits and letters found there.

    `codes` is what `places` says of the visit.
    """
    issued = [one for one in findings.list_issued_at(db, visit.org_id) if one.visit_id != visit.id]
    known = recurrences(issued)
    places = {(one.checklist_version_id, one.item_code): one.first_of or one.id for one in issued}
    return {codes[place]: known[first] for place, first in places.items() if place in codes}


def places(db: Database, visit: Visit) -> dict[Place, str]:
    """Every version and item code of the visit's instrument to the code that its own version has for that item."""
    editions = _editions(db, {visit.checklist_version_id})[visit.checklist_version_id]
    found: dict[Place, str] = {}
    for item in editions[visit.checklist_version_id].items:
        names = namesakes(editions, visit.checklist_version_id, item.code)
        found |= {(version_id, code): item.code for version_id, codes in names.items() for code in codes}
    return found


def _editions(db: Database, version_ids: Iterable[int | None]) -> dict[int, dict[int, Checklist]]:
    """Version id to every version of its instrument, the oldest first."""
    wanted = {version_id for version_id in version_ids if version_id is not None}
    if not wanted:
        return {}
    shelf = sorted(checklists.list_all(db), key=lambda version: version.id)
    names = {version.checklist for version in shelf if version.id in wanted}
    read = {
        name: {version.id: checklists.parsed(db, version) for version in shelf if version.checklist == name}
        for name in names
    }
    return {version.id: read[version.checklist] for version in shelf if version.checklist in names}
