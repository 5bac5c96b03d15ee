/** How a visit stands by what this phone knows: what is answered and missing, where people disagree, what it comes to. */

import { answerCell } from "../phone/cells.js";
import { isAnswered, lacksPhoto } from "../phone/progress.js";
import { readAnswer } from "../scoring/answers.js";
import { proposal } from "../scoring/readiness.js";
import { applicable, itemsOf, score } from "../scoring/scoring.js";

/**
 * The visit's standing, from its history, what stands around it, and its checklist (null while the phone has none).
 *
 * `parts` are { part, done, all, members, isOwn, gaps: [{ part, item, why }] }, why is answer, conflict or photo; `areas`
 * are [done, all] in the order of the checklist; `findings` are those raised here; `result` is the score, or null.
 */
export function standingOf({ history, around, checklist }) {
  const read = checklist ? readAnswers(history, around, checklist) : null;
  const isFilled = (item) => (read ? read.answers.has(item.code) : isAnswered(history, item.code));
  const parts = around.parts.map((part) => partOf(part, { history, around, isFilled }));
  const gaps = parts.flatMap((part) => part.gaps);
  const findings = findingsOf(history, around.parts);
  const answered = parts.reduce((sum, part) => sum + part.done, 0);
  const of = (why) => gaps.filter((gap) => gap.why === why);
  return {
    answered,
    all: parts.reduce((sum, part) => sum + part.all, 0),
    parts,
    areas: checklist ? areasOf(checklist, parts) : [],
    blank: of("answer"),
    conflicts: of("conflict"),
    photos: of("photo"),
    findings,
    suggestions: read ? suggestionsOf(read, findings, around.parts) : [],
    result: read && answered ? score(read.scope, read.answers, { day: around.told.visit.planned_on }) : null,
  };
}

/** What of the checklist applies here, and a Map of item code to answer. */
function readAnswers(history, around, checklist) {
  const scope = applicable(checklist, around.told.visit.switches);
  const values = itemsOf(scope).map((item) => [item.code, readAnswer(item, history.value(answerCell(item.code)))]);
  return { scope, answers: new Map(values.filter(([, answer]) => answer)) };
}

function partOf(part, { history, around, isFilled }) {
  const gaps = part.items.flatMap((item) => {
    const why = whyMissing(item, history, isFilled);
    return why ? [{ part, item, why }] : [];
  });
  const done = part.items.filter(isFilled).length;
  const members = around.told.team.filter((member) => member.parts.includes(part.code));
  return { part, done, all: part.items.length, members, isOwn: around.own.includes(part.code), gaps };
}

function whyMissing(item, history, isFilled) {
  const cell = answerCell(item.code);
  if (history.isConflict(cell)) return "conflict";
  if (!isFilled(item)) return "answer";
  return lacksPhoto(history, item) ? "photo" : "";
}

function areasOf(checklist, parts) {
  const areaOf = new Map(checklist.parts.map((part) => [part.code, part.area]));
  return checklist.areas.map(({ code }) => {
    const inside = parts.filter(({ part }) => areaOf.get(part.code) === code);
    return [inside.reduce((sum, part) => sum + part.done, 0), inside.reduce((sum, part) => sum + part.all, 0)];
  });
}

function findingsOf(history, parts) {
  return parts.flatMap((part) =>
    part.items.flatMap((item) =>
      history.entries(item.code, "finding").filter(({ value }) => value.condition).map(({ uid, value }) => ({ part, item, uid, value })),
    ),
  );
}

function suggestionsOf({ scope, answers }, findings, parts) {
  const spokenOf = new Set(findings.map(({ item }) => item.code));
  const rules = new Map(itemsOf(scope).map((item) => [item.code, item]));
  return parts.flatMap((part) =>
    part.items.flatMap((item) => {
      const severity = spokenOf.has(item.code) || !rules.has(item.code) ? null : proposal(rules.get(item.code), answers.get(item.code));
      return severity ? [{ part, item, severity }] : [];
    }),
  );
}
