/** The sections of a visit's summary, each made anew from its standing. */

import { element, find, icon } from "../lib/dom.js";
import { hexagon, progressBar } from "../lib/drawing.js";
import { decimal, fileSize } from "../lib/text.js";
import { clock } from "../lib/time.js";
import { say } from "../lib/words.js";
import { dayInWords, inWords } from "../phone/values.js";
import { amount, moment, put, status } from "../shells/client.js";
import { areaPicture, marksOf, totalRuler } from "./figures.js";

const FEW = 20; // gaps of a visit that are shown all at once
const SEVERITY = { minor: "info", moderate: "warn", serious: "bad" };
const WHY = { photo: { kind: "warn", icon: "camera" }, conflict: { kind: "bad", icon: "alert" } };

const badge = (kind, name, text) => element("span", { class: `badge badge--${kind}` }, icon(name, "small"), text);
const severityBadge = (severity) => badge(SEVERITY[severity], "flag", say(`severity_${severity}`));
const text = (title, detail, ...more) =>
  element("span", { class: "list__text" }, element("span", { class: "list__title" }, title), detail && element("span", { class: "list__detail" }, detail), ...more);

/** Show a section with its content, or hide it when there is none; `count` stands beside its heading. */
function fill(name, content, count = "") {
  const section = find(`[data-section=${name}]`);
  section.hidden = !content.length;
  put(find(`[data-${name}]`, section), ...content);
  if (count !== "") hint(section, count);
}

function hint(section, count) {
  const head = find(".section-head", section);
  const shown = find(".section-head__hint", head) ?? head.appendChild(element("span", { class: "section-head__hint" }));
  put(shown, String(count));
}

/** How far the visit is: the ring of its areas, the count, four figures that lead to what they count. */
export function showProgress({ answered, all, areas, parts, blank, conflicts, photos, findings }, visit) {
  const said = say("chart_progress", { name: say("whole_team"), done: answered, all });
  put(find("[data-ring]"), ...(areas.length === 6 ? [hexagon(areas, said, 84)] : []));
  put(find("[data-count]"), say("answered_of", { done: answered, all }));
  put(find("[data-order]"), `${dayInWords(visit.planned_on)} · ${visit.order_number.replaceAll("/", "/\u200b")}`);
  const own = parts.filter((part) => part.isOwn);
  const ownDone = own.reduce((sum, part) => sum + part.done, 0);
  const ownAll = own.reduce((sum, part) => sum + part.all, 0);
  put(find("[data-own]"), own.length ? say("own_progress", { codes: own.map(({ part }) => part.code).join(", "), done: ownDone, all: ownAll }) : "");
  const stat = (number, name, target, isBad) =>
    element(
      number ? "a" : "div",
      { class: `stat${isBad && number ? " stat--bad" : ""}`, href: number ? `#${target}` : null },
      element("span", { class: "stat__figure" }, String(number)),
      element("span", { class: "stat__label" }, say(name)),
    );
  put(
    find("[data-stats]"),
    stat(blank.length, "stat_blank", "parts", false),
    stat(conflicts.length, "stat_conflicts", "conflicts", true),
    stat(photos.length, "stat_photos", "parts", false),
    stat(findings.length, "stat_findings", "findings", false),
  );
}

/** The total against its marks, and the areas; both provisional while something is blank. */
export function showScore({ result, answered }, told, hasChecklist) {
  const total = result?.total ?? null;
  const left = result?.blank.length ?? 0;
  const note = !hasChecklist ? "score_no_checklist" : !answered ? "score_none" : left ? "score_provisional" : "score_complete";
  put(find("[data-score-note]"), say(note, { count: left }));
  const figure = find("[data-figure]");
  put(figure, total?.shown ? decimal(total.shown) : "–");
  figure.classList.toggle("muted", !total?.shown);
  put(find("[data-ruler]"), totalRuler(total?.value ? total : null, told.last?.total ?? null));
  const marks = total?.value ? marksOf(result) : [];
  put(
    find("[data-marks]"),
    ...(left ? [badge("info", "clock", say("provisional"))] : []),
    ...marks.map(({ name, short }) =>
      short ? badge("warn", "clock", say("mark_below", { points: short, name })) : badge("good", "check", say("mark_above", { name }))),
  );
  fill("areas", result ? result.checklist.areas.map((area) => areaRow(area, result.nodes[area.code], told.last?.areas[area.code] ?? null)) : []);
}

