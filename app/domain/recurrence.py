"""What is found again (temuan berulang): which findings are of one chain, and what was promised in between.

The rules in plain words: docs/findings.md, "Found again".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.checklist import Checklist
from app.domain.finding_life import FindingAction, FindingState, Stance, Verdict
from app.domain.findings import Finding, Step


@dataclass(frozen=True, slots=True)
class Link:
    """Where a finding stands in its chain when it is issued; `first_of` None means that it begins one."""

    repeat_of: int | None = None
    first_of: int | None = None
    repeats: int = 0  # on how many visits or letters before


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One thing that was found at one station, as often as it was; the findings stand oldest first."""

    findings: tuple[Finding, ...]
    first_on: str
    found: int
    promised: int
    broken: int

    @property
    def newest(self) -> Finding:
        """The finding that was issued last."""
        return self.findings[-1]

    @property
    def is_repeated(self) -> bool:
        """Whether it was found more than once."""
        return self.found > 1


def namesakes(editions: Mapping[int, Checklist], version_id: int, code: str) -> dict[int, frozenset[str]]:
    """Version id to the codes that the item `code` of one version has in each version of its instrument.

    `editions` are all versions of that instrument, the oldest first. A newer version names an item's earlier codes as
    its aliases; a code that was given to another item in between is not followed any further.
    """
    order = list(editions)
    here = order.index(version_id)
    found = {version_id: frozenset({code})}
    codes = {code, *_aliases(editions[version_id], code)}
    for older in reversed(order[:here]):
        codes = _codes_in(editions[older], codes)
        found[older] = frozenset(item.code for item in editions[older].items if item.code in codes)
    for newer in order[here + 1 :]:
        found[newer] = frozenset(
            item.code for item in editions[newer].items if code in _reached(editions, newer, item.code, version_id)
        )
    return found


def linked(finding: Finding, names: Mapping[int, Collection[str]], earlier: Sequence[Finding]) -> Link:
    """Where `finding` stands among the issued findings of its station, which come oldest first.

    `names` is what `namesakes` says of its item. What was found on the same visit is the same time, not a repeat.
    """
    same = [one for one in earlier if is_same(finding, names, one)]
    if not same:
        return Link()
    before = [one for one in same if occasion(one) != occasion(finding)]
    newest = (before or same)[-1]
    first = newest.first_of or newest.id
    chain = [one for one in earlier if (one.first_of or one.id) == first and occasion(one) != occasion(finding)]
    return Link(before[-1].id if before else None, first, len({occasion(one) for one in chain}))


def is_same(finding: Finding, names: Mapping[int, Collection[str]], other: Finding) -> bool:
    """Whether both are about one thing: the same item of the same instrument.

    Of findings that name no item it is one service, one kind of maladministration and one kind of cause, all known.
    """
    if finding.item_code:
        return other.checklist_version_id is not None and other.item_code in names.get(other.checklist_version_id, ())
    kinds = (finding.service, finding.maladministration, finding.cause_kind)
    return all(kinds) and not other.item_code and kinds == (other.service, other.maladministration, other.cause_kind)


def occasion(finding: Finding) -> tuple[str, int]:
    """The visit or the letter that a finding came with: one time, however many findings."""
    if finding.visit_id is not None:
        return "visit", finding.visit_id
    return ("letter", finding.letter_id) if finding.letter_id is not None else ("finding", finding.id)


def is_promise(steps: Iterable[Step]) -> bool:
    """Whether the station has promised: its newest answer agrees, or its plan was accepted.

    What was set aside (TDD) binds nobody. An answer from the time before answers said so was an agreement.
    """
    stance, is_accepted = None, False
    for step in steps:
        if step.verdict == Verdict.IMPOSSIBLE:
            return False
        if step.action == FindingAction.ANSWER:
            stance = step.stance
        is_accepted = is_accepted or step.action == FindingAction.ACCEPT
    return is_accepted or (stance is not None and stance != Stance.OBJECT)


def breaks(earlier: Finding, *, found_on: str) -> bool:
    """Whether finding it again on that day breaks what was promised at `earlier`.

    It does when it had been verified, when the station had reported it as done, or when its due day had passed.
    """
    if not earlier.promised or found_on <= earlier.found_on:
        return False
    if earlier.state is FindingState.CLOSED:
        return _day(earlier.closed_at or 0, earlier.tz) <= found_on
    return earlier.state is FindingState.FOLLOWED_UP or (earlier.due_on is not None and earlier.due_on < found_on)


def recurrences(findings: Iterable[Finding]) -> dict[int, Recurrence]:
    """First finding's id to what is known of its chain; the findings, of whole chains, come oldest first."""
    chains: dict[int, list[Finding]] = {}
    for finding in findings:
        chains.setdefault(finding.first_of or finding.id, []).append(finding)
    return {first: _told(chain) for first, chain in chains.items()}


def _told(chain: Sequence[Finding]) -> Recurrence:
    return Recurrence(
        findings=tuple(chain),
        first_on=min(one.found_on for one in chain),
        found=len({occasion(one) for one in chain}),
        promised=len({occasion(one) for one in chain if one.promised}),
        broken=len({occasion(one) for one in chain if one.broken}),
    )


def _day(at: int, tz: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(tz)).date().isoformat()


def _codes_in(older: Checklist, codes: set[str]) -> set[str]:
    """The codes to look for from an older version on: its own codes of the item, or the same while it lacks it."""
    own = {item.code for item in older.items if item.code in codes}
    if own:
        return own.union(*(_aliases(older, code) for code in own))
    return {code for code in codes if not older.has_item(code)}  # another item's former code is nobody's


def _aliases(checklist: Checklist, code: str) -> tuple[str, ...]:
    return checklist.item(code).aliases if checklist.has_item(code) else ()


def _reached(editions: Mapping[int, Checklist], newer: int, code: str, older: int) -> frozenset[str]:
    order = list(editions)
    upto = {version: editions[version] for version in order[order.index(older) : order.index(newer) + 1]}
    return namesakes(upto, newer, code).get(older, frozenset())
