import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { earnedOf, percentOf, readCounts, readReason, readText, suggestSeverity } from "../../app/static/js/phone/answers.js";
import { eventOf } from "../../app/static/js/phone/drafts.js";

test("two counts are an answer once both are there", () => {
  assert.deepEqual(readCounts("percent", { n: "17", d: "20" }, "refused"), { value: { n: 17, d: 20 } });
  assert.deepEqual(readCounts("percent", { n: "17", d: "" }, "refused"), {});
  assert.deepEqual(readCounts("falling", { before: "4", now: "2" }, "refused"), { value: { before: 4, now: 2 } });
  assert.deepEqual(readCounts("percent", { n: "1,5", d: "20" }, "refused"), { problem: "whole" });
});

test("nothing of nothing is an answer only where the item says so", () => {
  assert.deepEqual(readCounts("percent", { n: "0", d: "0" }, "full"), { value: { n: 0, d: 0 } });
  assert.deepEqual(readCounts("percent", { n: "0", d: "0" }, "refused"), { problem: "zero" });
  assert.deepEqual(readCounts("percent", { n: "3", d: "0" }, "full"), { problem: "zero" });
});

test("fields read as the server reads them", () => {
  assert.deepEqual(readText("index", "3,60"), { value: "3.60" });
  assert.deepEqual(readText("index", "4.01"), { problem: "index" });
  assert.deepEqual(readText("number", "-2,5"), { value: "-2.5" });
  assert.deepEqual(readText("count", "007"), { value: "7" });
  assert.deepEqual(readText("date", "2026-11-22"), { value: "2026-11-22" });
  assert.deepEqual(readText("text", "  ada  "), { value: "ada" });
  assert.deepEqual(readText("text", "   "), {});
  assert.deepEqual(readReason(" tidak melayani SIM "), { value: { na: "tidak melayani SIM" } });
  assert.deepEqual(readReason("x".repeat(501)), { problem: "long" });
});

test("the shown share is clamped, rounds half up, and is none of nothing", () => {
  assert.equal(percentOf("percent", { n: 157, d: 170 }), 92);
  assert.equal(percentOf("percent", { n: 1, d: 8 }), 13);
  assert.equal(percentOf("percent", { n: 9, d: 8 }), 100);
  assert.equal(percentOf("percent", { n: 0, d: 0 }), null);
  assert.equal(percentOf("falling", { before: 4, now: 2 }), 50);
  assert.equal(percentOf("falling", { before: 0, now: 0 }), 100);
  assert.equal(percentOf("falling", { before: 0, now: 3 }), 0);
  assert.equal(percentOf("falling", { before: 2, now: 5 }), 0);
});

test("how grave a finding is proposed to be is what the server proposes", () => {
  const { points, cases } = JSON.parse(readFileSync(new URL("../shared/severity_cases.json", import.meta.url), "utf-8"));
  for (const { kind, raw, when_zero: whenZero = "refused", unscored, critical = false, heavy = false, severity } of cases) {
    const letter = typeof raw === "string" && raw in points ? Number(points[raw]) : null;
    const earned = earnedOf({ kind, whenZero, isScored: !unscored }, raw, letter);
    assert.equal(suggestSeverity(earned, critical, heavy), severity, JSON.stringify({ kind, raw, critical, heavy }));
  }
});

test("a draft becomes the event it stands for, or nothing when nothing changed", () => {
  const item = { kind: "percent", whenZero: "refused" };
  const counts = (n, d) => ({ typed: { n, d } });
  assert.deepEqual(eventOf(item, "answer", counts("1", "2"), null), { op: "set", val: { n: 1, d: 2 } });
  assert.equal(eventOf(item, "answer", counts("1", "2"), { d: 2, n: 1 }), null);
  assert.deepEqual(eventOf(item, "answer", counts("", ""), { n: 1, d: 2 }), { op: "clear", val: null });
  assert.equal(eventOf(item, "answer", counts("", ""), null), null);
  assert.deepEqual(eventOf(item, "answer", counts("1", ""), null), { problem: "half" });
  assert.deepEqual(eventOf(item, "answer", { na: " " }, null), { problem: "reason" });
  assert.deepEqual(eventOf(item, "answer", { na: "kosong" }, null), { op: "set", val: { na: "kosong" } });
  assert.deepEqual(eventOf(item, "note", " retak ", null), { op: "set", val: "retak" });
  assert.deepEqual(eventOf(item, "note", "  ", "retak"), { op: "clear", val: null });
  assert.equal(eventOf(item, "note", "retak", "retak"), null);
  assert.deepEqual(eventOf(item, "photo", "Papan", { sha: "1" }), { op: "attach", val: { sha: "1", caption: "Papan" } });
  assert.equal(eventOf(item, "photo", "Papan", null), null);
});
