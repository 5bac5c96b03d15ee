"""`flask checklists check`: silence is not enough, every file says what it is or everything wrong with it."""

from pathlib import Path

from flask import Flask

from tests.instruments import CHECKLISTS

GOOD = (CHECKLISTS / "kesiapan-polsek.yaml").read_text()


def check(app: Flask, *files: object) -> tuple[int, list[str]]:
    outcome = app.test_cli_runner().invoke(args=["checklists", "check", *map(str, files)])
    return outcome.exit_code, outcome.output.splitlines()


def test_without_files_it_checks_every_published_one(app: Flask) -> None:
    code, lines = check(app)
    assert code == 0
    assert [line.rsplit("/", 1)[-1] for line in lines] == [
        "kesiapan-polsek.yaml: kesiapan-polsek versi 1, 82 butir, baik",
        "lke-2014.yaml: lke-2014 versi 1, 84 butir, baik",
        "lke-2019.yaml: lke-2019 versi 1, 84 butir, baik",
        "lke-2021.yaml: lke-2021 versi 1, 113 butir, baik",
    ]


def test_every_problem_is_printed_with_file_line_and_place(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        GOOD.replace("kind: readiness", "kind: ready")
        .replace("weight: 15.00", "weight: 14.00")
        .replace("      C: 0 dari 3\n", "", 1)
    )
    code, lines = check(app, CHECKLISTS / "lke-2021.yaml", broken)
    assert code == 1
    assert lines[0].endswith("113 butir, baik")
    found = {line.split(": ")[1]: line for line in lines[1:]}
    assert set(found) == {"kind", "weight", "parts[0].items[4].criteria"}
    assert found["kind"].startswith(f"{broken}:8: kind: ")
    assert found["parts[0].items[4].criteria"].endswith("belum ada: C")


def test_a_file_that_is_not_there_is_a_problem(app: Flask, tmp_path: Path) -> None:
    assert check(app, tmp_path / "nothing.yaml") == (1, [f"{tmp_path / 'nothing.yaml'}: No such file or directory"])


def test_two_files_may_not_claim_one_version(app: Flask, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(GOOD + "\n# berbeda\n")
    code, lines = check(app, CHECKLISTS / "kesiapan-polsek.yaml", twin)
    assert code == 1
    assert "kesiapan-polsek versi 1 juga ada di" in lines[1]
