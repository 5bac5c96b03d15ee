import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readAnswer } from "../../app/static/js/scoring/answers.js";
import { exactText, twoDecimals } from "../../app/static/js/scoring/exact.js";
import { Fraction } from "../../app/static/js/scoring/fraction.js";
import { inForce } from "../../app/static/js/scoring/gates.js";
import { proposal } from "../../app/static/js/scoring/readiness.js";
import { applicable, itemsOf, points, readAll, score } from "../../app/static/js/scoring/scoring.js";
import { failures } from "./scoring_cases.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../shared/${name}`, import.meta.url), "utf-8"));
const rules = { readAnswer, exactText, twoDecimals, Fraction, inForce, proposal, applicable, itemsOf, points, readAll, score };
const CASES = read("scoring_cases.json");
const NO_CASES = { points: [], shown: [], exact: [], in_force: [], proposals: [], scores: [] };
const INSTRUMENTS = read("instruments.json");

test("the phone counts every case worked by hand as the server does", () => {
  assert.deepEqual(failures(rules, CASES, INSTRUMENTS), []);
});

test("a changed figure would be noticed", () => {
  for (const [list, key] of [["points", "points"], ["shown", "shown"], ["exact", "text"], ["in_force", "in_force"], ["proposals", "severity"], ["scores", "total"]]) {
    CASES[list].forEach((one, position) => {
      if (one.refused) return;
      const wrong = { ...NO_CASES, [list]: [{ ...one, [key]: "12.34" }] };
      assert.equal(failures(rules, wrong, INSTRUMENTS).length, 1, `${list} ${position}`);
    });
  }
});

test("an answer to an item that the station does not have is no part of the score", () => {
  const checklist = INSTRUMENTS["kesiapan-polsek"];
  const answers = readAll(checklist, { B09: "C", D01: "A" });
  const shown = (switches) => score(checklist, answers, { switches }).total.shown;
  assert.equal(shown([]), score(checklist, readAll(checklist, { D01: "A" }), { switches: [] }).total.shown);
});
