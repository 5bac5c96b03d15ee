"""A phone pushes what was filled: receipts, the log, and what is answered now."""

import json
import re

import pytest
from sqlite_utils import Database

from app.domain.errors import NotAllowed
from app.store import answers, aside, audit
from app.store import events as log
from tests.factories import NOON, District
from tests.phones import Phone, TeamVisit, checklist_reading, eid_of, make_visit, sha256


def flags_of(db: Database, visit: TeamVisit) -> list[str]:
    return [one.flag for one in log.pull(db, visit.id, since=0, limit=100)]


def state_of(db: Database, visit: TeamVisit) -> tuple[str, int | None]:
    return db.execute("SELECT state, opened_at FROM visits WHERE id = :id", {"id": visit.id}).fetchone()


def test_the_receipt_carries_the_hash_of_the_bytes_and_the_next_number(db: Database, phone: Phone) -> None:
    texts = [phone.event("A01.answer", "Ya"), phone.event("A02.answer", "B")]
    receipts = phone.push(db, *texts)
    assert [(one.st, one.eid, one.sha256, one.rev) for one in receipts] == [
        ("ok", eid_of(text), sha256(text), n) for n, text in enumerate(texts, 1)
    ]


def test_a_repeat_is_harmless_and_gets_the_first_number(db: Database, visit: TeamVisit, phone: Phone) -> None:
    text = phone.event("A01.answer", "Ya")
    assert [one.st for one in phone.push(db, text, text)] == ["ok", "dup"]
    again = phone.push(db, phone.event("A02.answer", "A"), text)[1]
    assert (again.st, again.rev, again.sha256) == ("dup", 1, sha256(text))
    assert len(log.pull(db, visit.id, since=0, limit=9)) == 2


def test_the_first_event_opens_a_planned_visit(db: Database, visit: TeamVisit, phone: Phone) -> None:
    phone.push(db, phone.event("A01.answer", "Ya"), at=NOON + 5)
    phone.push(db, phone.event("A01.note", "ada"), at=NOON + 9)
    assert state_of(db, visit) == ("open", NOON + 5)
    deeds = [entry.action for entry in audit.list_stream(db, audit.visit_stream(visit.uid))]
    assert deeds == ["visit.begun", "answers.received", "answers.received"]


def test_an_answer_and_its_note_become_one_row_with_exact_points(db: Database, visit: TeamVisit, phone: Phone) -> None:
    phone.push(db, phone.event("A02.answer", "B"), phone.event("A02.note", "  Sprin belum diperbarui "))
    row = answers.list_of(db, visit.id)["A02"]
    assert (row.value, row.note, row.points_exact, row.is_conflict, row.rev) == (
        "B",
        "Sprin belum diperbarui",
        "0.5",
        False,
        2,
    )


