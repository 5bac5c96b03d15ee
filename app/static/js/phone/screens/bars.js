/** What stays in view while filling: the strip of parts, the state of sending, the next step, the way back in. */

import { find, findAll, icon } from "../../lib/dom.js";
import { clock } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { nextItem, partProgress } from "../progress.js";

const LOOKS = {
  idle: { data: "idle", icon: "cloud" },
  sending: { data: "sending", icon: "upload" },
  sent: { data: "sent", icon: "sent" },
  wifi: { data: "idle", icon: "phone" },
  offline: { data: "offline", icon: "offline" },
  portal: { data: "offline", icon: "offline" },
  "sign-in": { data: "offline", icon: "lock" },
  revoked: { data: "offline", icon: "lock" },
  "not-ours": { data: "offline", icon: "lock" },
  failed: { data: "offline", icon: "alert" },
};

/** Bring the current part into view in the strip. */
export function revealPart(strip) {
  find("[aria-current]", strip)?.scrollIntoView({ inline: "center", block: "nearest" });
}

/** Bring the strip in step with what is answered; the progress of each part is told to screen readers too. */
export function showStrip(strip, parts, history) {
  for (const part of parts) {
    const cell = find(`[data-part="${CSS.escape(part.code)}"]`, strip);
    if (!cell) continue;
    const { done, all } = partProgress(history, part);
    cell.setAttribute("aria-label", say("part_label", { code: part.code, title: part.title, done, all }));
    find(".progress__done", cell).setAttribute("width", all ? Math.round((100 * done) / all) : 0);
    const tick = find(".icon", cell);
    if (done === all && !tick) find(".strip__label", cell).append(icon("check", "small"));
    if (done < all) tick?.remove();
  }
}

/** The state of sending in two short lines: what, and how much or when. */
export function showSending(button, status, outgoing, zone) {
  const waiting = outgoing.events.length + outgoing.photos.length;
  const held = outgoing.held.length;
  const isOnlyForWifi = outgoing.isWaitingForWifi && !outgoing.events.length;
  const state = status.state === "sent" && waiting ? (isOnlyForWifi ? "wifi" : "sending") : status.state;
  const look = held ? { data: "failed", icon: "alert" } : LOOKS[state];
  const onPhone = say("count_on_phone", { count: waiting });
  const first = held ? say("bar_held", { count: held }) : say(`bar_${state.replaceAll("-", "_")}`);
  const second = waiting ? onPhone : status.contact ? clock(status.contact, zone) : onPhone;
  button.dataset.state = look.data;
  const lines = [document.createElement("b"), document.createElement("span")];
  lines[0].textContent = first;
  lines[1].textContent = second;
  const text = document.createElement("span");
  text.append(...lines);
  button.replaceChildren(icon(look.icon), text);
}

/** Where 'Lanjut' leads: the next unanswered item of one's own, else the summary. */
export function showNext(link, app, part, from) {
  const { history, around } = app.notebook;
  const next = nextItem(history, around.parts, { part, from, own: around.own, free: around.free });
  const isHere = next?.part.code === part;
  link.href = next ? `${isHere ? "" : app.address("part", next.part.code)}#item-${next.item.code}` : app.address("visit");
  link.replaceChildren(next ? say("next_item", { code: next.item.code }) : say("to_summary"), icon(isHere ? "down" : "next"));
  return isHere ? next.item.code : "";
}

/** The band that asks to sign in again; the filling goes on beneath it. */
export function showSignIn(band, status, outgoing) {
  band.hidden = status.state !== "sign-in";
  if (band.hidden) return;
  const count = outgoing.events.length + outgoing.photos.length;
  find("a", band).href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  find("[data-text]", band).textContent = say(count ? "sign_in_to_send" : "sign_in_again", { count });
}

/** Nothing may be changed once a visit is handed in. */
export const isEnded = (stage) => ["submitted", "sealed", "cancelled"].includes(stage);

export function lock(root, stage) {
  const isLocked = isEnded(stage);
  find("[data-locked]", root).hidden = !isLocked;
  if (isLocked) find("[data-locked] [data-text]", root).textContent = say(`locked_${stage}`);
  for (const part of findAll("[data-lockable]", root)) part.inert = isLocked;
}
