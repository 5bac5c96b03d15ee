"""`flask checklists score FILE ANSWERS.json`: the figures that are tried from outside."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.instruments import CHECKLISTS

LKE = CHECKLISTS / "lke-2021.yaml"
READY = CHECKLISTS / "kesiapan-polsek.yaml"


def run(app: Flask, tmp_path: Path, file: Path, text: str, *options: str) -> tuple[int, str]:
    given = tmp_path / "answers.json"
    given.write_text(text)
    outcome = app.test_cli_runner().invoke(args=["checklists", "score", str(file), str(given), *options])
    return outcome.exit_code, outcome.output


def score(app: Flask, tmp_path: Path, file: Path, answers: dict[str, Any], *options: str) -> dict[str, Any]:
    code, output = run(app, tmp_path, file, json.dumps(answers), *options)
    assert code == 0, output
    found: dict[str, Any] = json.loads(output)
    return found


def test_the_worksheet_is_scored_from_every_shape_of_answer(app: Flask, tmp_path: Path) -> None:
    found = score(
        app,
        tmp_path,
        LKE,
        {
            "A.1.I.ii.a": "Ya",
            "A.1.I.ii.b": "C",
            "A.1.I.ii.c": "A",
            "A.2.III.iii.a": {"before": 4, "now": 2},
            "A.2.V.ii.a": {"n": 157, "d": 170},
            "B.I.a": "3.60",
            "B.II": 3.2,
        },
    )
    assert list(found) == ["checklist", "version", "total", "nodes", "gates"]
    assert (found["checklist"], found["version"]) == ("lke-2021", "1")
    assert found["total"] == {"value": "34.1872549019607843137254901960", "shown": "34.19", "max": "100"}
    assert found["nodes"]["A.1.I.ii"]["shown"] == "0.67"
    assert found["nodes"]["A.2.V.ii"]["percent"] == "92.35"
    assert found["nodes"]["A.2.III.iii"]["value"] == "1"
    assert found["nodes"]["III"] == {
        "value": "1",
        "shown": "1.00",
        "max": "10",
        "percent": "10.00",
        "answered": 1,
        "items": 21,
    }
    assert {"A", "A.1", "A.1.I", "A.1.I.i", "B", "B.I", "B.I.a", "B.II", "I", "VI"} <= set(found["nodes"])
    gates = {gate["code"]: gate for gate in found["gates"]["WBK"]["gates"]}
    assert gates["B.I.a"] == {"code": "B.I.a", "needs": "15.75", "has": "15.75", "passed": True}
    assert gates["B.II"] == {"code": "B.II", "needs": "14", "has": "14", "passed": True}
    assert found["gates"]["WBK"]["passed"] is found["gates"]["WBBM"]["passed"] is False


def test_an_index_written_as_a_json_number_keeps_its_digits(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, tmp_path, LKE, '{"B.I.a": 3.599999999999999999999}')
    assert code == 0
    assert json.loads(output)["nodes"]["B.I.a"]["value"] == "15.749999999999999999995625"
    assert json.loads(output)["nodes"]["B.I.a"]["shown"] == "15.74"


def test_the_readiness_is_a_percentage_of_what_applies(app: Flask, tmp_path: Path) -> None:
    answers = {f"D0{number}": {"na": "Tidak ada di sini."} for number in range(1, 5)} | {"C01": "Ya"}
    found = score(app, tmp_path, READY, answers)
    assert found["total"] == {"value": "4", "shown": "4.00", "max": "100"}
    assert found["nodes"]["IV"] == {
        "value": None,
        "shown": None,
        "max": "10",
        "percent": None,
        "answered": 4,
        "items": 4,
    }
    assert [gate["code"] for gate in found["gates"]["WBK"]["gates"]] == ["total", "I", "II", "III", "V", "VI"]


def test_switches_choose_the_items_of_a_station(app: Flask, tmp_path: Path) -> None:
    answers = {"B01": "A"}
    assert score(app, tmp_path, READY, answers)["nodes"]["II"]["items"] == 10
    assert score(app, tmp_path, READY, answers, "--switches", "")["nodes"]["II"]["items"] == 9
    on = score(app, tmp_path, READY, answers, "--switches", "penyidikan, melayani_skck")
    assert (on["nodes"]["II"]["items"], on["nodes"]["VI"]["items"]) == (10, 34)
    code, output = run(app, tmp_path, READY, "{}", "--switches", "penyidik")
    assert code == 1
    assert "penyidik" in output


def test_the_gates_of_the_day_asked_for_decide(app: Flask, tmp_path: Path) -> None:
    dated = tmp_path / "dated.yaml"
    old = "  - {code: total, on: total, title: Lama, needs: 50.00, valid_to: 2025-12}\n"
    new = "  - {code: total, on: total, title: Nilai kesiapan, needs: 75.00"
    dated.write_text(READY.read_text().replace(new, f"{old}{new}, valid_from: 2026", 1))

    def total_needs(*day: str) -> list[str]:
        gates = score(app, tmp_path, dated, {}, *day)["gates"]["WBK"]["gates"]
        return [gate["needs"] for gate in gates if gate["code"] == "total"]

    assert total_needs("--day", "2025-12-31") == ["50"]
    assert total_needs("--day", "2026-01-01") == total_needs() == ["75"]
    assert run(app, tmp_path, dated, "{}", "--day", "31-12-2025")[0] == 2


@pytest.mark.parametrize("name", ["lke-2014", "lke-2019"])
def test_unconfirmed_gates_are_null_in_the_result(app: Flask, tmp_path: Path, name: str) -> None:
    found = score(app, tmp_path, CHECKLISTS / f"{name}.yaml", {"B.1.a": "4"})
    assert {verdict["passed"] for verdict in found["gates"].values()} == {None}
    assert {gate["passed"] for verdict in found["gates"].values() for gate in verdict["gates"]} == {None}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"Z.9": "A"}', "Z.9"),
        ('{"A.1.I.i.a": "Mungkin"}', "A.1.I.i.a"),
        ('{"A.1.I.i": "Ya"}', "A.1.I.i"),
        ('{"A.1.I.i.b": "D"}', "A.1.I.i.b"),
        ('{"A.2.IV.i.a": {"n": 1, "d": 0}}', "A.2.IV.i.a"),
        ('{"A.2.IV.i.a": {"n": -1, "d": 3}}', "A.2.IV.i.a"),
        ('{"A.2.III.iii.a": {"n": 4, "d": 2}}', "A.2.III.iii.a"),
        ('{"B.I.a": "4.01"}', "B.I.a"),
        ('{"B.I.a": NaN}', "B.I.a"),
        ('{"A.1.I.i.a": {"na": "Tidak perlu."}}', "A.1.I.i.a"),
        ('{"A.1.I.i.a": "Ya", "A.1.I.i.a": "Tidak"}', "A.1.I.i.a"),
        ('{"B.II": "3", "B.II.a": "3"}', "B.II"),
        ("[]", "objek JSON"),
        ('{"A.1.I.i.a": ', "bukan JSON"),
    ],
)
def test_what_cannot_be_is_an_error_that_names_it(app: Flask, tmp_path: Path, text: str, names: str) -> None:
    code, output = run(app, tmp_path, LKE, text)
    assert code == 1
    assert names in output


def test_every_error_is_told_at_once_and_nothing_is_scored(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, tmp_path, LKE, '{"Z.9": "A", "B.I.a": "9", "A.1.I.i.a": "Ya"}')
    assert code == 1
    assert len(output.splitlines()) == 2
    assert "nodes" not in output


def test_a_broken_checklist_or_a_missing_file_is_an_error(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(READY.read_text().replace("kind: readiness", "kind: ready"))
    code, output = run(app, tmp_path, broken, "{}")
    assert (code, "kind: 'ready' tidak dikenal" in output) == (1, True)
    missing = app.test_cli_runner().invoke(args=["checklists", "score", str(LKE), str(tmp_path / "none.json")])
    assert missing.exit_code == 1
    assert "none.json" in missing.output