def test_a_later_answer_that_saw_the_first_replaces_it(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event("A01.answer", "Ya")
    phone.push(db, first)
    phone.push(db, phone.event("A01.answer", "Tidak", [eid_of(first)]))
    row = answers.list_of(db, visit.id)["A01"]
    assert (row.value, row.points_exact, row.is_conflict) == ("Tidak", "0", False)
    assert len(log.pull(db, visit.id, since=0, limit=10)) == 2


def test_clearing_leaves_no_value(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event("A01.answer", "Ya")
    phone.push(db, first, phone.event("A01.answer", None, [eid_of(first)], op="clear"))
    row = answers.list_of(db, visit.id)["A01"]
    assert (row.value, row.points_exact, row.is_conflict) == (None, None, False)
    assert answers.answered_of(db, [visit.id]) == {visit.id: frozenset()}


def test_two_who_disagree_are_both_kept_until_the_lead_settles_it(
    db: Database, district: District, visit: TeamVisit, phone: Phone
) -> None:
    other, lead = Phone(district.anggota2, visit), Phone(district.ketua, visit)
    mine, theirs = phone.event("A01.answer", "Ya"), other.event("A01.answer", "Tidak")
    phone.push(db, mine)
    other.push(db, theirs)
    row = answers.list_of(db, visit.id)["A01"]
    assert (row.value, row.points_exact, row.is_conflict) == (None, None, True)
    said = log.conflicts(db, visit.id)["A01.answer"]
    assert [(head.event.val, head.person_id) for head in said] == [
        ("Ya", district.anggota1.id),
        ("Tidak", district.anggota2.id),
    ]
    lead.push(db, lead.event("A01.answer", "Ya", [eid_of(mine), eid_of(theirs)]))
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"
    assert log.conflicts(db, visit.id) == {}
    assert flags_of(db, visit)[-1] == ""


def test_settling_by_somebody_else_is_flagged(db: Database, district: District, visit: TeamVisit, phone: Phone) -> None:
    other = Phone(district.anggota2, visit)
    mine, theirs = phone.event("A01.answer", "Ya"), other.event("A01.answer", "Tidak")
    phone.push(db, mine)
    other.push(db, theirs)
    phone.push(db, phone.event("A01.answer", "Ya", [eid_of(mine), eid_of(theirs)]))
    assert flags_of(db, visit)[-1] == "settled by non-lead"


def test_the_same_value_twice_is_agreement(db: Database, district: District, visit: TeamVisit, phone: Phone) -> None:
    other = Phone(district.anggota2, visit)
    phone.push(db, phone.event("C01.answer", {"n": 3, "d": 4}))
    other.push(db, other.event("C01.answer", {"d": 4, "n": 3}))
    assert log.conflicts(db, visit.id) == {}


def test_two_notes_that_differ_are_both_shown(db: Database, district: District, visit: TeamVisit, phone: Phone) -> None:
    other = Phone(district.anggota2, visit)
    phone.push(db, phone.event("A01.note", "satu"))
    other.push(db, other.event("A01.note", "dua"))
    assert answers.list_of(db, visit.id)["A01"].note == "dua\n\nsatu"
    assert list(log.conflicts(db, visit.id)) == ["A01.note"]


@pytest.mark.parametrize(
    ("cell", "val", "flag"),
    [
        ("Z99.answer", "Ya", "unknown item"),
        ("A01.colour", "Ya", "unknown cell"),
        ("A01.photo.not-a-uuid", "Ya", "unknown cell"),
        ("A01.answer", "mungkin", "impossible value"),
        ("A01.answer", {"n": 1, "d": 2}, "impossible value"),
        ("A01.note", 7, "impossible value"),
        ("A01.note", "x" * 20_001, "impossible value"),
        ("B02.answer", "Ya", "part of another member"),
    ],
)
def test_what_is_odd_is_stored_and_flagged(
    db: Database, visit: TeamVisit, phone: Phone, cell: str, val: object, flag: str
) -> None:
    assert phone.push(db, phone.event(cell, val))[0].st == "ok"
    assert flags_of(db, visit) == [flag]


def test_a_member_may_fill_the_part_of_another(db: Database, visit: TeamVisit, phone: Phone) -> None:
    phone.push(db, phone.event("B02.answer", "Ya"))
    assert answers.list_of(db, visit.id)["B02"].value == "Ya"


def test_an_impossible_value_leaves_the_item_unanswered(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event("A01.answer", "Ya")
    phone.push(db, first, phone.event("A01.answer", "mungkin", [eid_of(first)]))
    assert answers.list_of(db, visit.id)["A01"].value is None


def test_an_item_that_the_station_does_not_have_is_flagged_and_not_counted(db: Database, district: District) -> None:
    visit = make_visit(db, district, switches="")
    scope = Phone(district.ketua, visit)
    checklist = checklist_reading().checklist
    assert checklist is not None
    code = next(item.code for item in checklist.items if item.applies_if == "melayani_skck")
    scope.push(db, scope.event(f"{code}.answer", "Ya"))
    assert flags_of(db, visit) == ["item does not apply here"]
    assert answers.list_of(db, visit.id) == {}


def test_another_checklist_version_and_an_unknown_deed_are_flagged(
    db: Database, visit: TeamVisit, phone: Phone
) -> None:
    phone.push(db, phone.event("A01.answer", "Ya", form="old"), phone.event("A02.answer", "A", op="ponder"))
    assert flags_of(db, visit) == ["other checklist version", "unknown op"]
    assert list(answers.list_of(db, visit.id)) == ["A01", "A02"]
    assert answers.list_of(db, visit.id)["A02"].value is None


class TestKeptAside:
    def test_other_bytes_under_a_used_id_are_a_clash(self, db: Database, visit: TeamVisit, phone: Phone) -> None:
        first = phone.event("A01.answer", "Ya")
        other = phone.event("A01.answer", "Tidak", eid=eid_of(first))
        assert [one.st for one in phone.push(db, first, other)] == ["ok", "clash"]
        assert answers.list_of(db, visit.id)["A01"].value == "Ya"
        assert [one.raw for one in aside.list_of(db, visit.id)] == [other]

    def test_a_counter_used_twice_is_kept_aside(self, db: Database, phone: Phone) -> None:
        texts = [phone.event("A01.answer", "Ya"), phone.event("A02.answer", "A", n=1)]
        assert [(one.st, one.why) for one in phone.push(db, *texts)] == [
            ("ok", ""),
            ("quarantined", "device counter used twice"),
        ]

    def test_nothing_goes_out_under_another_name(self, db: Database, district: District, phone: Phone) -> None:
        text = phone.event("A01.answer", "Ya", by="anggota2")
        assert phone.push(db, text)[0].why == "author is not the signed-in user"

    def test_a_visit_of_others_takes_nothing_and_looks_like_none(
        self, db: Database, district: District, visit: TeamVisit
    ) -> None:
        foreign = Phone(district.stranger, visit)
        nowhere = Phone(district.stranger, TeamVisit(0, "no-such-visit"))
        receipts = [phone.push(db, phone.event("A01.answer", "Ya"))[0] for phone in (foreign, nowhere)]
        assert {(one.st, one.why) for one in receipts} == {("quarantined", "not a member of this visit")}
        assert aside.list_of(db, visit.id) == []
        assert state_of(db, visit) == ("planned", None)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("{", "not JSON"),
            ("[]", "not an object"),
            ("[" * 60_000, "not JSON"),
            ('{"eid": NaN}', "not JSON"),
            ("1" * 5000, "not JSON"),
            (json.dumps("x" * 70_000), "too large"),
            ("\ud800", "not JSON"),
            ("{}", "field eid"),
        ],
    )
    def test_malformed_texts_are_kept_and_block_nothing(self, db: Database, phone: Phone, text: str, why: str) -> None:
        receipts = phone.push(db, text, phone.event("A01.answer", "Ya"))
        assert [(one.st, one.why) for one in receipts] == [("quarantined", why), ("ok", "")]
        assert db.execute("SELECT COUNT(*) FROM events_aside").fetchone()[0] == 1

    @pytest.mark.parametrize("text", [None, 7, {"eid": "x"}, ["x"]])
    def test_what_is_no_text_is_bad(self, db: Database, phone: Phone, text: object) -> None:
        receipts = phone.push(db, text, phone.event("A01.answer", "Ya"))
        assert [one.st for one in receipts] == ["bad", "ok"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"n": 0},
            {"n": True},
            {"n": 2**60},
            {"n": "1"},
            {"eid": "short"},
            {"eid": "x" * 65},
            {"dev": "no spaces please"},
            {"cell": ""},
            {"cell": "A01.\u0000answer"},
            {"cell": "x" * 201},
            {"base": "x"},
            {"base": ["x" * 8] * 51},
            {"base": [7]},
            {"at": None},
            {"op": "\ud800"},
            {"visit": ""},
        ],
    )
    def test_a_wrong_shape_is_kept_aside(
        self, db: Database, visit: TeamVisit, phone: Phone, wrong: dict[str, object]
    ) -> None:
        text = phone.event(**{"cell": "A01.answer", "val": "Ya", **wrong})
        receipt = phone.push(db, text)[0]
        assert (receipt.st, receipt.why) == ("quarantined", f"field {next(iter(wrong))}")
        assert state_of(db, visit) == ("planned", None)


