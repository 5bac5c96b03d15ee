/** What every page of the phone stands on: whose it is, what it remembers, and a sync that keeps it in step. */

import { element, find, findAll, icon } from "../lib/dom.js";
import { clock, HOME_ZONE } from "../lib/time.js";
import { say } from "../lib/words.js";
import { meetWorker } from "../offline/page.js";
import { makeSync } from "../phone/connect.js";
import { Database, request } from "../phone/database.js";
import { Notebook } from "../phone/notebook.js";
import { listOutgoing } from "../phone/outgoing.js";
import { dropConfirmed } from "../phone/photo-space.js";
import { Photos } from "../phone/photos.js";
import { Server } from "../phone/server.js";
import { dayInWords } from "../phone/values.js";

/** A state in a line: always an icon and a word. */
export const status = (kind, name, text) => element("span", { class: `status status--${kind}` }, icon(name, "small"), text);

/** Put content in its place, but only when it is news: a finger, the focus and a screen reader keep where they are. */
export function put(place, ...content) {
  const made = place.cloneNode(false);
  made.append(...content);
  if (made.innerHTML === place.innerHTML) return;
  const held = place.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  place.replaceChildren(...made.childNodes);
  if (held) findAll("a, summary", place).find((one) => keyOf(one) === held)?.focus({ preventScroll: true });
}

const keyOf = (one) => one.getAttribute("href") ?? one.closest("details")?.dataset.code;

/** How much that is, in words: "3 perubahan dan 1 foto"; what there is none of is not named. */
export function amount(answers, photos) {
  const [changes, pictures] = [say("count_changes", { count: answers }), say("count_photos", { count: photos })];
  return answers && photos ? say("count_both", { changes, pictures }) : photos ? pictures : changes;
}

/** A moment as people say it: the hour today, else day and hour. */
export function moment(at, zone = HOME_ZONE) {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  return `${day.format(at) === day.format(Date.now()) ? "" : `${dayInWords(day.format(at))} `}${clock(at, zone)}`;
}

export class Client {
  outgoing = { events: [], photos: [], held: [], bytes: 0 };
  last = null; // how the last attempt ended, also that of another page: { state, at, contact }
  zone = HOME_ZONE; // of the visits on this phone
  #draw;
  #frame = 0;

  /** The client of a visit, or of all visits together; `draw` is called, at most once a frame, whenever something changed. */
  static async open(person, { visit = "", form = "", kept = () => {} }, draw) {
    const client = new Client();
    const again = () => client.refresh().catch(console.error);
    client.#draw = draw;
    client.person = person;
    client.server = new Server();
    client.database = new Database(person, () => client.alert(say("reload_needed")));
    client.database.makeRoom = dropConfirmed;
    client.notebook = await Notebook.open(client.database, { person, visit, form });
    client.photos = new Photos(client.notebook, { changed: again });
    await client.photos.open();
    const channel = new BroadcastChannel(`siap-${person}`);
    channel.onmessage = () => client.notebook.reload();
    client.notebook.told = () => channel.postMessage("");
    client.notebook.watch(again);
    client.sync = makeSync({ notebook: client.notebook, photos: client.photos, server: client.server, changed: again });
    const visits = await client.database.read(["visits"], (at) => request(at.visits.getAll()));
    client.zone = visits.find(({ context }) => context)?.context.visit.station.tz ?? HOME_ZONE;
    await client.refresh();
    meetWorker(person, { kept });
    return client;
  }

  /** Read again what waits, and draw. */
  async refresh() {
    this.outgoing = { ...(await listOutgoing(this.database)), isWaitingForWifi: this.photos.isWaitingForWifi };
    this.last = (await this.database.read(["meta"], (at) => request(at.meta.get("sync")))) ?? null;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw(this);
    });
  }

  /** When the server was last heard, by any page of this phone; null when it never was. */
  get contact() {
    return this.sync.status.contact ?? this.last?.contact ?? null;
  }

  /** How the sync stands; before the first round of this page, how the last one ended. */
  get status() {
    const { status } = this.sync;
    return { state: status.state, contact: this.contact };
  }

  /** The name of a member with rank, by username. */
  name(username) {
    return username === this.person ? say("you") : this.notebook.around.nameOf(username);
  }

  /** Say politely what happened. */
  announce(text) {
    find("[data-announce]").textContent = text;
  }

  /** Say that something did not work; stays until the next message. */
  alert(text) {
    find("[data-alert]").replaceChildren(element("p", { class: "notice notice--bad", role: "alert" }, text));
  }
}
