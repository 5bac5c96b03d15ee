/** A visit as a card on the phone's front page. */

import { find, findAll } from "../lib/dom.js";
import { say } from "../lib/words.js";

const WORDS = { pages: "missing_pages", context: "missing_context", pictures: "missing_pictures" };
const DONE = ["submitted", "sealed", "cancelled"];

/** Fill a card with what `readVisit` says; without one a new card is made from the page's template. */
export function showVisit(card, visit) {
  const shown = card ?? find("template[data-card]").content.cloneNode(true).firstElementChild;
  const put = (name, text) => (find(`[data-${name}]`, shown).textContent = text);
  for (const badge of findAll("[data-state]", shown)) badge.hidden = badge.dataset.state !== visit.state;
  put("station", visit.station);
  put("when", when(visit));
  put("lead", visit.lead ? say("visit_lead", { name: visit.lead }) : "");
  put("parts", visit.parts.length ? say("visit_parts", { codes: visit.parts.join(", ") }) : say("visit_all"));
  put("done", say("visit_done", { done: visit.done, all: visit.all }));
  find("[data-progress]", shown).hidden = !visit.all;
  find(".progress__done", shown).setAttribute("width", visit.all ? Math.round((100 * visit.done) / visit.all) : 0);
  showKept(find("[data-kept]", shown), visit.missing);
  const isToday = visit.day === visit.today || visit.state === "open";
  showWays(shown, { ...visit, isToday });
  shown.toggleAttribute("data-is-today", isToday);
  return shown;
}

function showKept(line, missing) {
  for (const state of findAll("[data-is]", line)) state.hidden = state.dataset.is !== (missing.length ? "missing" : "ready");
  find("[data-missing]", line).textContent = missing.map((what) => say(WORDS[what])).join(", ");
}

/** The visit of today has the big button; one that has not begun has no summary yet. */
function showWays(card, { uid, next, first, state, done, isToday }) {
  const open = find("[data-open]", card);
  const summary = find("[data-summary]", card);
  summary.href = `/visits/${uid}/summary`;
  summary.hidden = state === "planned" && !done;
  open.hidden = DONE.includes(state) || !first;
  open.href = `/visits/${uid}/parts/${next ? next.part.code : first}${next ? `#item-${next.item.code}` : ""}`;
  open.firstChild.textContent = next && done ? say("visit_next", { code: next.item.code }) : say("visit_open");
  for (const look of ["button--primary", "button--large"]) open.classList.toggle(look, isToday);
}

/** The day and hour of a visit as people say them: 'Hari ini, 09.00'. */
function when({ day, time, today }) {
  const language = document.documentElement.lang;
  const format = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const text = day === today ? say("today") : format.format(new Date(`${day}T00:00:00Z`));
  return `${text}, ${language === "id" ? time.replace(":", ".") : time}`;
}
