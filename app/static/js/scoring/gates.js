/** The minimums of a predicate, each held against what a unit has. Rule: docs/scoring.md, "Gates". */

import { Fraction, NOTHING } from "./fraction.js";

export const TOTAL = "total";

/**
 * Predicate code to { passed, gates: [{ gate, has, needs, shortfall, passed }] }, in the order of the checklist.
 *
 * `has` gives the value of a node, an area or the total, null where nothing applies (such a gate is left out). `day`
 * chooses the gates in force that day; null means those that have not ended. `passed` is null while nobody knows.
 */
export function judge(checklist, has, day = null) {
  const verdicts = {};
  for (const predicate of checklist.predicates) {
    const found = predicate.gates.filter((gate) => inForce(gate, day)).map((gate) => ({ gate, value: has(gate.on) }));
    const gates = found.filter(({ value }) => value !== null).map(({ gate, value }) => holdAgainst(gate, value));
    verdicts[predicate.code] = { passed: together(gates.map((one) => one.passed)), gates };
  }
  return verdicts;
}

/** Whether a gate counts on `day`; a limit given as a year or month holds for all of it. */
export function inForce({ validFrom, validTo }, day) {
  if (day === null) return !validTo;
  return validFrom <= day && (!validTo || day.slice(0, validTo.length) <= validTo);
}

/** Node, area or total to every known minimum it is tested by. */
export function limitsOf(checklist) {
  const limits = {};
  for (const { gates } of checklist.predicates) {
    for (const { on, needs } of gates) if (needs !== null) (limits[on] ??= []).push(Fraction.of(needs));
  }
  return limits;
}

function holdAgainst(gate, has) {
  const needs = gate.needs === null ? null : Fraction.of(gate.needs);
  const misses = needs !== null && has.compare(needs) < 0;
  return {
    gate,
    has,
    needs,
    shortfall: needs && (misses ? needs.minus(has) : NOTHING),
    passed: needs === null || !gate.confirmed ? null : !misses,
  };
}

function together(outcomes) {
  if (outcomes.includes(false)) return false;
  return outcomes.includes(null) || !outcomes.length ? null : true;
}
