/** What was typed, as the event it stands for. Rules only. */

import { readCounts, readReason, readText } from "./answers.js";
import { canonical } from "./merge.js";

/**
 * The event that a draft makes: { op, val }, { problem } when it is no answer, or null when nothing changed.
 * `item` says kind and whenZero, `cellKind` is answer, note or photo, `current` is what the cell holds now or null.
 *
 * A draft of an answer is { na: reason } or { typed: text or counts }; of a note its text; of a photo its caption.
 */
export function eventOf(item, cellKind, draft, current) {
  if (cellKind === "note") return textEvent(draft.trim(), current);
  if (cellKind === "photo") return captionEvent(draft.trim(), current);
  const read = readAnswer(item, draft);
  if (read.problem) return read;
  if (read.value === undefined) return current === null ? null : { op: "clear", val: null };
  return canonical(read.value) === canonical(current) ? null : { op: "set", val: read.value };
}

function readAnswer(item, draft) {
  if (draft.na !== undefined) {
    const read = readReason(draft.na);
    return read.value || read.problem ? read : { problem: "reason" };
  }
  if (item.kind === "percent" || item.kind === "falling") {
    const isHalf = Object.values(draft.typed).some((text) => text.trim() !== "");
    const read = readCounts(item.kind, draft.typed, item.whenZero);
    return read.value === undefined && !read.problem && isHalf ? { problem: "half" } : read;
  }
  return readText(item.kind, draft.typed);
}

function textEvent(text, current) {
  if (text === (current ?? "")) return null;
  return text ? { op: "set", val: text } : { op: "clear", val: null };
}

function captionEvent(caption, current) {
  if (!current || caption === (current.caption ?? "")) return null;
  return { op: "attach", val: { ...current, caption } };
}
