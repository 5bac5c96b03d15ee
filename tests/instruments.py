"""The published instruments, and small ones made on the spot."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from app.domain import answers, checklist_file, scoring
from app.domain.checklist import Checklist, Item
from app.store import checklist_files

CHECKLISTS = Path(__file__).parent.parent / "checklists"
NAMES = ("kesiapan-polsek", "lke-2021", "lke-2019", "lke-2014")


def published(name: str) -> Checklist:
    """A checklist of the repository by its file name."""
    return checklist_files.parse(published_text(name))


def published_text(name: str) -> str:
    """The file of a checklist of the repository."""
    return (CHECKLISTS / f"{name}.yaml").read_text()


def scored(checklist: Checklist, raws: Mapping[str, object], **others: Any) -> scoring.Result:
    """The score of answers given as JSON."""
    return scoring.score(checklist, answers.parse_all(checklist, raws), **others)


def best(item: Item) -> object:
    """The JSON of a full answer to any item."""
    return {"percent": {"n": 1, "d": 1}, "falling": {"before": 1, "now": 0}, "index": "4", "count": "3"}.get(
        item.kind, next(iter(item.points), None)
    )


SMALL = yaml.load(
    """
id: kecil
version: 1
title: Lembar kecil
label: Nilai kecil
kind: readiness
language: id
rule: untuk uji
weight: 10.00
na_allowed: yes
scales:
  yes_no: {Ya: 1.00, Tidak: 0.00}
  abc: {A: 1.00, B: 0.50, C: 0.00}
switches:
- {code: loket, title: Punya loket}
- {code: tanpa_loket, title: Tanpa loket, opposite_of: loket}
nodes:
- {code: I, title: Satu, weight: 6.00}
- {code: II, title: Dua, weight: 4.00}
colours: {green: 75.00, yellow: 60.00}
predicates:
- code: WBK
  title: Tanda WBK
  gates:
  - {code: total, on: total, needs: 75.00}
  - {code: I, on: I, percent: 60.00}
  - {code: II, on: II, percent: 60.00}
parts:
- code: A
  title: Bagian A
  area: I
  items:
  - {code: A01, title: Satu, type: yes_no, critical: yes}
  - {code: A02, title: Dua, type: abc, criteria: {A: baik, B: cukup, C: buruk}}
  - {code: A03, title: Tiga, type: percent, counts: {n: selesai, d: semua}}
- code: B
  title: Bagian B
  area: II
  items:
  - {code: B01, title: Empat, type: falling, counts: {before: lalu, now: kini}, applies_if: loket}
  - {code: B02, title: Lima, type: abc, criteria: {A: baik, B: cukup, C: buruk}, applies_if: tanpa_loket}
  - {code: B03, title: Enam, type: yes_no}
  - {code: B04, title: Tujuh, type: count, scored: no}
""",
    Loader=yaml.BaseLoader,  # noqa: S506 - the one loader that makes nothing but text
)


def small_document() -> dict[str, Any]:
    """A correct document that a test may break."""
    return copy.deepcopy(SMALL)


def small() -> Checklist:
    """The checklist of that document."""
    return checklist_file.build(small_document())
