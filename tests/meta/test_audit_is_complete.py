"""Every deed leaves its line in the audit trail, and every line can be told."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.domain.finding_life import FindingState
from app.web.audit.sentences import SENTENCES

APP = Path(__file__).parents[2] / "app"
SERVICES = APP / "services"

# write units that are nobody's deed, each with its reason
NO_DEED = {
    "accounts._count_try": "a try is no deed yet; what fails is written down by whoever asked",
    "accounts._knows_password": "forgets the tries of somebody who knew the password; the deed that asked follows",
    "accounts.keep_session": "a session that is used lasts on",
    "accounts.name_phone": "which phone's store a session sends from",
    "contents.secret": "the salt of a visit is made when it is first needed; the seal it serves is written down",
    "checkpoints.newest": "signs the log as it stands; what made it grow is written down",
    "finding_comments.see": "that a comment was on a screen; what it says was written down when it came",
    "reminders._take_up": "what an earlier run left; the line of this run counts it",
    "reminders.write": "what is to be told; the mails themselves are kept and shown",
    "reminders._prune": "mails that have nothing to say any more",
    "reminders._claim": "a mail is under way; the line of the run counts what became of it",
    "reminders._send": "what became of the last mail; the line of the run counts it",
    "sync.greet": "that a phone was heard",
    "work.beat": "that the worker lives",
    "work.run_due": "takes a job up",
    "work._run": "a job is done: what it did is its own deed",
    "work._kept": "a job goes on",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SERVICES.rglob("*.py")):
        if "demo" not in path.parts:
            yield path.stem, ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions() -> dict[str, ast.FunctionDef]:
    """Every function of the services by 'module.name' (methods by their own name)."""
    return {
        f"{module}.{node.name}": node
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


@cache
def calls(node: ast.AST) -> dict[ast.Call, str]:
    """What is called below a node, as it is written."""
    return {call: _written(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_written(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def reaches_audit(module: str, node: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a line is written below this node, in services that it calls too."""
    for called in calls(node).values():
        if called == "audit.record":
            return True
        name = called if called in functions() else f"{module}.{called.rpartition('.')[2]}"
        found = functions().get(name)
        if found and name not in seen and reaches_audit(name.partition(".")[0], found, seen | {name}):
            return True
    return False


def write_units() -> Iterator[tuple[str, ast.With]]:
    for name, function in functions().items():
        for node in ast.walk(function):
            if isinstance(node, ast.With) and "writing" in calls(node.items[0].context_expr).values():
                yield name, node


def recorded() -> Iterator[tuple[str, str]]:
    """(where, action) of every line that services write."""
    for name, function in functions().items():
        for node, called in calls(function).items():
            if called == "audit.record":
                for action in actions(node.args[1], function):
                    yield name, action


def actions(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """The actions that an expression can come to."""
    if isinstance(node, ast.JoinedStr):
        assert ast.unparse(node) == "f'finding.{state}'", f"teach this test {ast.unparse(node)}"
        return {f"finding.{state}" for state in FindingState}
    if isinstance(node, ast.Name):
        assigned = [
            made.value
            for made in ast.walk(function)
            if isinstance(made, ast.Assign) and ast.unparse(made.targets[0]) == node.id
        ]
        assert assigned, f"{function.name}: where does {node.id} come from?"
        return {action for value in assigned for action in actions(value, function)}
    if isinstance(node, ast.IfExp):
        return actions(node.body, function) | actions(node.orelse, function)
    assert isinstance(node, ast.Constant) and isinstance(node.value, str), f"teach this test {ast.unparse(node)}"
    return {node.value}


def test_every_write_of_a_service_leaves_a_line() -> None:
    silent = {name for name, unit in write_units() if not reaches_audit(name.partition(".")[0], unit)}
    assert len(list(write_units())) > 40, "the write units were not found"
    assert silent == set(NO_DEED), "a write without audit.record, or an exception that is none any more"


def test_a_service_that_writes_in_silence_would_be_found() -> None:
    tree = ast.parse("def lose(db):\n    with writing(db):\n        visits.delete(db)\n")
    assert not reaches_audit("visits", tree)
    assert reaches_audit("visits", ast.parse("with writing(db):\n    audit.record(db, 'a.b', 'c', 1)"))


def test_every_action_can_be_told() -> None:
    told = [(where, action) for where, action in recorded() if action not in SENTENCES]
    assert len({action for _, action in recorded()}) > 40
    assert told == [], "give these a sentence in app/web/audit/sentences.py and its catalogue"
