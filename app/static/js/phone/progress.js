/**
 * How far a visit is filled: per part, what is missing, and what comes next.
 *
 * @typedef {{ code: string, title: string, items: { code: string, title: string, photo: string }[] }} Part
 */

import { answerCell } from "./cells.js";

/** Whether an item is answered: a conflict is not, until somebody settles it. */
export const isAnswered = (history, item) => history.value(answerCell(item)) !== null;

/** Answered and all items of a part. */
export function partProgress(history, part) {
  return { done: part.items.filter((item) => isAnswered(history, item.code)).length, all: part.items.length };
}

/** What still stands open: [{ part, item, why }] where why is "answer", "conflict" or "photo". */
export function gaps(history, parts) {
  return parts.flatMap((part) =>
    part.items.flatMap((item) => {
      const why = gapOf(history, item);
      return why ? [{ part, item, why }] : [];
    }),
  );
}

function gapOf(history, item) {
  if (history.isConflict(answerCell(item.code))) return "conflict";
  if (!isAnswered(history, item.code)) return "answer";
  return lacksPhoto(history, item) ? "photo" : "";
}

/** Whether an answered item still needs a photo. */
export function lacksPhoto(history, item) {
  const needsPhoto = ["required", "original"].includes(item.photo) && !isExempt(history, item.code);
  return needsPhoto && !history.entries(item.code, "photo").length;
}

function isExempt(history, item) {
  const value = history.value(answerCell(item));
  return typeof value === "object" && "na" in value;
}

/**
 * The next unanswered item: after `from` in this part, then from its start, then in one's own other parts, then in those
 * that nobody was given (`free`). Null when nothing of these is left.
 */
export function nextItem(history, parts, { part, from = "", own = [], free = [] }) {
  const here = parts.find((candidate) => candidate.code === part);
  const position = here ? here.items.findIndex((item) => item.code === from) : -1;
  const after = here ? [...here.items.slice(position + 1), ...here.items.slice(0, position + 1)] : [];
  const candidates = after.map((item) => ({ part: here, item }));
  const later = [own, free].flatMap((codes) => rotate(parts, part).filter((candidate) => codes.includes(candidate.code)));
  for (const other of later) candidates.push(...other.items.map((item) => ({ part: other, item })));
  return candidates.find(({ item }) => !isAnswered(history, item.code)) ?? null;
}

function rotate(parts, code) {
  const position = parts.findIndex((part) => part.code === code);
  return [...parts.slice(position + 1), ...parts.slice(0, Math.max(position, 0))];
}
