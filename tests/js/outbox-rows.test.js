import assert from "node:assert/strict";
import { test } from "node:test";

import { rowsOf } from "../../app/static/js/outbox/rows.js";

const context = { visit: { station: { name: "Polsek Senori", tz: "Asia/Jakarta" }, planned_on: "2026-11-22" }, parts: [{ code: "A", items: [{ code: "A.1", title: "Rencana aksi" }] }] };
const contexts = new Map([["v1", context]]);
const AT = Date.parse("2026-11-22T05:00:00Z");
const entry = (cell, more = {}) => ({ eid: `e-${cell}`, n: 1, visit: "v1", cell, state: "new", raw: JSON.stringify({ eid: `e-${cell}`, cell, at: "2026-11-22T05:00:00Z", base: [], val: "é" }), ...more });
const photo = (more = {}) => ({ uid: "p1", visit: "v1", item: "A.1", state: "ready", size: 400_000, added_at: AT, ...more });
const list = (outgoing, last = null) => rowsOf({ events: [], photos: [], held: [], ...outgoing }, contexts, last);

test("a row says which item of which visit, how large, and since when", () => {
  const found = list({ events: [entry("A.1.answer")], photos: [photo()] });
  assert.deepEqual(found.groups.map(({ station, on, rows }) => [station, on, rows.length]), [["Polsek Senori", "2026-11-22", 2]]);
  const [answer, picture] = found.groups[0].rows;
  assert.deepEqual([answer.kind, answer.code, answer.title, answer.at], ["answer", "A.1", "Rencana aksi", AT]);
  assert.equal(answer.size, new TextEncoder().encode(entry("A.1.answer").raw).length);
  assert.deepEqual([picture.kind, picture.size, picture.at], ["picture", 400_000, AT]);
  assert.deepEqual([found.answers, found.photos, found.bytes], [1, 1, answer.size + 400_000]);
});

test("what was there before the last attempt was tried then, and what came later was not", () => {
  const after = list({ events: [entry("A.1.note")] }, { state: "offline", at: AT + 1 });
  assert.deepEqual([after.groups[0].rows[0].tried, after.groups[0].rows[0].why], [AT + 1, "offline"]);
  const before = list({ events: [entry("A.1.note")] }, { state: "offline", at: AT - 1 });
  assert.deepEqual([before.groups[0].rows[0].tried, before.groups[0].rows[0].why], [null, ""]);
});

test("held ones stand apart with their reason, whatever they are", () => {
  const found = list({ held: [entry("A.1.answer", { state: "held", why: "late" }), photo({ state: "held", why: "gone", tried_at: AT })] });
  assert.deepEqual(found.held.map(({ kind, why }) => [kind, why]), [["answer", "late"], ["picture", "gone"]]);
  assert.deepEqual([found.groups, found.answers, found.photos], [[], 0, 0]);
});

test("what is typed and no change yet stands apart, with the way to its item", () => {
  const { drafts, groups } = list({ drafts: [["v1", "A.1.answer"], ["v2", "B01.finding.new"]] });
  assert.deepEqual(drafts.map(({ visit, part, code, title }) => [visit, part, code, title]), [["v1", "A", "A.1", "Rencana aksi"], ["v2", "", "B01", ""]]);
  assert.deepEqual(groups, []);
});

test("damaged entries, unknown visits and unknown cells are listed all the same", () => {
  const found = list({ events: [entry("A.1.answer", { raw: "{half" }), entry("x", { visit: "v2" }), entry("A.9.future", { cell: undefined })] });
  assert.deepEqual(found.groups.map(({ station, rows }) => [station, rows.length]), [["Polsek Senori", 2], ["", 1]]);
  const [damaged, unknown] = found.groups[0].rows;
  assert.deepEqual([damaged.at, damaged.title, unknown.kind, found.groups[1].rows[0].kind], [null, "Rencana aksi", "other", "other"]);
});
