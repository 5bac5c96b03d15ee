/** What the verifying page shows of a judgement. It only draws; what is true is said elsewhere. */

import { element } from "../lib/dom.js";

const LONGEST = 1_000; // characters of one value
const MARKS = { good: "✓", bad: "✗", none: "–" };
const ORDER = ["station", "day", "score", "score_max", "findings", "evidence", "missing", "at", "by", "second", "second_as", "chief"];
const SHOWN_APART = new Set(["v", "kind", "items", "root", "content", "signed"]);
const KINDS = ["head", "score", "answer", "note", "finding", "evidence", "people", "form", "weights", "log", "change", "witness"];

/** One line of what was checked: kind is good, bad or none (not looked at). */
const checked = ({ kind, text, details = [] }) =>
  element("li", { class: `check check--${kind}` },
    element("span", { class: "check__mark", "aria-hidden": "true" }, MARKS[kind]),
    element("div", {}, text, details.length ? element("ul", {}, details.map((one) => element("li", {}, one))) : null));

const pair = ([name, value]) => [element("dt", {}, name), element("dd", {}, value)];

/** A fingerprint: its words large, its digits below. */
const fingerprint = (say, { sidik, words }) =>
  element("div", { class: "sidik" },
    element("h3", {}, say("sidik")),
    words.length ? element("p", { class: "sidik__words", lang: "id" }, words.join(" · ")) : null,
    element("code", {}, sidik.match(/.{1,8}/g).join(" ")));

/** The verdict: { kind, title, text, facts: [[name, value]], checks, sidik, words, items, hint }. */
export function drawVerdict(say, { kind, title, text, facts = [], checks = [], sidik = "", words = [], items = [], hint = "" }) {
  return element("div", { class: `verdict verdict--${kind}` },
    element("h2", { class: "verdict__title" }, title),
    element("p", {}, text),
    hint ? element("p", { class: "hint" }, hint) : null,
    checks.length ? element("ul", { class: "checks" }, checks.map(checked)) : null,
    sidik ? fingerprint(say, { sidik, words }) : null,
    facts.length ? element("dl", { class: "facts" }, facts.flatMap(pair)) : null,
    items.length ? contents(say, items, document.documentElement.lang) : null);
}

/** What is sealed, kind by kind; closed at first. */
function contents(say, items, language) {
  const kinds = [...KINDS, ...new Set(items.map(({ kind }) => kind).filter((kind) => kind && !KINDS.includes(kind)))];
  const groups = kinds.map((kind) => [kind, items.filter((item) => item.kind === kind)]).filter(([, own]) => own.length);
  const withheld = items.filter((item) => "hash" in item && !item.kind).length;
  return element("details", { class: "contents" },
    element("summary", {}, say("contents", { count: items.length })),
    withheld ? element("p", { class: "hint" }, say("withheld", { count: withheld })) : null,
    groups.flatMap(([kind, own]) => [
      element("h3", {}, `${nameOfKind(say, kind)} (${own.length})`),
      element("div", { class: "wide" }, element("table", {}, element("tbody", {}, own.map(({ id, value }) =>
        element("tr", {}, element("th", { scope: "row" }, String(id)), element("td", {}, short(plain(value, language)))))))),
    ]));
}

/** A drawn signature is a thousand numbers: its beginning will do. */
const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);

/** A sealed value as a person reads it: names and values, no brackets. */
export function plain(value, language = "id") {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map((one) => plain(one, language)).join(", ");
  if (typeof value !== "object") return String(value);
  const told = (name, one) => (isMoment(name, one) ? moment(one, language) : plain(one, language));
  return Object.entries(value).filter(([, one]) => one !== null && one !== "").map(([name, one]) => `${name}: ${told(name, one)}`).join("; ");
}

const isMoment = (name, value) => /(^|_)at$/.test(name) && Number.isInteger(value) && value > 1e12;

const nameOfKind = (say, kind) => (KINDS.includes(kind) ? say(`kind_${kind}`) : kind);

/** What an entry says of its visit, in words: [[name, value]]; times are shown in this browser's zone. */
export function entryFacts(say, entry, language) {
  const names = [...ORDER.filter((name) => name in entry), ...Object.keys(entry).filter((name) => !ORDER.includes(name))];
  const told = (name, value) => {
    if (isMoment(name, value)) return moment(value, language);
    return say.has(`value_${value}`) ? say(`value_${value}`) : plain(value);
  };
  const shown = names.filter((name) => !SHOWN_APART.has(name) && entry[name] !== "");
  return shown.map((name) => [say.has(`fact_${name}`) ? say(`fact_${name}`) : name, told(name, entry[name])]);
}

/** Milliseconds as day and hour. */
export const moment = (at, language) =>
  new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", { dateStyle: "long", timeStyle: "short" }).format(at);
