"""Which findings are of one chain, and what counts as promised and as broken."""

from dataclasses import replace

import pytest

from app.domain.checklist import Checklist, InstrumentKind, Item, ItemKind, Part
from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import FindingAction, FindingState, Stance, Verdict
from app.domain.findings import Finding, Severity, Step
from app.domain.recurrence import Link, breaks, is_promise, linked, namesakes, recurrences

DAY = 86_400_000
MAY = 1_777_600_800_000  # 1 May 2026, 09:00 at Tuban
NONE: dict[int, frozenset[str]] = {}


def finding(number: int, *, visit: int | None = None, **changes: object) -> Finding:
    """An issued finding on A01; each stands on a visit of its own, a month after the one before."""
    made = Finding(
        id=number,
        uid=str(number),
        visit_id=visit or number,
        visit_uid="",
        letter_id=None,
        source="",
        letter_number="",
        org_id=1,
        station_code="polsek-senori",
        station_name="Polsek Senori",
        tz="Asia/Jakarta",
        checklist_version_id=1,
        found_on=f"2026-{4 + (visit or number):02d}-01",
        lead_id=1,
        item_code="A01",
        area="I",
        number=1,
        state=FindingState.ISSUED,
        severity=Severity.MODERATE,
        is_critical=False,
        condition="",
        criterion="",
        cause="",
        effect="",
        recommendation="",
        service="",
        maladministration="",
        cause_kind="",
        severity_reason="",
        owner_name="",
        verdict="",
        due_on=None,
        repeat_of=None,
        first_of=number,
        repeats=0,
        promised=False,
        broken=False,
        at_stake="",
        raised_by=1,
        raised_by_name="",
        raised_at=MAY,
        issued_at=MAY,
        closed_at=None,
        rev=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the names are the finding's own


def edition(version: str, *items: Item) -> Checklist:
    part = Part("A", "Bagian", "I", "", items)
    return Checklist("kesiapan-polsek", version, "", "", InstrumentKind.READINESS, "id", "", (), (), (part,))


def item(code: str, *aliases: str) -> Item:
    return Item(code, code, ItemKind.YES_NO, "I", "A", aliases=aliases)


def step(action: str, *, stance: str = "", verdict: str = "") -> Step:
    state = FindingState.ISSUED
    return Step(1, "", action, state, state, "", "", stance, verdict, 1, "", MAY)


A01 = {1: frozenset({"A01"})}


def test_the_first_of_its_kind_begins_a_chain() -> None:
    assert linked(finding(2), A01, [finding(1, item_code="A02")]) == Link()


def test_a_third_time_names_the_second_and_the_first() -> None:
    second = finding(2, repeat_of=1, first_of=1, repeats=1)
    assert linked(finding(3), A01, [finding(1), second]) == Link(repeat_of=2, first_of=1, repeats=2)


def test_twice_on_one_visit_is_one_time() -> None:
    twin = finding(2, visit=1, first_of=1)
    assert linked(finding(2, visit=1), A01, [finding(1)]) == Link(repeat_of=None, first_of=1, repeats=0)
    assert linked(finding(3), A01, [finding(1), twin]) == Link(repeat_of=2, first_of=1, repeats=1)
    (told,) = recurrences([finding(1, promised=True), replace(twin, promised=True), finding(3, first_of=1)]).values()
    assert (told.found, told.promised, told.broken, told.first_on) == (2, 1, 0, "2026-05-01")


def test_the_same_code_of_another_instrument_is_another_thing() -> None:
    assert linked(finding(2), A01, [finding(1, checklist_version_id=7)]) == Link()


def test_an_item_that_a_newer_version_renames_stays_the_same_thing() -> None:
    editions = {1: edition("1", item("A01")), 2: edition("2", item("B01", "A01")), 3: edition("3", item("C01", "B01"))}
    assert namesakes(editions, 3, "C01") == {1: {"A01"}, 2: {"B01"}, 3: {"C01"}}
    assert namesakes(editions, 1, "A01") == {1: {"A01"}, 2: {"B01"}, 3: {"C01"}}
    renamed = finding(2, item_code="C01", checklist_version_id=3)
    assert linked(renamed, namesakes(editions, 3, "C01"), [finding(1)]).repeat_of == 1


def test_a_code_that_another_item_takes_over_is_a_new_thing() -> None:
    editions = {
        1: edition("1", item("A01")),
        2: edition("2", item("B01", "A01")),
        3: edition("3", item("B01"), item("A01")),
    }
    assert namesakes(editions, 3, "A01") == {1: set(), 2: set(), 3: {"A01"}}
    assert namesakes(editions, 1, "A01") == {1: {"A01"}, 2: {"B01"}, 3: {"B01"}}


def test_an_item_that_was_left_out_of_one_version_is_known_again() -> None:
    editions = {1: edition("1", item("A01")), 2: edition("2", item("A02")), 3: edition("3", item("A01"))}
    assert namesakes(editions, 3, "A01") == {1: {"A01"}, 2: set(), 3: {"A01"}}


KINDS = {
    "item_code": "",
    "checklist_version_id": None,
    "service": str(Service.SKCK),
    "maladministration": str(Maladministration.ASKING_REWARD),
    "cause_kind": str(CauseKind.SUPERVISION),
}


def test_advice_without_an_item_recurs_by_service_maladministration_and_cause() -> None:
    assert linked(finding(2, **KINDS), NONE, [finding(1, **KINDS)]).repeat_of == 1


@pytest.mark.parametrize("kind", ["service", "maladministration", "cause_kind"])
def test_advice_of_which_one_kind_differs_or_is_unknown_is_not_the_same(kind: str) -> None:
    assert linked(finding(2, **KINDS), NONE, [finding(1, **KINDS | {kind: "other"})]) == Link()
    unknown = KINDS | {kind: ""}
    assert linked(finding(2, **unknown), NONE, [finding(1, **unknown)]) == Link()


def test_advice_and_a_finding_on_an_item_are_never_counted_as_one() -> None:
    with_item = finding(1, **KINDS | {"item_code": "A01", "checklist_version_id": 1})
    assert linked(finding(2, **KINDS), NONE, [with_item]) == Link()


@pytest.mark.parametrize(
    ("steps", "promised"),
    [
        ([], False),
        ([step("issue")], False),
        ([step("answer", stance=Stance.AGREE)], True),
        ([step("answer")], True),
        ([step("answer", stance=Stance.OBJECT)], False),
        ([step("answer", stance=Stance.OBJECT), step("close", verdict=Verdict.CONFORMING)], False),
        ([step("answer", stance=Stance.AGREE), step("return"), step("answer", stance=Stance.OBJECT)], False),
        ([step("answer", stance=Stance.OBJECT), step("return"), step("answer", stance=Stance.AGREE)], True),
        ([step("answer", stance=Stance.OBJECT), step(FindingAction.ACCEPT)], True),
        ([step("answer", stance=Stance.AGREE), step("set_aside", verdict=Verdict.IMPOSSIBLE)], False),
        ([step("find_undone", verdict=Verdict.NOT_FOLLOWED_UP)], False),
    ],
)
def test_a_promise_is_what_the_station_agreed_to(steps: list[Step], promised: bool) -> None:
    assert is_promise(steps) is promised


PROMISED = finding(1, promised=True, due_on="2026-05-29")
LATER, SOON = "2026-06-01", "2026-05-20"


@pytest.mark.parametrize(
    ("earlier", "found_on", "broken"),
    [
        (PROMISED, LATER, True),
        (PROMISED, SOON, False),  # its day has not come yet
        (PROMISED, "2026-05-29", False),  # the due day is the station's to the end
        (replace(PROMISED, promised=False), LATER, False),
        (replace(PROMISED, state=FindingState.FOLLOWED_UP), SOON, True),
        (replace(PROMISED, state=FindingState.CLOSED, closed_at=MAY + 10 * DAY), SOON, True),
        (replace(PROMISED, state=FindingState.CLOSED, closed_at=MAY + 30 * DAY), SOON, False),  # put right after it
        (replace(PROMISED, due_on="2026-04-01"), "2026-05-01", False),  # found before it was promised
    ],
)
def test_a_promise_is_broken_when_it_is_found_again_after_its_day_or_after_it_was_called_done(
    earlier: Finding, found_on: str, broken: bool
) -> None:
    assert breaks(earlier, found_on=found_on) is broken
