/**
 * What an answer can be, read from the JSON that all of SIAP shares. Rule: docs/scoring.md, "Answers".
 *
 * A read answer is { na: true }, { letter }, { n, d }, { before, now } (numbers) or { text }.
 */

import { INDEX, LONGEST_REASON, LONGEST_TEXT, NUMBER, WHOLE } from "../phone/answers.js";

const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*"; // as the server counts it
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "gu");
const SMALLEST = 1e-4; // a number below it is written with an exponent by the server, and is no answer

const LETTERS = new Set(["yes_no", "abc", "abcd", "abcde"]);
const READERS = { percent: readShare, falling: readFall, index: readIndex, count: readCount, number: readNumber, text: readWords, date: readDay };

/** The answer in `raw` to `item`; null when it is blank, undefined when it is no answer. */
export function readAnswer(item, raw) {
  if (raw === null || raw === undefined || raw === "") return null;
  if (isRecord(raw) && Object.hasOwn(raw, "na")) return readReason(item, raw);
  return LETTERS.has(item.kind) ? readLetter(item, raw) : READERS[item.kind](raw, item);
}

const isRecord = (raw) => typeof raw === "object" && !Array.isArray(raw);
const strip = (text) => text.replace(EDGES, "");
const lengthOf = (text) => [...text].length;

function readReason(item, raw) {
  const isReason = item.naAllowed && Object.keys(raw).length === 1 && typeof raw.na === "string";
  return isReason && strip(raw.na) && lengthOf(raw.na) <= LONGEST_REASON ? { na: true } : undefined;
}

const readLetter = (item, raw) => (typeof raw === "string" && Object.hasOwn(item.points, raw) ? { letter: raw } : undefined);

function readShare(raw, item) {
  const read = readTwo(raw, "n", "d");
  if (read?.d === 0 && (read.n > 0 || item.whenZero === "refused")) return undefined;
  return read;
}

function readFall(raw) {
  return readTwo(raw, "before", "now");
}

function readTwo(raw, first, second) {
  if (!isRecord(raw) || Object.keys(raw).sort().join() !== [first, second].sort().join()) return undefined;
  const [one, other] = [readWhole(raw[first]), readWhole(raw[second])];
  return one === undefined || other === undefined ? undefined : { [first]: one, [second]: other };
}

function readWhole(raw) {
  const text = typeof raw === "string" || Number.isInteger(raw) ? strip(String(raw)) : "";
  return WHOLE.test(text) ? Number(text) : undefined;
}

function readCount(raw) {
  const count = readWhole(raw);
  return count === undefined ? undefined : { text: String(count) };
}

function readIndex(raw) {
  const text = decimalText(raw, INDEX);
  return text !== undefined && isAtMostFour(text) ? { text } : undefined;
}

/** Compared as text: a number of JavaScript would take 4.00000000000000000001 for 4. */
function isAtMostFour(text) {
  const [whole, decimals = ""] = text.split(".");
  return Number(whole) < 4 || (Number(whole) === 4 && /^0*$/.test(decimals));
}

function readNumber(raw) {
  const text = decimalText(raw, NUMBER);
  return text === undefined ? undefined : { text };
}

function decimalText(raw, pattern) {
  const isTiny = typeof raw === "number" && raw !== 0 && Math.abs(raw) < SMALLEST;
  if (isTiny || !["string", "number"].includes(typeof raw)) return undefined;
  const text = strip(String(raw));
  return pattern.test(text) ? text.replace(",", ".") : undefined;
}

function readWords(raw) {
  if (typeof raw !== "string" || !strip(raw) || lengthOf(raw) > LONGEST_TEXT) return undefined;
  return { text: strip(raw) };
}

function readDay(raw) {
  if (typeof raw !== "string" || !DAY.test(raw)) return undefined;
  const moment = new Date(`${raw}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(raw) ? { text: raw } : undefined;
}
