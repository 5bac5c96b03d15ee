"""The server judges every shared case of seals as it says; a browser is held to the same in tests/js/seal.test.js."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain import bundle, merkle, notes, seal, ticket
from app.domain.notes import BadNote, VerifierKey
from app.domain.ticket import BadTicket
from tools import seal_cases

CASES = json.loads((Path(__file__).parent.parent / "shared" / "seal_cases.json").read_text())
Case = dict[str, Any]


def named(case: Case) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", CASES["bundles"]["cases"], ids=named)
def test_a_bundle_is_wrong_where_the_case_says(case: Case) -> None:
    keys = [VerifierKey.parse(key) for key in case["keys"]]
    found = bundle.verify(seal_cases.altered(CASES["bundles"]["whole"], case["changes"]), keys, case["files"])
    assert [[problem.code, problem.where] for problem in found] == case["problems"]


@pytest.mark.parametrize("case", CASES["bundles"]["texts"], ids=named)
def test_a_text_is_a_bundle_when_the_case_says(case: Case) -> None:
    if case["reads"]:
        assert bundle.read(case["text"].encode()) == CASES["bundles"]["whole"]
    else:
        with pytest.raises(bundle.Unreadable):
            bundle.read(case["text"].encode())


@pytest.mark.parametrize("case", CASES["notes"], ids=named)
def test_a_note_holds_when_the_case_says(case: Case) -> None:
    try:
        notes.opened(case["note"], [VerifierKey.parse(key) for key in case["keys"]])
    except BadNote:
        assert not case["holds"]
    else:
        assert case["holds"]


@pytest.mark.parametrize("case", CASES["tickets"], ids=named)
def test_a_printed_line_says_what_the_case_says(case: Case) -> None:
    key = VerifierKey.parse(CASES["notes"][0]["keys"][0])
    try:
        found = ticket.check(case["line"], [key])
    except BadTicket:
        assert case["says"] is None
    else:
        assert {name: getattr(found, name) for name in ticket.Ticket.__slots__} == case["says"]


def test_everything_has_the_one_spelling_that_the_case_says() -> None:
    for case in CASES["canonical"]:
        try:
            found = seal.canonical(json.loads(case["json"])).decode()
        except ValueError:
            found = None
        assert found == case["text"], case["json"]


def test_proofs_of_every_small_tree_lead_to_its_root_and_to_no_other() -> None:
    for size, tree in enumerate(CASES["trees"], 1):
        leaves, root = [notes.unb64(leaf) for leaf in tree["leaves"]], notes.unb64(tree["root"])
        for index, path in enumerate(tree["inclusion"]):
            steps = [notes.unb64(step) for step in path]
            holds = [merkle.verify_inclusion(n, size, leaves[index], steps, root) for n in range(size)]
            assert holds == [n == index for n in range(size)]
        for old, path in tree["consistency"].items():
            before = notes.unb64(CASES["trees"][int(old) - 1]["root"])
            steps = [notes.unb64(step) for step in path]
            assert merkle.verify_consistency(int(old), before, size, root, steps)
            assert not merkle.verify_consistency(int(old), leaves[0][::-1], size, root, steps)


def test_fingerprints_have_the_words_that_the_cases_say() -> None:
    for case in CASES["words"]:
        assert list(seal.words(case["sidik"])) == case["words"]


def test_the_file_is_what_its_tool_writes() -> None:
    assert json.loads(json.dumps(seal_cases.made())) == CASES
