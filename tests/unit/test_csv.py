"""The quarter's CSV files: exact, streamed, and safe however a spreadsheet splits them."""

import csv
import io
import re
from dataclasses import replace

from app.exports.csv import answers_csv, findings_csv, stations_csv
from tests.unit.nasty_texts import FORMULAS, MARKUP
from tests.unit.sample_reports import finding, quarter, quarter_answers, station

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def text_of(lines):
    return b"".join(lines).decode("utf-8-sig")


def read(lines):
    return list(csv.DictReader(io.StringIO(text_of(lines), newline="")))


def test_the_file_begins_with_the_mark_that_spreadsheets_ask_for():
    assert b"".join(stations_csv(quarter())).startswith(b"\xef\xbb\xbfPeriode,")


def test_there_is_one_row_for_each_station_with_the_shown_figures():
    rows = read(stations_csv(quarter()))
    assert [(row["Kode"], row["Nilai kesiapan internal"], row["Perubahan"]) for row in rows] == [
        ("polsek-tuban", "90.00", "18.80"),
        ("polsek-senori", "75.42", "4.22"),
        ("polsek-jenu", "74.99", "-2.11"),
        ("polsek-soko", "61.13", "-10.08"),
        ("polsek-widang", "", ""),
    ]
    assert rows[1]["V Penguatan Pengawasan"] == "81.42"
    assert rows[1]["Kunjungan terakhir"] == "2026-11-19"
    assert rows[-1]["Letak terhadap tanda"] == "Belum diperiksa"


def test_findings_and_answers_are_files_of_their_own():
    assert [row["Nomor"] for row in read(findings_csv(quarter()))] == ["TM-042", "TM-043", "TM-044"]
    answers = read(answers_csv(quarter()))
    assert len(answers) == 164
    assert answers[3]["Jawaban"] == "157 dari 170"
    assert answers[3]["Nilai"] == "0.92"


def test_rows_are_made_one_at_a_time():
    taken = []

    def watched():
        for answer in quarter_answers():
            taken.append(answer)
            yield answer

    lines = answers_csv(quarter(answers=watched()))
    next(lines)
    assert taken == []
    next(lines)
    assert len(taken) == 1


def poisoned():
    texts = [*FORMULAS, *MARKUP]
    line = next(quarter_answers())
    return quarter(
        stations=tuple(station(text, text, None) for text in texts),
        findings=tuple(finding(text, title=text, condition=text, owner=text, station=text) for text in texts),
        answers=(
            replace(line, station=text, line=replace(line.line, note=text, answer=text, title=text)) for text in texts
        ),
    )


def dangerous(cell):
    return cell.startswith(TRIGGERS) and not re.fullmatch(r"-\d+\.\d\d", cell)


def test_no_cell_can_run_however_the_file_is_split():
    """At commas as written; and at each separator by a reader that knows quotes or one that does not."""
    for make in (stations_csv, findings_csv, answers_csv):
        text = text_of(make(poisoned()))
        for separator in (",", ";", "\t", "|"):
            knowing = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            cells = [cell for row in knowing for cell in row]
            naive = [cell for row in re.split(r"[\r\n]+", text) for cell in row.split(separator)]
            bare = [cell.lstrip(' "') for cell in naive]
            assert not [cell for cell in [*cells, *naive, *bare] if dangerous(cell)]


def test_a_guarded_text_is_otherwise_as_it_was_typed():
    rows = read(findings_csv(quarter(findings=(finding(title="=1+1 dan seterusnya"),))))
    assert rows[0]["Temuan"] == "'=1+1 dan seterusnya"
