import pytest

from app.domain.errors import NotFound
from tests.instruments import published, small


def codes(switches: list[str] | None) -> dict[str, list[str]]:
    return {part.code: [item.code for item in part.items] for part in small().applicable(switches).parts}


def test_switches_decide_which_items_a_station_has() -> None:
    assert codes(None)["B"] == ["B01", "B02", "B03", "B04"]
    assert codes(["loket"])["B"] == ["B01", "B03", "B04"]
    assert codes([])["B"] == ["B02", "B03", "B04"]


def test_an_opposite_switch_follows_the_other_one_whatever_is_stored() -> None:
    assert codes(["loket", "tanpa_loket"])["B"] == ["B01", "B03", "B04"]
    assert codes(["tanpa_loket"])["B"] == ["B02", "B03", "B04"]


def test_a_part_without_items_disappears_and_a_station_s_checklist_keeps_its_identity() -> None:
    ready = published("kesiapan-polsek")
    bare = ready.applicable(["penyidikan"])
    assert "H" not in [part.code for part in bare.parts]
    assert "H" in [part.code for part in ready.parts]
    assert (bare.id, bare.version, bare.nodes) == (ready.id, ready.version, ready.nodes)


def test_things_are_found_by_code_or_not_at_all() -> None:
    lke = published("lke-2021")
    assert lke.item("B.II") is lke.item("B.II.a")
    assert lke.part("I").title == lke.area("I").title == "Manajemen Perubahan"
    for missing in (lambda: lke.item("Z"), lambda: lke.part("Z"), lambda: lke.area("A")):
        with pytest.raises(NotFound):
            missing()
