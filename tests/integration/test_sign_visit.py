"""Lead and station chief sign a visit's closing."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.signatures import Says, SignerRole
from app.services import accounts, signing
from app.store import audit, evidence, people, signatures, visits
from app.store.evidence import NewEvidence
from app.store.transaction import writing
from tests.closing import DRAWN, both_sign, sign
from tests.factories import NOON, TODAY, District
from tests.visits import fill, make_visit, submitted_visit

LEAD, CHIEF, SECOND = SignerRole


def add_photo(db: Database, district: District, visit_id: int) -> None:
    photo = NewEvidence("7f000000-0000-4000-8000-00000000000a", "ab" * 32, visit_id, district.senori.id, "A01",
                        district.anggota1.id, NOON)  # fmt: skip
    with writing(db):
        evidence.put(db, [photo])


def test_lead_and_chief_sign_each_in_an_own_session(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    first = sign(db, visit, LEAD, district.ketua)
    assert (first.wanted, first.is_complete) == ((CHIEF,), False)
    both = sign(db, visit, CHIEF, district.kapolsek_senori)
    assert both.is_complete
    kept = both.standing[CHIEF]
    assert (kept.titled_name, kept.says, kept.strokes) == ("Iptu Kapolsek Senori", Says.AGREES, DRAWN)
    line = audit.list_stream(db, audit.visit_stream(visit.uid))[-1]
    assert (line.action, line.person_id) == ("visit.signed", district.kapolsek_senori.id)


def test_the_chief_signs_on_the_leads_screen_with_the_own_password(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    done = sign(db, visit, CHIEF, district.kapolsek_senori, on=district.ketua)
    assert done.standing[CHIEF].signed_in_id == district.ketua.id
    with pytest.raises(Invalid) as refused:
        sign(db, visit, CHIEF, district.kapolsek_senori, on=district.ketua, password="siap-test-2027")
    assert refused.value.problems == {"password": "wrong_password"}
    failed = [line for line in audit.list_stream(db, audit.SYSTEM) if line.action == "account.confirmation_failed"]
    assert [line.person_id for line in failed] == [district.ketua.id], "on whose screen it failed"


def test_passwords_are_not_guessed_on_somebody_elses_screen(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    for _ in range(5):
        with pytest.raises(Invalid):
            sign(db, visit, CHIEF, district.kapolsek_senori, on=district.ketua, password="wrong wrong wrong")
    with pytest.raises(accounts.TooManyFailures):
        sign(db, visit, CHIEF, district.kapolsek_senori, on=district.ketua)


def test_a_first_password_signs_nothing(db: Database, district: District) -> None:
    visit, chief = submitted_visit(db, district), district.kapolsek_senori
    with writing(db):
        stored = people.find_for_sign_in(db, chief.username)
        assert stored is not None
        people.set_password(db, chief.id, password_hash=stored[2], must_change=True)
    with pytest.raises(Invalid) as refused:
        sign(db, visit, CHIEF, chief, on=district.ketua)
    assert refused.value.problems == {"password": "must_change"}


def test_a_chief_may_disagree_and_the_visit_can_be_sealed_all_the_same(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    sign(db, visit, LEAD, district.ketua)
    done = sign(db, visit, CHIEF, district.kapolsek_senori, Says.DISAGREES, "Butir A03 keliru")
    assert done.is_complete
    assert done.standing[CHIEF].because == "Butir A03 keliru"


def test_for_an_absent_chief_the_lead_gives_the_reason_and_a_second_member_signs(
    db: Database, district: District
) -> None:
    visit = submitted_visit(db, district)
    with pytest.raises(Conflict):
        sign(db, visit, SECOND, district.anggota1)
    away = sign(db, visit, LEAD, district.ketua, Says.ABSENT, "Dinas luar di Polda")
    assert away.wanted == (SECOND,)
    done = sign(db, visit, SECOND, district.anggota1, on=district.ketua)
    assert done.is_complete
    assert set(signing.witnesses(done.standing)) == {"sign.lead", "strokes.lead", "sign.second", "strokes.second"}
    back = sign(db, visit, CHIEF, district.kapolsek_senori)
    assert set(signing.witnesses(back.standing)) == {"sign.lead", "strokes.lead", "sign.chief", "strokes.chief"}


def test_signatures_lapse_when_a_late_photo_changes_the_content(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    before = both_sign(db, district, visit)
    add_photo(db, district, visit.id)
    after = signing.read(db, visit, today=TODAY)
    assert after.wanted == (LEAD, CHIEF)
    assert [one.role for one in after.lapsed] == [LEAD, CHIEF]
    with pytest.raises(Conflict):
        sign(db, visit, LEAD, district.ketua, content=before.content)
    assert both_sign(db, district, visit).is_complete
    assert len(signatures.of_visit(db, visit.id)) == 4, "none is taken away"


def test_sent_twice_it_signs_once(db: Database, district: District) -> None:
    visit, uid = submitted_visit(db, district), "5a000000-0000-4000-8000-000000000001"
    for _ in range(2):
        sign(db, visit, LEAD, district.ketua, uid=uid)
    assert len(signatures.of_visit(db, visit.id)) == 1


def test_where_nothing_can_be_drawn_the_own_name_is_typed(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    done = sign(db, visit, LEAD, district.ketua, strokes="", typed="ketua")
    assert (done.standing[LEAD].typed, done.standing[LEAD].strokes) == ("ketua", "")
    assert "strokes.lead" not in signing.witnesses(done.standing)


def test_nobody_signs_what_is_not_theirs(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    for who in (district.bagren, district.kapolres):
        with pytest.raises(NotAllowed):
            sign(db, visit, LEAD, district.ketua, on=who)
    with pytest.raises(NotFound):
        sign(db, visit, CHIEF, district.kapolsek_jenu)
    with pytest.raises(NotAllowed):  # a chief lends the own screen to nobody
        sign(db, visit, LEAD, district.ketua, on=district.kapolsek_senori)
    for role, other in ((CHIEF, district.kapolsek_jenu), (LEAD, district.anggota1), (SECOND, district.ketua)):
        with pytest.raises(Invalid) as refused:
            sign(db, visit, role, other, on=district.ketua)
        assert refused.value.problems == {"signer": "not_a_signer"}


def test_only_a_submitted_visit_is_signed(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua, but=("A01",))
    with pytest.raises(IllegalTransition):
        sign(db, visit, LEAD, district.ketua, content="0" * 64)
    assert visits.get_by_id(db, visit.id).state == "open"