function areaRow({ code, title }, node, previous) {
  const shown = node.percentShown ? decimal(node.percentShown) : element("span", { class: "muted small" }, say("unchecked"));
  return element("li", {}, element("span", {}, `${code}. ${title}`), element("span", { class: "areas__figure num" }, shown), areaPicture(node, title, previous));
}

/** Items that people answered differently: both values with their names, and the way to where they are settled. */
export function showConflicts({ conflicts }, client, addressOf) {
  const { history, around } = client.notebook;
  const rows = conflicts.map((gap) => {
    const sides = history.heads(`${gap.item.code}.answer`).map((head) => {
      const said = inWords(gap.item, head.op === "clear" ? null : head.val);
      const by = say("author", { name: client.name(head.by), time: clock(Date.parse(head.at), around.zone) });
      return element("span", { class: "list__detail" }, element("b", {}, said), ` · ${by}`);
    });
    return element("li", {}, element("a", { class: "list__row", href: addressOf(gap) }, text(`${gap.item.code} ${gap.item.title}`, "", ...sides), icon("next")));
  });
  fill("conflicts", rows.length ? [element("ul", { class: "list" }, ...rows)] : [], rows.length);
}

/** Every part with its progress, and under it what is missing, one tap from each; own parts are open first. */
export function showParts({ parts }, addressOf, partAddress) {
  const isShort = parts.reduce((sum, part) => sum + part.gaps.length, 0) <= FEW;
  const known = new Map([...document.querySelectorAll("[data-parts] details")].map((fold) => [fold.dataset.code, fold.open]));
  const rows = parts.map((one) => {
    const { part, done, all, gaps, isOwn } = one;
    const isOpen = known.get(part.code) ?? (isShort || isOwn);
    if (!gaps.length) return element("a", { class: "summary__part list__row", href: partAddress(part.code) }, partHead(one), icon("next"));
    return element(
      "details",
      { class: "fold summary__part", "data-code": part.code, open: isOpen },
      element("summary", {}, partHead(one)),
      element("ul", { class: "list list--compact" }, ...gaps.map((gap) => gapRow(gap, addressOf(gap)))),
      done < all ? null : element("p", { class: "fold__body small muted" }, say("part_answered")),
    );
  });
  fill("parts", rows);
}

function partHead({ part, done, all, members, isOwn, gaps }) {
  const photos = gaps.filter((gap) => gap.why === "photo").length;
  const who = members.map((member) => member.name).join(", ");
  return element(
    "span",
    { class: "summary__part-head" },
    element("span", { class: "list__text" }, element("span", { class: "list__title" }, `${part.code}. ${part.title}`), element("span", { class: "list__detail" }, isOwn ? say("your_part", { who }) : who || say("nobodys_part"))),
    element("span", { class: "num row small strong" }, photos ? [icon("camera", "small"), element("span", {}, String(photos), element("span", { class: "visually-hidden" }, ` ${say("stat_photos")}, `))] : null, gaps.length ? null : icon("check", "small"), `${done}/${all}`),
    progressBar(done, all, say("chart_progress", { name: part.title, done, all })),
  );
}

function gapRow({ item, why }, href) {
  const reason = WHY[why] ? status(WHY[why].kind, WHY[why].icon, say(`gap_${why}`)) : null;
  return element("li", {}, element("a", { class: "list__row", href }, element("b", { class: "num" }, item.code), element("span", { class: "list__text" }, item.title, reason), icon("next")));
}

