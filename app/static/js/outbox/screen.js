/** The outbox on the screen: one sentence on top, what is held in red, then what waits of each visit. */

import { element, find, icon } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { dayInWords } from "../phone/values.js";
import { reason } from "../phone/waiting.js";
import { amount, moment, put, status } from "../shells/client.js";

const MOST = 100; // rows of one visit that are drawn
const STEPS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];
const ICONS = { answer: "checklist", note: "note", finding: "flag", photo: "image", picture: "image", reply: "flag", other: "file" };
const FAULTS = ["offline", "portal", "sign-in", "failed", "network", "server", "receipt", "not-ours"];
const LOOKS = {
  done: { kind: "good", icon: "sent" },
  drafts: { kind: "warn", icon: "note" },
  nothing: { kind: "", icon: "check" },
  held: { kind: "bad", icon: "alert" },
  sending: { kind: "info", icon: "upload" },
  waiting: { kind: "warn", icon: "phone" },
  wifi: { kind: "warn", icon: "phone" },
  offline: { kind: "warn", icon: "offline" },
  portal: { kind: "warn", icon: "offline" },
  "sign-in": { kind: "warn", icon: "lock" },
  failed: { kind: "warn", icon: "clock" },
};

/** A moment as people say how long it is past: "12 menit yang lalu". */
export function ago(at, now = Date.now()) {
  const past = Math.max(0, now - at);
  const [unit, length] = STEPS.find(([, step]) => past >= step) ?? [];
  if (!unit) return say("just_now");
  return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" }).format(-Math.floor(past / length), unit);
}

/** Which of the states the outbox is in. */
export function stateOf({ groups, held, drafts }, status, isWaitingForWifi) {
  const isEmpty = !groups.length && !held.length;
  if (isEmpty && drafts.length) return "drafts";
  if (isEmpty) return status.contact ? "done" : "nothing";
  if (["offline", "portal", "sign-in", "failed"].includes(status.state)) return status.state;
  if (!groups.length) return "held";
  if (isWaitingForWifi && groups.every(({ rows }) => rows.every((row) => row.isPhoto))) return "wifi";
  return status.state === "sending" ? "sending" : "waiting";
}

/** The sentence on top, how much it is, and when the server was heard last, in the hours of `zone`. */
export function showHead(rows, state, contact, zone) {
  const look = LOOKS[state];
  const card = find("[data-head]");
  card.dataset.state = state;
  put(find("[data-icon]", card), icon(look.icon, "large"));
  put(find("[data-title]", card), say(`outbox_${state.replace("-", "_")}`));
  const { answers, photos, bytes } = rows;
  put(find("[data-much]", card), answers + photos ? `${amount(answers, photos)}, ${fileSize(bytes)}` : "");
  put(find("[data-contact]", card), contact ? say("outgoing_contact", { time: moment(contact, zone) }) : say("no_contact_ever"));
}

/** What was typed and is not finished, each leading to its item; `addressOf` gives the address of a draft. */
export function showDrafts(drafts, addressOf) {
  find("[data-drafts]").hidden = !drafts.length;
  put(find("[data-draft-list]"), ...drafts.map((row) => element("li", {}, element(
    "a",
    { class: "list__row", href: addressOf(row) },
    element("span", { class: "list__text" }, element("span", { class: "list__title" }, `${row.code} ${row.title}`), element("span", { class: "list__detail" }, row.station)),
    icon("next"),
  ))));
}

/** The rows of the screen, kept from one drawing to the next, so that a finger or a screen reader does not lose its place. */
export class Rows {
  #known = new Map(); // key → { signature, node }
  #deeds;

  /** `deeds`: retry(row) gives a held one another chance, thumb(uid) resolves with a small picture's address or null. */
  constructor(deeds) {
    this.#deeds = deeds;
  }

  /** Draw what is held and what waits; `progress` maps a photo's uid to the share of it that was sent. */
  show({ held, groups }, progress) {
    const shown = new Set();
    const rowOf = (row, isHeld) => {
      const key = `${isHeld}${row.key}`;
      shown.add(key);
      return this.#row(key, row, isHeld, progress.get(row.key));
    };
    find("[data-held]").hidden = !held.length;
    replace(find("[data-held-list]"), held.map((row) => rowOf(row, true)));
    const lists = groups.map(({ rows }) => rows.slice(0, MOST).map((row) => rowOf(row, false)));
    for (const key of this.#known.keys()) if (!shown.has(key)) this.#known.delete(key);
    const drawn = [...document.querySelectorAll("[data-groups] li")];
    if (drawn.length && drawn.length < MOST && isSame(lists.flat(), drawn)) return;
    find("[data-groups]").replaceChildren(...groups.flatMap(({ station, on, rows }, place) => [
      element("div", { class: "section-head" }, element("h2", {}, station || say("visit_unknown")), element("span", { class: "section-head__hint" }, on ? dayInWords(on) : "")),
      element("ul", { class: "list" }, ...lists[place]),
      rows.length > MOST ? element("p", { class: "small muted top" }, say("outbox_more", { count: rows.length - MOST })) : "",
    ]));
  }

  #row(key, row, isHeld, share) {
    const { of: _of, ...plain } = row;
    const signature = JSON.stringify([plain, share, row.at && ago(row.at)]);
    const known = this.#known.get(key);
    if (known?.signature === signature) return known.node;
    const node = this.#make(row, isHeld, share);
    this.#known.set(key, { signature, node });
    return node;
  }

  #make(row, isHeld, share) {
    const kind = say(`outgoing_${row.kind}`, { code: row.code });
    return element(
      "li",
      { class: `list__row outbox__row${isHeld ? " outbox__row--held" : ""}` },
      this.#picture(row),
      element(
        "span",
        { class: "list__text" },
        element("span", { class: "list__title" }, row.title ? `${row.code} ${row.title}` : kind),
        element("span", { class: "list__detail" }, [row.title ? kind : "", isHeld ? row.station : "", fileSize(row.size), row.at ? ago(row.at) : ""].filter(Boolean).join(" · ")),
        isHeld ? status("bad", "alert", reason(row.why)) : tried(row),
        share === undefined ? null : element("progress", { max: 1, value: share, "aria-label": say("photo_sending") }),
      ),
      isHeld ? element("button", { class: "button", type: "button", onclick: () => this.#deeds.retry(row) }, icon("refresh"), say("try_again")) : null,
    );
  }

  #picture({ isPhoto, uid, kind }) {
    const frame = element("span", { class: "thumb thumb--small", "aria-hidden": "true" }, icon(ICONS[kind]));
    if (isPhoto) {
      this.#deeds.thumb(uid).then((address) => address && frame.replaceWith(element("img", { class: "thumb thumb--small", src: address, alt: "", width: 48, height: 48 })));
    }
    return frame;
  }
}

/** When it was tried last, and why it still waits. */
function tried({ tried: at, why, isRaw, zone }) {
  if (isRaw) return element("span", { class: "list__detail" }, say("outbox_preparing"));
  if (!at) return element("span", { class: "list__detail" }, say("not_tried"));
  const told = FAULTS.includes(why) ? say(`fault_${why.replace("-", "_")}`) : why;
  return element("span", { class: "list__detail" }, say(told ? "tried_why" : "tried", { time: moment(at, zone), why: told }));
}

const isSame = (nodes, others) => nodes.length === others.length && nodes.every((node, place) => node === others[place]);

function replace(list, nodes) {
  if (!isSame(nodes, [...list.children])) list.replaceChildren(...nodes);
}
