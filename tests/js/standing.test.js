import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Around } from "../../app/static/js/phone/around.js";
import { History } from "../../app/static/js/phone/merge.js";
import { standingOf } from "../../app/static/js/summary/standing.js";

const checklist = JSON.parse(readFileSync(new URL("../shared/instruments.json", import.meta.url), "utf-8"))["kesiapan-polsek"];
const ITEMS = { A: ["A01", "A02"], D: ["D01", "D02"] };
const photo = (code) => (code === "A02" ? "required" : "optional");
const told = {
  visit: { planned_on: "2026-11-22", switches: [], lead: { username: "ketua" } },
  parts: Object.entries(ITEMS).map(([code, items]) => ({ code, title: code, items: items.map((item) => ({ code: item, title: item, photo: photo(item) })) })),
  team: [{ username: "anggota1", name: "Bripka Anggota1", parts: ["A"] }],
  people: {},
};
let counter = 0;
const event = (cell, val, more = {}) => ({ eid: `e${(counter += 1)}`, cell, op: "set", val, base: [], by: "anggota1", at: "2026-11-22T05:00:00Z", n: counter, ...more });

function standing(events, instrument = checklist) {
  const history = new History();
  for (const one of events) history.add(one);
  return standingOf({ history, around: new Around(told, "anggota1"), checklist: instrument });
}

test("progress, gaps by their reason, and whose part it is", () => {
  const found = standing([event("A01.answer", "Ya"), event("A02.answer", "A"), event("D01.answer", "A"), event("D01.answer", "B")]);
  assert.deepEqual([found.answered, found.all], [2, 4]);
  assert.deepEqual(found.parts.map(({ part, done, all, isOwn }) => [part.code, done, all, isOwn]), [["A", 2, 2, true], ["D", 0, 2, false]]);
  assert.deepEqual(["photos", "conflicts", "blank"].map((why) => found[why].map(({ item }) => item.code)), [["A02"], ["D01"], ["D02"]]);
});

test("the score counts what stands: two answers that differ are none, and neither is an impossible one", () => {
  const certain = standing([event("D01.answer", "A")]).result.total.shown;
  const contested = [event("D02.answer", "A"), event("D02.answer", "B")];
  assert.equal(standing([event("D01.answer", "A"), ...contested, event("A01.answer", "Mungkin")]).result.total.shown, certain);
  assert.equal(standing([event("A01.answer", "Mungkin")]).blank.length, 4);
});

test("without an answer or without the checklist there is no score, and the gaps are still known", () => {
  assert.equal(standing([]).result, null);
  const blind = standing([event("A01.answer", "Ya")], null);
  assert.deepEqual([blind.result, blind.answered, blind.blank.length], [null, 1, 3]);
});

test("an answer without points suggests a finding until one speaks of the item", () => {
  const answer = event("A01.answer", "Tidak");
  assert.deepEqual(standing([answer]).suggestions.map(({ item, severity }) => [item.code, severity]), [["A01", "moderate"]]);
  const raised = standing([answer, event("A01.finding.u1", { condition: "Tidak ada", severity: "minor" })]);
  assert.deepEqual([raised.suggestions, raised.findings.map(({ uid }) => uid)], [[], ["u1"]]);
});
