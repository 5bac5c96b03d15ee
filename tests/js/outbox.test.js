import assert from "node:assert/strict";
import { test } from "node:test";

import { BATCH_CHARACTERS, credible, delayAfter, nextBatch, nextPiece } from "../../app/static/js/phone/outbox.js";

const entry = (eid, raw = "{}") => ({ eid, raw, state: "new" });

test("a batch takes what fits, in order, and always at least one", () => {
  const large = "x".repeat(BATCH_CHARACTERS - 10);
  assert.deepEqual(nextBatch([entry("a", large), entry("b", large)]).map((one) => one.eid), ["a"]);
  assert.equal(nextBatch([entry("a", "x".repeat(2 * BATCH_CHARACTERS))]).length, 1);
  assert.equal(nextBatch(Array.from({ length: 250 }, (_, position) => entry(String(position)))).length, 200);
  assert.equal(nextBatch([entry("a"), entry("b"), entry("c")], 2).length, 2);
});

test("an event is sent when the receipt carries the hash of our bytes", () => {
  const receipts = [{ eid: "a", st: "ok", seq: 4, h: "ha" }, { eid: "b", st: "dup", seq: 2, h: "hb" }];
  const marks = credible([entry("a"), entry("b")], receipts, ["ha", "hb"]);
  assert.deepEqual(marks, [{ eid: "a", state: "sent", seq: 4 }, { eid: "b", state: "sent", seq: 2 }]);
});

test("a receipt for other bytes, of another event, or missing is no receipt", () => {
  const wrong = [[{ eid: "a", st: "ok", h: "other" }], [{ eid: "z", st: "ok", h: "ha" }], [], undefined, [{ eid: "a", st: "fine", h: "ha" }]];
  for (const receipts of wrong) {
    assert.deepEqual(credible([entry("a")], receipts, ["ha"]), []);
  }
});

test("what the server keeps aside is held with its reason, never dropped", () => {
  const marks = credible([entry("a")], [{ eid: "a", st: "quarantined", why: "late" }], ["ha"]);
  assert.deepEqual(marks, [{ eid: "a", state: "held", why: "late" }]);
  assert.deepEqual(credible([entry("a")], [{ eid: "a", st: "held", why: "too much kept aside" }], ["ha"])[0].state, "held");
  const unnamed = credible([entry("a"), entry("b")], [{ eid: null, st: "quarantined", why: "not JSON" }, { eid: "b", st: "ok", h: "hb" }], ["ha", "hb"]);
  assert.deepEqual(unnamed.map(({ eid, state }) => [eid, state]), [["a", "held"], ["b", "sent"]]);
});

test("the wait doubles up to five minutes and is spread by chance", () => {
  const middle = () => 0.5;
  assert.deepEqual([1, 2, 3, 8, 9, 30].map((failures) => delayAfter(failures, 0, middle)), [2, 4, 8, 256, 300, 300]);
  assert.equal(delayAfter(1, 60, middle), 69);
  assert.ok(delayAfter(3, 0, () => 0) < delayAfter(3, 0, () => 1));
  assert.equal(delayAfter(1, 60, () => 0), 60, "never before the time that the server asked for");
  assert.ok(delayAfter(1, 1e9, () => 1) < 1200, "a wait without end is no server's word");
});

test("pieces grow only after four quick ones and shrink after a slow one", () => {
  let piece = { size: 262_144, quick: 0 };
  for (let count = 0; count < 4; count += 1) piece = nextPiece(piece.size, 0.5, piece.quick);
  assert.deepEqual(piece, { size: 524_288, quick: 0 });
  assert.equal(nextPiece(piece.size, 9, 0).size, 262_144);
  assert.equal(nextPiece(65_536, 9, 0).size, 65_536);
  assert.equal(nextPiece(1_048_576, 0.1, 3).size, 1_048_576);
});
