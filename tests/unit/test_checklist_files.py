"""What YAML lets slip is a problem too, and every problem has its line."""

import hashlib
from pathlib import Path

import pytest

from app.domain.errors import Invalid
from app.store import checklist_files
from tests.instruments import CHECKLISTS

GOOD = (CHECKLISTS / "kesiapan-polsek.yaml").read_text()


def problems(text: str | bytes) -> list[tuple[str, int | None, str]]:
    reading = checklist_files.read_bytes(text if isinstance(text, bytes) else text.encode())
    assert reading.checklist is None
    return [(problem.place, problem.line, problem.what) for problem in reading.problems]


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(start))


def test_a_good_file_is_pinned_by_the_hash_of_its_bytes() -> None:
    reading = checklist_files.read(CHECKLISTS / "kesiapan-polsek.yaml")
    assert reading.problems == ()
    assert reading.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert reading.text == GOOD
    assert checklist_files.parse(reading.text) == reading.checklist


def test_a_key_written_twice_is_named_with_both_lines() -> None:
    text = GOOD.replace("label: Nilai kesiapan internal", "title: Judul lain\nlabel: Nilai kesiapan internal")
    second = line_of(text, "title: Judul lain")
    assert problems(text) == [("title", second - 1, f"kunci 'title' ditulis dua kali (lagi di baris {second})")]


def test_a_key_written_twice_deep_inside_is_named_too() -> None:
    text = GOOD.replace("    type: yes_no\n", "    type: yes_no\n    type: abc\n", 1)
    [(place, _, what)] = [found for found in problems(text) if "dua kali" in found[2]]
    assert place == "parts[0].items[0].type"
    assert "lagi di baris" in what


def test_problems_carry_their_line_in_the_order_of_the_file() -> None:
    text = GOOD.replace("      C: 0 dari 3\n", "", 1).replace("kind: readiness", "kind: ready")
    found = problems(text)
    assert found[0][:2] == ("kind", line_of(text, "kind:"))
    assert ("parts[0].items[4].criteria", line_of(text, "- code: A05") + 3, "belum ada: C") in found
    assert [line for _, line, _ in found] == sorted(line for _, line, _ in found if line)


def test_a_missing_key_is_placed_at_the_thing_that_lacks_it() -> None:
    text = GOOD.replace("    type: yes_no\n", "", 1)
    assert problems(text)[0][:2] == ("parts[0].items[0].type", line_of(text, "- code: A01"))


def test_a_case_that_does_not_come_out_is_named() -> None:
    text = GOOD.replace("total: 72.17", "total: 72.16")
    assert [found[::2] for found in problems(text)] == [("cases[0].expect.total", "tertulis 72.16, hasil hitung 72.17")]


def test_yaml_references_are_refused_so_that_a_file_reads_as_it_stands() -> None:
    text = GOOD.replace(
        "colours: {green: 75.00, yellow: 60.00}", "colours: &warna {green: 75.00, yellow: 60.00}\nconfidence2: *warna"
    )
    assert any(place == "confidence2" and "rujukan YAML" in what for place, _, what in problems(text))


def test_a_tower_of_references_costs_nothing() -> None:
    tower = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert any("rujukan YAML" in what for _, _, what in problems(tower))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "bukan teks UTF-8"),
        (b"a: [1, 2", "bukan YAML yang sah"),
        (b"a: 1\n b: 2\n", "bukan YAML yang sah"),
        (b"a: 1\n---\nb: 2\n", "ada dokumen kedua"),
        (b"a: \x00", "bukan YAML yang sah"),
        (b"", "kunci: isi"),
        (b"- a\n- b\n", "kunci: isi"),
        (b"{[a, b]: c}", "tidak dikenal"),
        (b"x" * 2_000_001, "lebih besar dari 2 MB"),
        (b"a: " + b"[" * 100_000 + b"]" * 100_000, "terlalu banyak lapis"),
        (b"a: &b [*b]", "rujukan YAML"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, says: str) -> None:
    assert any(says in what for _, _, what in problems(content))


def test_the_store_s_text_is_parsed_once_and_refused_with_its_places() -> None:
    assert checklist_files.parse(GOOD) is checklist_files.parse(str(GOOD))
    with pytest.raises(Invalid) as refusal:
        checklist_files.parse(GOOD.replace("kind: readiness", "kind: ready"))
    assert "kind" in refusal.value.problems


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(GOOD.replace("title: Satu kekurangan", "title: No").replace("B: Sebagian area", "B: No"))
    checklist = checklist_files.read(file).checklist
    assert checklist is not None
    assert checklist.item("A02").criteria["B"] == "No"


@pytest.mark.parametrize("line", ["k{}: x", "- a{}", "b{}: &a{} x"])
def test_a_file_of_endless_entries_is_not_read_to_its_end(line: str) -> None:
    text = "\n".join(line.format(number, number) for number in range(100_000))
    ((place, line, what),) = problems(text)
    assert (place, what) == ("dokumen", "lebih dari 20000 isian")
    assert line is not None and line <= 20_001