/** What was found on this visit, the graver first, each leading to its item. */
export function showFindings({ findings, suggestions }, client, addressOf) {
  const order = ["serious", "moderate", "minor"];
  const raised = [...findings].sort((a, b) => order.indexOf(a.value.severity) - order.indexOf(b.value.severity));
  const row = (one, title, detail) =>
    element("li", {}, element("a", { class: "list__row", href: addressOf(one) }, text(title, detail, severityBadge(one.severity ?? one.value.severity)), icon("next")));
  const detail = ({ item, value }) => [`${item.code}`, value.due_on ? say("finding_due", { day: dayInWords(value.due_on) }) : ""].filter(Boolean).join(" · ");
  const list = (rows) => (rows.length ? [element("ul", { class: "list" }, ...rows)] : []);
  fill("findings", list(raised.map((one) => row(one, one.value.condition, detail(one)))), raised.length);
  fill("suggestions", list(suggestions.map((one) => row(one, `${one.item.code} ${one.item.title}`, say("suggestion_hint")))), suggestions.length);
}

/** What is only on this phone, of this visit and of all. */
export function showHere(client) {
  const { events, photos, held } = client.outgoing;
  const { visit, around } = client.notebook;
  const mine = (list) => list.filter((one) => one.visit === visit);
  const [changes, pictures] = [mine(events).length, mine(photos)];
  const size = fileSize(pictures.reduce((sum, photo) => sum + photo.size, 0));
  const waits = changes + pictures.length;
  const line = waits ? status("warn", "phone", say("here_waits", { what: amount(changes, pictures.length), size })) : status("good", "check", say("here_none"));
  put(find("[data-here]"), line, ...(mine(held).length ? [element("br"), status("bad", "alert", say("bar_held", { count: mine(held).length }))] : []));
  put(find("[data-contact]"), client.contact ? say("outgoing_contact", { time: moment(client.contact, around.zone) }) : say("no_contact_ever"));
}

/** The other members' phones: what is known to be left on each, and when it was last heard. */
export function showTeam(client) {
  const { around, person } = client.notebook;
  const others = (around.heard?.team ?? []).filter((one) => one.username !== person);
  const row = ({ username, contact, events, photos }) => {
    const said = events || photos ? status("warn", "phone", say("left_there", { what: amount(events, photos) })) : contact ? status("good", "check", say("left_nothing")) : status("", "clock", say("never_heard"));
    const heard = contact ? say("outgoing_contact", { time: moment(Date.parse(contact), around.zone) }) : "";
    return element("li", {}, element("div", { class: "list__row" }, element("span", { class: "list__body" }, text(client.name(username), heard), said)));
  };
  fill("team", others.length ? [element("ul", { class: "list" }, ...others.map(row))] : []);
}

/** What stands before submitting, who submits, and where. */
export function showSubmit(standing, client) {
  const { around, stage, person } = client.notebook;
  const { lead } = around.told.visit;
  const isLead = lead.username === person;
  const waits = client.outgoing.events.length + client.outgoing.photos.length + client.outgoing.held.length;
  const check = (isOpen, kind, name, words) => (isOpen ? [element("li", {}, status(kind, name, words))] : []);
  const { answered, all, blank, conflicts, photos, suggestions } = standing;
  put(
    find("[data-checks]"),
    element("li", {}, blank.length + conflicts.length ? status("warn", "clock", say("answered_of", { done: answered, all })) : status("good", "check", say("all_answered", { all }))),
    ...check(conflicts.length, "bad", "alert", say("ready_conflicts", { count: conflicts.length })),
    ...check(photos.length, "warn", "camera", say("ready_photos", { count: photos.length })),
    ...check(suggestions.length, "warn", "flag", say("ready_suggestions", { count: suggestions.length })),
    ...check(waits, "warn", "phone", say("ready_waits", { count: waits })),
  );
  put(find("[data-who-submits]"), ["submitted", "sealed"].includes(stage) ? "" : isLead ? say("you_submit") : say("lead_submits", { name: lead.name }));
  find("[data-needs-signal]").hidden = client.sync.status.state === "sent";
}
