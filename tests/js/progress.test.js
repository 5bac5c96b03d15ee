import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../app/static/js/phone/merge.js";
import { gaps, nextItem, partProgress } from "../../app/static/js/phone/progress.js";

const item = (code, photo = "optional") => ({ code, title: code, photo });
const PARTS = [
  { code: "A", title: "A", items: [item("A01"), item("A02", "required"), item("A03")] },
  { code: "B", title: "B", items: [item("B01")] },
  { code: "C", title: "C", items: [item("C01")] },
];

let counter = 0;
function fill(history, cell, val) {
  counter += 1;
  history.add({ eid: `p${counter}`, cell, op: "set", val, base: [], by: "x", at: "2026", n: counter });
}

test("progress counts settled answers only", () => {
  const history = new History();
  fill(history, "A01.answer", "Ya");
  fill(history, "A03.answer", "Ya");
  fill(history, "A03.answer", "Tidak");
  assert.deepEqual(partProgress(history, PARTS[0]), { done: 1, all: 3 });
});

test("a gap says whether an answer, a choice between two, or a photo is missing", () => {
  const history = new History();
  fill(history, "A01.answer", "Ya");
  fill(history, "A01.answer", "Tidak");
  fill(history, "A02.answer", "B");
  const found = gaps(history, [PARTS[0]]).map((gap) => [gap.item.code, gap.why]);
  assert.deepEqual(found, [["A01", "conflict"], ["A02", "photo"], ["A03", "answer"]]);
});

test("an item that asks for the original asks for a photo", () => {
  const history = new History();
  fill(history, "A09.answer", "B");
  assert.deepEqual(gaps(history, [{ ...PARTS[0], items: [item("A09", "original")] }]).map((gap) => gap.why), ["photo"]);
});

test("an item that does not apply needs no photo", () => {
  const history = new History();
  fill(history, "A02.answer", { na: "tidak ada" });
  assert.deepEqual(gaps(history, [{ ...PARTS[0], items: [PARTS[0].items[1]] }]), []);
});

test("next goes on after the item at hand, comes back to what was skipped, then to one's own other parts", () => {
  const history = new History();
  const next = (from) => nextItem(history, PARTS, { part: "A", from, own: ["A", "C"] })?.item.code ?? null;
  assert.equal(next(""), "A01");
  assert.equal(next("A01"), "A02");
  fill(history, "A02.answer", "Ya");
  fill(history, "A03.answer", "Ya");
  assert.equal(next("A03"), "A01");
  fill(history, "A01.answer", "Ya");
  assert.equal(next("A01"), "C01");
  fill(history, "C01.answer", "Ya");
  assert.equal(next("A01"), null);
});

test("when one's own parts are done, next goes on in parts that nobody was given, and never in another's", () => {
  const history = new History();
  const next = (free) => nextItem(history, PARTS, { part: "A", from: "A01", own: ["A"], free })?.part.code ?? null;
  for (const { code } of PARTS[0].items) fill(history, `${code}.answer`, "Ya");
  assert.deepEqual([next([]), next(["C"]), next(["B", "C"])], [null, "C", "B"]);
});
