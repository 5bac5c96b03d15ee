/** The phone's front page, `/phone`: which visits are kept here, what waits, and what the phone can do about itself. */

import { find, findAll } from "../lib/dom.js";
import { clock } from "../lib/time.js";
import { say } from "../lib/words.js";
import { wireKeeping } from "../device/keep.js";
import { meetWorker } from "../offline/page.js";
import { makeSync } from "../phone/connect.js";
import { Database } from "../phone/database.js";
import { Notebook } from "../phone/notebook.js";
import { listOutgoing } from "../phone/outgoing.js";
import { couldNotOpen } from "../phone/locked.js";
import { knownPerson } from "../phone/person.js";
import { dropConfirmed } from "../phone/photo-space.js";
import { Photos } from "../phone/photos.js";
import { summary } from "../phone/waiting.js";
import { offerInstalling } from "./install.js";
import { assignedVisits, readVisit } from "./kept.js";
import { showVisit } from "./visit-card.js";

const OWN_ADDRESSES = ["/phone", "/"];

class DevicePage {
  #cards = new Map(); // uid → its card

  constructor(page, person) {
    this.page = page;
    this.database = new Database(person);
    this.database.makeRoom = dropConfirmed;
    this.person = person;
  }

  async begin() {
    const { database, person } = this;
    const notebook = await Notebook.open(database, { person, visit: "", form: "" });
    await Promise.all([this.showWaiting(), this.showVisits()]);
    this.page.dataset.ready = "";
    if (new URLSearchParams(location.search).get("open") === "today" && this.openToday()) return;
    this.sync = makeSync({ notebook, photos: new Photos(notebook), changed: (status) => this.met(status) });
    this.sync.soon();
    const taken = () => this.showWaiting().then(() => this.sync.wake());
    await wireKeeping(this.page, { database, person, changed: taken });
    await meetWorker(person, { kept: (uid) => this.kept(uid) });
  }

  /** What waits, and whether somebody must sign in for it. */
  async showWaiting() {
    const outgoing = await listOutgoing(this.database);
    const count = outgoing.events.length + outgoing.photos.length + outgoing.held.length;
    find("[data-count]", this.page).textContent = String(count);
    find("[data-waiting-text]", this.page).textContent = summary(outgoing);
    find("[data-waiting]", this.page).toggleAttribute("data-is-empty", !count);
    return count;
  }

  async showVisits() {
    const list = find("[data-visits]", this.page);
    const visits = await assignedVisits(this.database);
    for (const assigned of visits) {
      const known = this.#cards.get(assigned.uid);
      this.#cards.set(assigned.uid, showVisit(known, await readVisit(this.database, this.person, assigned)));
    }
    list.replaceChildren(...visits.map(({ uid }) => this.#cards.get(uid)));
    list.removeAttribute("aria-busy");
    find("[data-none]", this.page).hidden = visits.length > 0;
  }

  /** The worker kept a visit, or is through with all. */
  async kept() {
    await this.showVisits();
  }

  async met({ state, contact }) {
    const count = await this.showWaiting();
    if (contact) find("[data-contact]").textContent = say("last_contact", { time: clock(contact) });
    const band = find("[data-sign-in]", this.page);
    band.hidden = state !== "sign-in";
    if (!band.hidden) find("[data-text]", band).textContent = say(count ? "sign_in_to_send" : "sign_in_again", { count });
  }

  /** The shortcut of the installed app: straight into the first visit of today. */
  openToday() {
    const link = find("[data-visit][data-is-today] [data-open]", this.page);
    if (link) location.replace(link.href);
    return Boolean(link);
  }
}

/** The page also stands in for others that need the server: then it says so. */
function explainAddress(page) {
  const isStandIn = !OWN_ADDRESSES.includes(location.pathname);
  find("[data-no-server]", page).hidden = !isStandIn;
  find("[data-again]", page).addEventListener("click", () => location.reload());
}

async function showRoom(page) {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota) find("[data-room]", page).textContent = say("room", { percent: Math.ceil((100 * usage) / quota) });
}

async function begin(page) {
  explainAddress(page);
  offerInstalling(find("[data-install]", page));
  showRoom(page).catch(console.error);
  const person = await knownPerson();
  if (person) return new DevicePage(page, person).begin();
  for (const part of findAll("[data-own]", page)) part.hidden = true;
  find("[data-nobody]", page).hidden = false;
  page.dataset.ready = "";
  return meetWorker("");
}

begin(find("[data-device]")).catch(couldNotOpen);
