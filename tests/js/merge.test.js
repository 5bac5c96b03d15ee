import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as rules from "../../app/static/js/phone/merge.js";
import { failures, IN_ORDER, orderDespiteClocks } from "./merge_cases.js";

const { canonical, History } = rules;
const CASES = JSON.parse(readFileSync(new URL("../shared/merge_cases.json", import.meta.url), "utf-8"));

let counter = 0;
const event = (cell, val, base = [], more = {}) => {
  counter += 1;
  return { eid: `e${counter}`, cell, op: "set", val, base, by: "ketua", at: "2026-11-22T05:00:00Z", n: counter, ...more };
};
const historyOf = (...events) => {
  const history = new History();
  events.forEach((one, position) => history.add(one, position + 1));
  return history;
};

test("the phone merges every shared case as the server does, in any order and told twice", () => {
  assert.deepEqual(failures(rules, CASES), []);
});

test("a case that says something else would be noticed", () => {
  for (const one of CASES) {
    for (const [cell, wanted] of Object.entries(one.expect)) {
      const wrong = [{ ...one, expect: { [cell]: { ...wanted, conflict: !wanted.conflict } } }];
      assert.notEqual(failures(rules, wrong).length, 0, one.name);
    }
  }
});

test("a phone's wrong clock reorders nothing: the server's numbers count, then the phone's own", () => {
  assert.deepEqual(orderDespiteClocks(rules), IN_ORDER);
});

test("an own event that turns out to have come late counts no longer", () => {
  const history = new rules.History();
  const first = event("A01.answer", "Ya");
  const mine = event("A01.answer", "Tidak", [first.eid]);
  history.add(first, 1);
  history.add(mine);
  assert.equal(history.value("A01.answer"), "Tidak");
  assert.equal(history.add(rules.readEvent(JSON.stringify(mine), "late"), 2), true);
  assert.equal(history.value("A01.answer"), "Ya");
  history.add(mine, 2);
  assert.equal(history.value("A01.answer"), "Ya", "and stays so when the phone reads its own copy again");
});

test("what nobody replaced is the value", () => {
  const first = event("A01.answer", "Ya");
  const second = event("A01.answer", "Tidak", [first.eid]);
  const history = historyOf(first, second);
  assert.equal(history.value("A01.answer"), "Tidak");
  assert.deepEqual(history.seen("A01.answer"), [second.eid]);
});

test("two who had not seen each other and say different things are in conflict, and both stay", () => {
  const history = historyOf(event("A01.answer", "Ya"), event("A01.answer", "Tidak"));
  assert.equal(history.isConflict("A01.answer"), true);
  assert.equal(history.value("A01.answer"), null);
  assert.equal(history.heads("A01.answer").length, 2);
});

test("the same said twice is agreement, whatever the order of the keys", () => {
  const history = historyOf(event("E08.answer", { n: 1, d: 2 }), event("E08.answer", { d: 2, n: 1 }));
  assert.equal(history.isConflict("E08.answer"), false);
  assert.deepEqual(history.value("E08.answer"), { n: 1, d: 2 });
});

test("an event that names both heads settles a conflict", () => {
  const one = event("A01.answer", "Ya");
  const other = event("A01.answer", "Tidak");
  const history = historyOf(one, other, event("A01.answer", "Ya", [one.eid, other.eid]));
  assert.equal(history.isConflict("A01.answer"), false);
  assert.equal(history.value("A01.answer"), "Ya");
});

test("clearing is blank, and clearing against an answer is a conflict", () => {
  const first = event("A01.answer", "Ya");
  const cleared = event("A01.answer", null, [first.eid], { op: "clear" });
  assert.equal(historyOf(first, cleared).value("A01.answer"), null);
  assert.equal(historyOf(first, cleared, event("A01.answer", "Tidak", [first.eid])).isConflict("A01.answer"), true);
});

test("a comment replaces nothing and conflicts with nothing", () => {
  const history = historyOf(event("A01.answer", "Ya"), event("A01.answer", "hm", [], { op: "comment" }));
  assert.equal(history.value("A01.answer"), "Ya");
});

test("an event of another cell replaces nothing here", () => {
  const first = event("A01.answer", "Ya");
  assert.equal(historyOf(first, event("A02.answer", "B", [first.eid])).value("A01.answer"), "Ya");
});

test("the order of arrival makes no difference", () => {
  const events = [];
  for (let count = 0; count < 60; count += 1) {
    const cell = `A0${count % 3}.answer`;
    const seen = events.filter((one, position) => one.cell === cell && (position * 7 + count) % 3 === 0);
    events.push(event(cell, "ABC"[count % 4 ? 0 : 1], seen.map((one) => one.eid)));
  }
  const outcome = (ordered) => {
    const history = new History();
    for (const one of ordered) history.add(one);
    return ["A00.answer", "A01.answer", "A02.answer"].map((cell) => [history.seen(cell).sort(), history.isConflict(cell)]);
  };
  const forwards = outcome(events);
  assert.ok(forwards.some(([, isConflict]) => isConflict));
  assert.deepEqual(outcome([...events].reverse()), forwards);
  assert.deepEqual(outcome([...events].sort((a, b) => (a.eid < b.eid ? -1 : 1))), forwards);
});

test("the same event twice counts once, and learns its number", () => {
  const history = new History();
  const one = event("A01.answer", "Ya");
  assert.equal(history.add(one), true);
  assert.equal(history.add(one, 7), false);
  assert.equal(history.past("A01.answer")[0].seq, 7);
});

test("the photos of an item are those attached and not taken off", () => {
  const kept = event("A01.photo.u1", { sha: "1" }, [], { op: "attach" });
  const gone = event("A01.photo.u2", { sha: "2" }, [], { op: "attach" });
  const history = historyOf(kept, gone, event("A01.photo.u2", null, [gone.eid], { op: "detach" }));
  assert.deepEqual(history.entries("A01", "photo").map((entry) => entry.uid), ["u1"]);
});

test("of a finding or photo that two people changed apart one stands until it is settled, and none vanishes", () => {
  const minor = event("A01.finding.u1", { condition: "x", severity: "minor" }, [], { eid: "z" });
  const serious = event("A01.finding.u1", { condition: "y", severity: "serious" }, [], { eid: "a" });
  const [entry] = historyOf(minor, serious).entries("A01", "finding");
  assert.equal(entry.value.condition, "y");
  assert.deepEqual(historyOf(serious, minor).entries("A01", "finding")[0].value, entry.value);
  const photo = event("A01.photo.u1", { sha: "1" }, [], { op: "attach" });
  const captions = ["b", "c"].map((caption) => event("A01.photo.u1", { sha: "1", caption }, [photo.eid], { op: "attach", eid: caption }));
  assert.equal(historyOf(photo, ...captions).standing("A01.photo.u1").caption, "c");
  const off = event("A01.photo.u1", null, [photo.eid], { op: "detach" });
  assert.equal(historyOf(photo, captions[0], off).standing("A01.photo.u1").caption, "b");
});

test("item codes may contain dots", () => {
  assert.equal(historyOf(event("A.1.I.i.a.finding.u1", { condition: "x" })).entries("A.1.I.i.a", "finding").length, 1);
});

test("canonical text does not depend on the order of keys, at any depth", () => {
  assert.equal(canonical({ b: [1, { d: 1, c: null }], a: "x" }), canonical({ a: "x", b: [1, { c: null, d: 1 }] }));
  assert.notEqual(canonical({ a: "1" }), canonical({ a: 1 }));
});
