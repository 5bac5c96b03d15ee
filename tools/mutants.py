"""`python -m tools.mutants`: break the phone's client and the server in named ways, and see that the tests notice.

Each mutant is one replaced line in a copy of the last commit. The tests that should notice it are run there; a mutant
that they let pass is a rule that nothing holds. `python -m tools.mutants WORD` tries only those whose name has WORD.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JS = "app/static/js/phone"
RULES = ("node", "--test", "tests/js/")
LONGEST_RULES_S, LONGEST_S = 120, 900  # many times what they take
RECEIPT = "tests/browser/test_fill_faults.py -k lost_receipt"
DAMAGED = "tests/browser/test_fill_faults.py -k damaged"
RESTORED = "tests/browser/test_fill_faults.py -k backup"
DIES = "tests/browser/test_fill_durable.py"
SEALS = (
    "tests/unit/test_merkle.py tests/unit/test_notes.py tests/unit/test_bundle.py tests/unit/test_ticket.py "
    "tests/unit/test_seal.py tests/unit/test_shared_seal_cases.py tests/unit/test_crooked_bundles.py"
)
SEALED = "tests/integration/test_seal_visit.py tests/integration/test_amend_visit.py"


@dataclass(frozen=True)
class Mutant:
    """A way to break a rule: in `file`, `old` becomes `new`; `tests` are for pytest, "" for the rules under Node."""

    name: str
    file: str
    old: str
    new: str
    tests: str = ""


MUTANTS = [
    Mutant("sent without a look at the hash", f"{JS}/outbox.js", "receipt.h === hash", "true"),
    Mutant(
        "sent before the receipt",
        f"{JS}/sync.js",
        "const { status, body } = await this.#send(batch, left);",
        'await this.notebook.settle(batch.map(({ eid }) => ({ eid, state: "sent" })));\n'
        "      const { status, body } = await this.#send(batch, left);",
        RECEIPT,
    ),
    Mutant("a damaged entry is dropped", f"{JS}/outbox.js", 'state: "held", why', 'state: "sent", why'),
    Mutant("a receipt that names nothing stops all", f"{JS}/outbox.js", "(receipt?.eid ?? eid)", "receipt?.eid"),
    Mutant(
        "a damaged entry stops the page",
        f"{JS}/merge.js",
        "    return null;\n  }\n}",
        "    throw new Error();\n  }\n}",
        DAMAGED,
    ),
    Mutant("a page of a portal is success", f"{JS}/server.js", "!== PROTO) throw strange", '=== "") throw strange'),
    Mutant("401 is a refusal of the batch", f"{JS}/server.js", "[400, 413]);", "[400, 401, 413]);"),
    Mutant("no wait after a fault", f"{JS}/outbox.js", "2 ** Math.min(failures, 9)", "0 * failures"),
    Mutant(
        "saved before it is on disk",
        f"{JS}/database.js",
        "Promise.all([worked, committed])",
        "Promise.all([worked])",
        DAMAGED,
    ),
    Mutant("answers only in memory", f"{JS}/notebook.js", "      at.own.add(made);\n", "", DIES),
    Mutant(
        "the counter in memory",
        f"{JS}/notebook.js",
        'const n = ((await request(at.meta.get("counter"))) ?? 0) + 1;',
        "const n = (this.count = (this.count ?? 0) + 1);",
        DAMAGED,
    ),
    Mutant("drafts only in memory", f"{JS}/notebook.js", "      at.drafts.put(draft, [this.visit, cell]);\n", "", DIES),
    Mutant(
        "a closed connection stays closed",
        f"{JS}/database.js",
        "if (DEAD.has(error.name)) await this.#close();",
        "if (DEAD.has(error.name)) throw error;",
        DAMAGED,
    ),
    Mutant(
        "a photo begins anew each time",
        f"{JS}/upload.js",
        "answer = await this.#sendPiece(server, photo, bytes, answer.offset);",
        "answer = await this.#sendPiece(server, photo, bytes, 0);",
    ),
    Mutant(
        "a photo counts as sent without its digest",
        f"{JS}/upload.js",
        "if (answer.digest !== ",
        "if (answer.digest === 0 && ",
    ),
    Mutant(
        "a photo whose bytes are gone stops the others",
        f"{JS}/upload.js",
        'if (!bytes && !answer.complete) return this.#hold(photo, "gone");',
        "",
    ),
    Mutant("the cursor is not kept", f"{JS}/notebook.js", "cursor: next, stage: state }", "stage: state }", RECEIPT),
    Mutant(
        "a restored server is not noticed",
        f"{JS}/ledger.js",
        "if (known === epoch) return false;",
        "return false;",
        RESTORED,
    ),
    Mutant(
        "others' answers replace mine unseen",
        f"{JS}/merge.js",
        "!replaced.has(event.eid))",
        "!replaced.has(event.eid)).slice(-1)",
    ),
    Mutant(
        "order by the phone's clock",
        f"{JS}/merge.js",
        "(a.seq ?? UNSENT) - (b.seq ?? UNSENT) ||",
        "Date.parse(a.at) - Date.parse(b.at) ||",
    ),
    Mutant(
        "everything goes out under whoever is signed in",
        f"{JS}/sync.js",
        'if (session.user !== this.notebook.person) throw new Trouble("sign-in");',
        "",
    ),
    Mutant(
        "the server answers before it commits",
        "app/store/connection.py",
        "synchronous=FULL",
        "synchronous=OFF",
        "tests/unit/test_connection.py",
    ),
    Mutant(
        "the server stores a repeat again",
        "app/services/sync.py",
        "known is not None and known.sha256 == one.sha256",
        "False",
        "tests/integration/test_push_answers.py",
    ),
    Mutant(
        "the server trusts a piece's digest",
        "app/web/phone/photos.py",
        "if not piece or not _is_whole(piece):",
        "if not piece:",
        "tests/integration/test_send_photos.py",
    ),
    Mutant(
        "the server keeps its epoch after a restore",
        "app/services/backup.py",
        "installation.new_epoch(db, at=at)",
        "pass",
        "tests/integration/test_backup.py",
    ),
    Mutant(
        "a seal's leaf passes for a node",
        "app/domain/merkle.py",
        'hashlib.sha256(b"\\1" + left',
        'hashlib.sha256(b"\\0" + left',
        SEALS,
    ),
    Mutant(
        "a seal's proof may be too long",
        "app/domain/merkle.py",
        "    return last == 0 and hashed == root",
        "    return hashed == root",
        SEALS,
    ),
    Mutant(
        "a seal's checkpoint needs no signature",
        "app/domain/notes.py",
        "if not key.verifies(raw[4:], text.encode()):",
        "if not raw:",
        SEALS,
    ),
    Mutant("a seal's key is not compared with its id", "app/domain/notes.py", "or key.id.hex() != parts[1]", "", SEALS),
    Mutant(
        "a seal's item is not hashed again",
        "app/domain/bundle.py",
        "if merkle.leaf_hash(canonical(dict(item))) != leaf:",
        "if not leaf:",
        SEALS,
    ),
    Mutant("a seal's items may stand anywhere", "app/domain/bundle.py", "if here <= before or", "if", SEALS),
    Mutant(
        "a seal's signature is not compared with its content",
        "app/domain/bundle.py",
        'value["content"] == entry.get("content")',
        "True",
        SEALS,
    ),
    Mutant(
        "a seal's amendment may be of another",
        "app/domain/bundle.py",
        'one.entry.get("seal") != sidik(seal.entry) or',
        "",
        SEALS,
    ),
    Mutant("a seal's file may be any", "app/domain/bundle.py", 'files[name] != value.get("sha256")', "False", SEALS),
    Mutant(
        "a seal's chain of keys may have gaps", "app/domain/bundle.py", "or (chain and key != chain[-1])", "", SEALS
    ),
    Mutant(
        "a seal's bundle is read in any spelling", "app/domain/bundle.py", "if spelled != data:", "if False:", SEALS
    ),
    Mutant(
        "a seal's ticket is taken on trust",
        "app/domain/ticket.py",
        "if not key.verifies(_unb32(signature), SIGNED + body.encode()):",
        "if not signature:",
        SEALS,
    ),
    Mutant(
        "a seal's salt is everybody's",
        "app/domain/seal.py",
        'f"{kind}|{item_id}".encode()',
        'b""',
        SEALS,
    ),
    Mutant(
        "a seal needs one signature",
        "app/services/sealing.py",
        "        if wanted:",
        "        if len(wanted) > 1:",
        SEALED,
    ),
    Mutant(
        "a rewritten log is signed again",
        "app/services/checkpoints.py",
        "    _check_growth(db, signer)\n    if last",
        "    if last",
        SEALED,
    ),
    Mutant(
        "a seal's secret is kept",
        "app/services/sealing.py",
        "    seal_secrets.delete(db, visit.id)\n",
        "",
        SEALED,
    ),
]


def copy_of_the_last_commit(folder: Path) -> None:
    """The project as committed, in `folder`."""
    subprocess.run(f"git archive HEAD | tar x -C '{folder}'", shell=True, cwd=ROOT, check=True)  # noqa: S602  our own


def is_noticed(mutant: Mutant, folder: Path) -> bool:
    """Whether the tests fail once the copy in `folder` is broken so; the copy is whole again afterwards."""
    path = folder / mutant.file
    whole = path.read_text(encoding="utf-8")
    if mutant.old not in whole:
        raise SystemExit(f"{mutant.name}: {mutant.file} does not say {mutant.old!r}")
    path.write_text(whole.replace(mutant.old, mutant.new, 1), encoding="utf-8")
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutant.tests.split()]
    try:
        return _fails(pytest if mutant.tests else RULES, folder, LONGEST_S if mutant.tests else LONGEST_RULES_S)
    finally:
        path.write_text(whole, encoding="utf-8")


def _fails(command: Sequence[str], folder: Path, seconds: int) -> bool:
    """Whether the tests fail, or come to no end: a client that goes on for ever is noticed too."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True) as tests:
        try:
            return tests.wait(seconds) == 1
        except subprocess.TimeoutExpired:
            os.killpg(tests.pid, signal.SIGKILL)
            return True


def main() -> int:
    """Try them one after the other; 1 when one was not noticed."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        copy_of_the_last_commit(Path(name))
        for mutant in MUTANTS:
            if wanted in mutant.name:
                noticed = is_noticed(mutant, Path(name))
                missed += not noticed
                print(f"{'noticed' if noticed else 'MISSED ':8} {mutant.name}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
