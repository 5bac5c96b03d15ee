"""Lists of findings: every filter against looking at each finding, turning pages, and how they are read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import SETTLED, WAITS_FOR_REVIEW, WAITS_FOR_STATION, FindingState, Verdict
from app.domain.findings import Severity
from app.domain.letters import Source
from app.store import finding_lists, finding_reach, finding_search, findings, orgs
from app.store.finding_lists import Wanted
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.lists import DAY, WORDS, Seeded, expected, narrowed, seed

PEOPLE = (
    "bagren",
    "kapolsek_senori",
    "kapolsek_jenu",
    "kapolres",
    "ketua",
    "anggota1",
    "anggota2",
    "stranger",
    "admin",
)
STATES = st.sampled_from(
    [frozenset(), WAITS_FOR_STATION, WAITS_FOR_REVIEW, WAITS_FOR_STATION | WAITS_FOR_REVIEW, SETTLED]
) | st.frozensets(st.sampled_from(FindingState), max_size=2)
TYPED = st.sampled_from([*WORDS, "pap", "PAPAN", "a03", "7", "senori", "b/77/x", "budi", "zzz"])
TEXTS = st.lists(TYPED, min_size=1, max_size=2).map(" ".join)


def maybe(kind: object) -> st.SearchStrategy[str]:
    return st.just("") | st.sampled_from(kind).map(str)  # type: ignore[call-overload, no-any-return]


ONE_FILTER = st.one_of(
    st.fixed_dictionaries({"station_code": st.sampled_from(["polsek-senori", "polsek-babat", "polres-tuban", "x"])}),
    st.fixed_dictionaries({"area": st.sampled_from(["I", "VI"])}),
    st.fixed_dictionaries({"service": maybe(Service)}),
    st.fixed_dictionaries({"severity": maybe(Severity)}),
    st.fixed_dictionaries({"maladministration": maybe(Maladministration)}),
    st.fixed_dictionaries({"cause_kind": maybe(CauseKind)}),
    st.fixed_dictionaries({"verdict": maybe(Verdict)}),
    st.fixed_dictionaries({"source": maybe([*Source, finding_lists.OF_VISITS])}),
    st.fixed_dictionaries({"text": TEXTS}),
    st.fixed_dictionaries({"overdue": st.booleans()}),
    st.fixed_dictionaries({"repeated": st.booleans()}),
    st.fixed_dictionaries({"until": st.integers(0, 400).map(lambda days: NOON - days * DAY)}),
    st.fixed_dictionaries({"lead_id": st.integers(1, 8)}),
)
WANTED = st.tuples(STATES, st.lists(ONE_FILTER, max_size=3)).map(
    lambda drawn: narrowed(states=drawn[0], **{name: value for one in drawn[1] for name, value in one.items()})
)


@pytest.fixture
def seeded(db: Database, district: District) -> Seeded:
    return seed(db, district)


def turn_pages(db: Database, wanted: Wanted, seen_by: int, size: int) -> Iterator[finding_lists.Page]:
    after = None
    while True:
        page = finding_lists.page(db, wanted, seen_by=seen_by, today=TODAY, size=size, after=after)
        yield page
        after = page.after
        if after is None:
            return


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=WANTED, who=st.sampled_from(PEOPLE), size=st.integers(3, 40), limits=st.tuples(*[st.booleans()] * 3))
def test_every_list_holds_what_looking_at_each_finding_finds(
    db: Database, district: District, seeded: Seeded, wanted: Wanted, who: str, size: int, limits: tuple[bool, ...]
) -> None:
    """Whatever leads the reading (few stations, few hits, the order), and however early counting ends."""
    person = getattr(district, who).id
    few, hits, most = (0 if limits[0] else 60), (0 if limits[1] else 15_000), (9 if limits[2] else 10_000)
    with (
        patch.object(finding_reach, "FEW", few),
        patch.object(finding_lists, "FEW", few),
        patch.object(finding_search, "FEW_HITS", hits),
        patch.object(finding_lists, "MOST", most),
    ):
        right = expected(db, seeded, wanted, seen_by=person)
        pages = list(turn_pages(db, wanted, person, size))
        assert [finding.id for page in pages for finding in page.findings] == right
        assert list(finding_lists.ids(db, wanted, seen_by=person, today=TODAY)) == right
        assert pages[0].total == finding_lists.Count(min(len(right), most), is_more=len(right) > most)
        for earlier, later in pairwise(pages):
            back = finding_lists.page(db, wanted, seen_by=person, today=TODAY, size=size, before=later.before)
            assert back.findings == earlier.findings
            assert later.first in (None, earlier.first and earlier.first + size)
        every = expected(db, seeded, replace(wanted, states=frozenset()), seen_by=person)
        for count, states in zip(pages[0].turns, finding_lists.OF_TURN, strict=True):
            number = sum(seeded.findings[id].state in states for id in every)
            if count is None:
                assert limits[0] or who == "bagren", "what is little is counted"
                continue
            assert (count.number, count.is_more) == (min(number, most), number > most)


def test_turning_pages_meets_each_finding_once_also_while_others_change(
    db: Database, district: District, seeded: Seeded
) -> None:
    right = expected(db, seeded, Wanted(), seen_by=district.bagren.id)
    moved, met = set(right[::11]), []
    to_move = sorted(moved)
    for page in turn_pages(db, Wanted(), district.bagren.id, 7):
        met += [finding.id for finding in page.findings]
        if to_move:
            db.execute(
                "UPDATE findings SET due_on = '2026-10-19', state = 'issued', closed_at = NULL WHERE id = ?",
                [to_move.pop()],
            )
    assert [id for id in met if id not in moved] == [id for id in right if id not in moved]


def test_a_page_whose_findings_are_gone_is_the_last_one(db: Database, district: District, seeded: Seeded) -> None:
    end = ("39999-12-31c", 10**9)
    page = finding_lists.page(db, Wanted(), seen_by=district.bagren.id, today=TODAY, size=7, after=end)
    right = expected(db, seeded, Wanted(), seen_by=district.bagren.id)
    assert [finding.id for finding in page.findings] == right[-7:]
    assert page.after is None and page.first == len(right) - 6


class TestWords:
    def found(self, db: Database, district: District, text: str) -> set[int]:
        return set(finding_lists.ids(db, narrowed(text=text), seen_by=district.bagren.id, today=TODAY))

    def test_a_rewritten_draft_is_found_by_its_new_words_alone(
        self, db: Database, district: District, seeded: Seeded
    ) -> None:
        seen = expected(db, seeded, narrowed(states=frozenset({FindingState.DRAFT})), seen_by=district.bagren.id)
        old = seeded.findings[seen[0]]
        with writing(db):
            findings.set_draft(db, old.id, severity=old.severity, condition="Gudang barang bukti terkunci")
        assert self.found(db, district, "gudang barang") == {old.id}
        assert old.id not in self.found(db, district, old.condition)

    def test_a_renamed_station_is_found_by_its_new_name(self, db: Database, district: District, seeded: Seeded) -> None:
        before = self.found(db, district, "jenu")
        jenu = district.jenu
        with writing(db):
            orgs.set_details(db, jenu.id, name="Polsek Rengel", switches=jenu.switches, lat=None, lon=None)
        assert before and self.found(db, district, "rengel") == before and not self.found(db, district, "jenu")

    def test_without_an_index_words_are_found_all_the_same(
        self, db: Database, district: District, seeded: Seeded
    ) -> None:
        texts = ("papan", "maklumat skck", "b/77/x", "a03", "senori", "zzz")
        indexed = [self.found(db, district, text) for text in texts]
        db.execute("DROP TABLE finding_words")
        plain = [self.found(db, district, text) for text in texts]
        assert all(found <= more for found, more in zip(indexed, plain, strict=True)) and indexed[0] == plain[0]
        with writing(db):
            assert finding_search.build(db) == len(seeded.findings)
        assert [self.found(db, district, text) for text in texts] == indexed

    @given(text=st.text(max_size=30))
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_nothing_that_is_typed_is_an_error(self, db: Database, district: District, text: str) -> None:
        clean = text.encode("utf-8", "ignore").decode()
        finding_lists.page(db, narrowed(text=clean), seen_by=district.bagren.id, today=TODAY, size=5)


class TestReading:
    """What SQLite does to read a page: the words of EXPLAIN QUERY PLAN."""

    def plans(self, db: Database, wanted: Wanted, seen_by: int) -> list[str]:
        asked: list[str] = []
        db.conn.set_trace_callback(asked.append)
        finding_lists.page(db, wanted, seen_by=seen_by, today=TODAY, size=40)
        db.conn.set_trace_callback(None)
        of_list = [statement for statement in asked if "f.place >= " in statement]
        assert of_list
        return [
            " / ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall())
            for statement in of_list
        ]

    def test_a_whole_district_is_walked_in_its_order(self, db: Database, district: District, seeded: Seeded) -> None:
        for wanted in (Wanted(), narrowed(service="skck", repeated=True), narrowed(overdue=True)):
            with patch.object(finding_reach, "FEW", 0):
                plans = self.plans(db, wanted, district.bagren.id)
            assert all("f USING INDEX findings_place (place>? AND place<?)" in plan for plan in plans), plans
            assert not any("TEMP B-TREE" in plan or "SCAN f" in plan for plan in plans)

    def test_whoever_sees_everything_is_asked_nothing_more(self, db: Database, district: District) -> None:
        plans = self.plans(db, Wanted(), district.bagren.id)
        assert not any("org_closure" in plan or "assignments" in plan for plan in plans)

    def test_one_station_is_read_in_its_order(self, db: Database, district: District, seeded: Seeded) -> None:
        plans = self.plans(db, narrowed(station_code="polsek-senori"), district.bagren.id)
        assert all("f USING INDEX findings_station_place (org_id=? AND place>? AND place<?)" in plan for plan in plans)
        assert not any("TEMP B-TREE" in plan for plan in plans)

    def test_a_chief_reads_only_the_own_station(self, db: Database, district: District, seeded: Seeded) -> None:
        plans = self.plans(db, Wanted(), district.kapolsek_senori.id)
        assert all("f USING INDEX findings_station_place (org_id=? AND place>? AND place<?)" in plan for plan in plans)

    def test_few_hits_are_fetched_one_by_one(self, db: Database, district: District, seeded: Seeded) -> None:
        asked: list[str] = []
        db.conn.set_trace_callback(asked.append)
        finding_lists.page(db, narrowed(text="papan"), seen_by=district.bagren.id, today=TODAY, size=40)
        db.conn.set_trace_callback(None)
        of_list = [one for one in asked if "f.place >= " in one]
        for statement in of_list:
            plan = " / ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall())
            assert "f USING INTEGER PRIMARY KEY (rowid=?)" in plan
