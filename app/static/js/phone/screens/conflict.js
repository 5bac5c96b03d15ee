/** Two answers to one item: both stand here with name and time, until somebody chooses. */

import { element, find, icon } from "../../lib/dom.js";
import { clock, writtenAt } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { answerCell } from "../cells.js";
import { canonical } from "../merge.js";
import { inWords } from "../values.js";

/** Fill the box with the answers to choose from, or hide it. */
export function showConflict(box, item, app) {
  const { history } = app.notebook;
  const cell = answerCell(item.code);
  const heads = history.isConflict(cell) ? history.heads(cell) : [];
  box.hidden = !heads.length;
  if (!heads.length) return box.replaceChildren();
  const shown = canonical(heads.map((head) => head.eid));
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  const base = heads.map((head) => head.eid);
  box.replaceChildren(
    icon("alert"),
    element(
      "div",
      {},
      element("h3", {}, say("conflict_title")),
      element("p", {}, say("conflict_text")),
      element("div", { class: "choices top" }, ...heads.map((head) => choice(box, item, head, app, () => settle(head, base, app, item)))),
    ),
  );
}

function choice(box, item, head, app, press) {
  const value = head.op === "clear" ? null : head.val;
  const letter = box.closest("[data-item]").querySelector(`.scale input[value="${CSS.escape(String(value))}"]`);
  const criterion = letter ? find(".scale__text", letter.closest(".choice")).textContent : "";
  const time = clock(writtenAt(head), app.notebook.around.zone);
  return element(
    "button",
    { class: "button conflict__choice", type: "button", onclick: press },
    element("b", {}, inWords(item, value), criterion && `. ${criterion}`),
    element("span", {}, say("author", { name: app.name(head.by), time })),
  );
}

function settle(head, base, app, item) {
  const told = say("conflict_settled", { code: item.code });
  return app.save({ cell: head.cell, op: head.op, val: head.val ?? null, base, told });
}
