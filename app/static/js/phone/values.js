/** Answers as people read them. */

import { decimal } from "../lib/text.js";
import { say } from "../lib/words.js";
import { isNotApplicable, percentOf } from "./answers.js";

/** A value in a few words: "B", "12 dari 20 (60%)", "Tidak berlaku: …". */
export function inWords(item, value) {
  if (value === null || value === undefined) return say("value_none");
  if (isNotApplicable(value)) return say("value_na", { reason: value.na });
  if (item.kind === "percent") return say("value_percent", { n: value.n, d: value.d, percent: percentOf("percent", value) ?? "–" });
  if (item.kind === "falling") return say("value_falling", { before: value.before, now: value.now });
  if (["index", "number", "count"].includes(item.kind)) return decimal(value);
  return item.kind === "date" ? dayInWords(value) : String(value);
}

/** '2026-11-22' as '22 Nov 2026' in the page's language. */
export function dayInWords(day) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}