def test_texts_that_no_database_takes_are_cleaned_in_what_is_shown(
    db: Database, visit: TeamVisit, phone: Phone
) -> None:
    text = phone.event("A01.note", "a\ud800b\u0000c")
    assert phone.push(db, text)[0].st == "ok"
    assert answers.list_of(db, visit.id)["A01"].note == "a\ufffdb\ufffdc"
    assert log.pull(db, visit.id, since=0, limit=1)[0].raw == text


def test_events_forged_to_replace_each_other_harm_nothing(db: Database, visit: TeamVisit, phone: Phone) -> None:
    one, two = "e" * 32, "f" * 32
    texts = [
        phone.event("A01.answer", "Ya", [two], eid=one),
        phone.event("A01.answer", "Tidak", [one], eid=two),
        phone.event("A02.answer", "A"),
    ]
    assert {receipt.st for receipt in phone.push(db, *texts)} == {"ok"}
    assert answers.list_of(db, visit.id)["A02"].value == "A"


def test_an_event_of_another_cell_replaces_nothing(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event("A01.answer", "Ya")
    phone.push(db, first, phone.event("A02.answer", "A", [eid_of(first)]))
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"
    assert set(log.heads(db, visit.id)) == {"A01.answer", "A02.answer"}


def test_a_batch_may_hold_events_of_several_visits(db: Database, district: District, visit: TeamVisit) -> None:
    second = make_visit(db, district, org_id=district.jenu.id)
    here, there = Phone(district.anggota1, visit), Phone(district.anggota1, second)
    receipts = here.push(
        db,
        here.event("A01.answer", "Ya"),
        there.event("A01.answer", "Tidak"),
        here.event("A02.answer", "A"),
    )
    assert [(one.st, one.rev) for one in receipts] == [("ok", 1), ("ok", 1), ("ok", 2)]
    assert answers.list_of(db, second.id)["A01"].value == "Tidak"


def test_only_those_who_fill_visits_may_push(db: Database, district: District, visit: TeamVisit) -> None:
    for person in (district.kapolsek_senori, district.kapolres, district.admin):
        phone = Phone(person, visit)
        with pytest.raises(NotAllowed):
            phone.push(db, phone.event("A01.answer", "Ya"))


def test_a_fault_in_the_middle_leaves_nothing(db: Database, visit: TeamVisit, phone: Phone) -> None:
    with db.conn:
        db.execute("CREATE TRIGGER fault BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'fault'); END")
    with pytest.raises(Exception, match="fault"):
        phone.push(db, phone.event("A01.answer", "Ya"))
    db.execute("DROP TRIGGER fault")
    assert state_of(db, visit) == ("planned", None)
    assert log.pull(db, visit.id, since=0, limit=10) == []
    assert [one.rev for one in phone.push(db, phone.event("A01.answer", "Ya"))] == [1]


def test_a_wrong_clock_reorders_nothing(db: Database, district: District, visit: TeamVisit) -> None:
    fast, slow = Phone(district.anggota1, visit), Phone(district.anggota2, visit)
    first = fast.event("A01.answer", "Ya", at="2031-05-05T05:05:05.000Z")
    second = slow.event("A01.answer", "Tidak", base=[eid_of(first)], at="1970-01-01T00:00:00.000Z")
    assert [one.rev for phone, text in ((fast, first), (slow, second)) for one in phone.push(db, text)] == [1, 2]
    assert [one.raw for one in log.pull(db, visit.id, since=0, limit=9)] == [first, second]
    assert answers.list_of(db, visit.id)["A01"].value == "Tidak"
    assert log.conflicts(db, visit.id) == {}


def test_the_number_of_statements_does_not_grow_with_the_batch(db: Database, phone: Phone) -> None:
    def statements(count: int) -> int:
        texts = [phone.event(f"A0{n % 8 + 1}.note", f"catatan {phone.n}") for n in range(count)]
        seen: list[str] = []
        db.conn.set_trace_callback(lambda text: seen.append(" ".join(text.split())))
        phone.push(db, *texts)
        db.conn.set_trace_callback(None)
        rows = ("INSERT INTO events", "INSERT INTO answers", "-- ")  # one each, from one prepared statement
        return len([text for text in seen if not text.startswith(rows)])

    phone.push(db, phone.event("A01.answer", "Ya"))  # opens the visit
    assert statements(100) == statements(1)


def test_no_statement_of_a_batch_reads_the_whole_log(db: Database, district: District, visit: TeamVisit) -> None:
    phones = Phone(district.anggota1, visit), Phone(district.anggota1, visit)
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    phones[0].push(db, *(phone.event(f"A0{n}.answer", "A") for phone in phones for n in range(1, 5)))
    db.conn.set_trace_callback(None)
    asked = [text for text in seen if text.lstrip().startswith(("SELECT", "WITH", "UPDATE"))]
    plans = {text: [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}")] for text in asked}
    whole = re.compile(r"SCAN (events|answers|evidence|findings|visits)\b")
    assert not {text: plan for text, plan in plans.items() if any(whole.match(step) for step in plan)}
    assert any("FROM events" in text for text in asked)
