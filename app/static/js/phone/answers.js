/**
 * What a person typed or tapped, as the one JSON shape of an answer; and what that answer means for the next step.
 *
 * Every reader returns { value } when it is an answer, {} while nothing is there yet, or { problem } with a code.
 */

export const WHOLE = /^\d{1,9}$/;
export const INDEX = /^\d{1,2}([.,]\d{1,28})?$/;
export const NUMBER = /^-?\d{1,15}([.,]\d{1,12})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const LONGEST_REASON = 500;
export const LONGEST_TEXT = 4000;

export const isNotApplicable = (value) => value !== null && typeof value === "object" && "na" in value;

/** The reason why an item does not apply. */
export function readReason(text) {
  const reason = text.trim();
  if (!reason) return {};
  return reason.length > LONGEST_REASON ? { problem: "long" } : { value: { na: reason } };
}

/** Two counts by their names; `whenZero` says what 0 of 0 means: "refused" makes it no answer. */
export function readCounts(kind, typed, whenZero) {
  const names = kind === "falling" ? ["before", "now"] : ["n", "d"];
  const texts = names.map((name) => (typed[name] ?? "").trim());
  if (texts.every((text) => text === "")) return {};
  if (texts.some((text) => text !== "" && !WHOLE.test(text))) return { problem: "whole" };
  if (texts.some((text) => text === "")) return {};
  const [first, second] = texts.map(Number);
  if (kind === "percent" && second === 0 && (first > 0 || whenZero === "refused")) return { problem: "zero" };
  return { value: { [names[0]]: first, [names[1]]: second } };
}

/** A text field: index, count, number, date or words. */
export function readText(kind, text) {
  const typed = text.trim();
  if (!typed) return {};
  const dotted = typed.replace(",", ".");
  if (kind === "index") return INDEX.test(typed) && Number(dotted) <= 4 ? { value: dotted } : { problem: "index" };
  if (kind === "count") return WHOLE.test(typed) ? { value: String(Number(typed)) } : { problem: "whole" };
  if (kind === "number") return NUMBER.test(typed) ? { value: dotted } : { problem: "number" };
  if (kind === "date") return DAY.test(typed) ? { value: typed } : { problem: "date" };
  return typed.length > LONGEST_TEXT ? { problem: "long" } : { value: typed };
}

/**
 * The share in whole percent that two counts make, or null when nothing was counted; only to be shown, never a score.
 * More than all counts as all; a rise counts as nothing gained.
 */
export function percentOf(kind, value) {
  const [part, all] = kind === "falling" ? [value.before - value.now, value.before] : [value.n, value.d];
  if (all === 0) return kind === "falling" ? (value.now === 0 ? 100 : 0) : null;
  return Math.floor((100 * Math.max(0, Math.min(part, all))) / all + 0.5);
}

/** What an answer earns of full marks, 0 to 1, or null where nothing is counted: for what is proposed, never for a score. */
export function earnedOf({ kind, whenZero, isScored }, value, points) {
  if (!isScored || value === null || isNotApplicable(value)) return null;
  const { n, d, before, now } = value;
  if (kind === "percent") return d ? Math.min(n / d, 1) : whenZero === "full" ? 1 : null;
  if (kind === "falling") return before ? Math.max(before - now, 0) / before : Number(!now);
  return kind === "index" ? value / 4 : points;
}

/** How grave a finding is on an answer that earned so much, as the server proposes it (domain/finding_proposals.py); null for no answer. */
export function suggestSeverity(earned, isCritical, isHeavy) {
  if (earned === null) return null;
  if (isCritical && earned < 1) return "serious";
  return earned < 0.3 || (isHeavy && earned < 1) ? "moderate" : "minor";
}
