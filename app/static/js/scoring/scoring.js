/**
 * Answers turned into a score: item, sub-area, area, component, total. Exact; nothing is rounded on the way.
 *
 * The same rule as the server's, held to it by tests/shared/scoring_cases.json. Rule: docs/scoring.md.
 */

import { readAnswer } from "./answers.js";
import { exactText, twoDecimals } from "./exact.js";
import { Fraction, FULL, HUNDRED, NOTHING, sum } from "./fraction.js";
import { judge, limitsOf, TOTAL } from "./gates.js";

const FOUR = new Fraction(4n);
const LEAF = { mean: null, answered: 0, items: 0 };

/** The points of one node, area or the total, out of `max`; `value` is null when nothing in it applies. */
class NodeScore {
  constructor({ code, value, max, answered, items, limits = [] }) {
    Object.assign(this, { code, value, max, answered, items, limits });
  }

  /** The value out of its maximum, 0 to 100. */
  get percent() {
    return this.value && this.value.dividedBy(this.max).times(HUNDRED);
  }

  /** The exact value as decimal text. */
  get text() {
    return this.value && exactText(this.value);
  }

  /** The value for people: two decimals, never at a gate it misses. */
  get shown() {
    return this.value && twoDecimals(this.value, this.limits);
  }

  /** The percentage for people, by the same rule. */
  get percentShown() {
    const marks = this.limits.map((limit) => limit.dividedBy(this.max).times(HUNDRED));
    return this.percent && twoDecimals(this.percent, marks);
  }
}

/** The same checklist with only the items that apply to a station; parts left empty disappear. Null switches: all. */
export function applicable(checklist, switches = null) {
  if (switches === null || !checklist.switches.length) return checklist;
  const isOn = ({ code, oppositeOf }) => (oppositeOf ? !switches.includes(oppositeOf) : switches.includes(code));
  const on = checklist.switches.filter(isOn).map((one) => one.code);
  const narrowed = checklist.parts.map((part) => ({
    ...part,
    items: part.items.filter((item) => !item.appliesIf || on.includes(item.appliesIf)),
  }));
  return { ...checklist, parts: narrowed.filter((part) => part.items.length) };
}

/** Every item in the order of the parts. */
export const itemsOf = (checklist) => checklist.parts.flatMap((part) => part.items);

/** Item code to answer, as `readAnswer` gives it, for the raws that are answers. */
export function readAll(checklist, raws) {
  const read = itemsOf(checklist).map((item) => [item.code, readAnswer(item, raws[item.code])]);
  return new Map(read.filter(([, answer]) => answer));
}

/** What an answer earns, 0 to 1; null for an unscored item and for one that does not apply. Blank (null) earns 0. */
export function points(item, answer) {
  if (!item.scored || answer?.na) return null;
  if (!answer) return NOTHING;
  if (item.kind === "percent") return shareOf(answer, item.whenZero);
  if (item.kind === "falling") return fallOf(answer);
  if (item.kind === "index") return Fraction.of(answer.text).dividedBy(FOUR);
  return Fraction.of(item.points[answer.letter]);
}

/**
 * The score of `answers` (a Map of item code to answer; items left out are blank).
 *
 * `switches` are those of the station (null: every item applies), `day` chooses the gates. Gives { total, nodes (by
 * code), gates (by predicate), items (points by code), blank (codes), checklist (what of it applies) }.
 */
export function score(checklist, answers, { switches = null, day = null } = {}) {
  const scope = applicable(checklist, switches);
  const all = itemsOf(scope);
  const items = Object.fromEntries(all.map((item) => [item.code, points(item, answers.get(item.code) ?? null)]));
  const leaves = {};
  for (const code of new Set(all.map((item) => item.node))) {
    leaves[code] = leafOf(all.filter((item) => item.node === code && item.scored), items, answers);
  }
  const { nodes, total } = rollUp(checklist, leaves);
  const gates = judge(checklist, (code) => (code === TOTAL ? total : nodes[code]).value, day);
  const blank = all.map((item) => item.code).filter((code) => !answers.has(code));
  return { checklist: scope, total, nodes, gates, items, blank };
}

function leafOf(scored, earned, answers) {
  const values = scored.map((item) => earned[item.code]).filter((value) => value !== null);
  const mean = values.length ? sum(values).dividedBy(Fraction.of(values.length)) : null;
  return { mean, answered: scored.filter((item) => answers.has(item.code)).length, items: scored.length };
}

/** The score of every node and area, and the total, from the means of the lowest nodes. */
function rollUp(checklist, leaves) {
  const limits = limitsOf(checklist);
  const nodes = {};
  const visit = (node) => {
    const max = Fraction.of(node.weight);
    const { mean, answered, items } = leaves[node.code] ?? LEAF;
    const below = node.children.map(visit);
    nodes[node.code] = below.length
      ? together(node.code, below, max, limits)
      : new NodeScore({ code: node.code, value: mean && mean.times(max), max, answered, items, limits: limits[node.code] });
    return nodes[node.code];
  };
  const top = checklist.nodes.map(visit);
  for (const area of checklist.areas) {
    if (area.nodes.length === 1 && area.nodes[0] === area.code) continue;
    nodes[area.code] = together(area.code, area.nodes.map((code) => nodes[code]), Fraction.of(area.weight), limits);
  }
  let total = together(TOTAL, top, sum(top.map((node) => node.max)), limits);
  if (checklist.kind === "readiness") total = new NodeScore({ ...total, value: total.percent, max: HUNDRED });
  return { nodes, total };
}

/** Scores added up; those where nothing applies leave both the value and the maximum. */
function together(code, below, weight, limits) {
  const applies = below.filter((node) => node.value !== null);
  return new NodeScore({
    code,
    value: applies.length ? sum(applies.map((node) => node.value)) : null,
    max: applies.length ? sum(applies.map((node) => node.max)) : weight,
    answered: below.reduce((all, node) => all + node.answered, 0),
    items: below.reduce((all, node) => all + node.items, 0),
    limits: limits[code],
  });
}

function shareOf({ n, d }, whenZero) {
  if (d === 0) return whenZero === "full" ? FULL : null;
  return n > d ? FULL : new Fraction(BigInt(n), BigInt(d));
}

function fallOf({ before, now }) {
  if (before === 0) return now === 0 ? FULL : NOTHING;
  return now > before ? NOTHING : new Fraction(BigInt(before - now), BigInt(before));
}
