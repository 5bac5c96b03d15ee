/** The phone's front page, `/phone`: which visits are kept here, what waits, and what the phone can do about itself. */

import { wireKeeping } from "../device/keep.js";
import { missingPages } from "../offline/shelf.js";
import { element, find, findAll, icon } from "../lib/dom.js";
import { clock } from "../lib/time.js";
import { say } from "../lib/words.js";
import { meetWorker } from "../offline/page.js";
import { request } from "../phone/database.js";
import { couldNotOpen } from "../phone/locked.js";
import { knownPerson } from "../phone/person.js";
import { summary } from "../phone/waiting.js";
import { Client } from "./client.js";
import { offerInstalling } from "./install.js";
import { assignedVisits, readVisit } from "./kept.js";
import { showVisit } from "./visit-card.js";

const OWN_ADDRESSES = ["/phone", "/"];

const page = find("[data-device]");
const cards = new Map(); // uid → its card

/** What waits, when the server was last heard, and whether somebody must sign in. */
function draw({ outgoing, status, person, zone }) {
  const count = outgoing.events.length + outgoing.photos.length + outgoing.held.length + outgoing.replies.length;
  find("[data-count]", page).textContent = String(count);
  find("[data-waiting-text]", page).textContent = summary(outgoing);
  find("[data-waiting-hint]", page).hidden = !count;
  find("[data-contact]").textContent = status.contact ? say("outgoing_contact", { time: clock(status.contact, zone) }) : person;
  const band = find("[data-sign-in]", page);
  band.hidden = status.state !== "sign-in";
  if (!band.hidden) find("[data-text]", band).textContent = say(count ? "sign_in_to_send" : "sign_in_again", { count });
}

async function showVisits({ database, person }) {
  const visits = await assignedVisits(database);
  for (const assigned of visits) {
    cards.set(assigned.uid, showVisit(cards.get(assigned.uid), await readVisit(database, person, assigned)));
  }
  const list = find("[data-visits]", page);
  list.replaceChildren(...visits.map(({ uid }) => cards.get(uid)));
  list.removeAttribute("aria-busy");
  find("[data-none]", page).hidden = visits.length > 0;
}

/** The findings that a chief's phone keeps, each leading to where it is answered. */
async function showFindings({ database }) {
  const owed = await database.read(["meta"], (at) => request(at.meta.get("owed")));
  const kept = [];
  for (const one of owed?.findings ?? []) if (!(await missingPages([one.page])).length) kept.push(one);
  find("[data-findings]", page).hidden = !kept.length;
  find("[data-visit-part]", page).hidden = Boolean(owed) && !cards.size; // a chief fills no visits
  find("[data-finding-list]", page).replaceChildren(...kept.map((one) => element("li", {}, element(
    "a",
    { class: "list__row", href: one.page },
    element("span", { class: "list__text" }, element("span", { class: "list__title" }, one.title), element("span", { class: "list__detail" }, [one.station, one.item].filter(Boolean).join(", "))),
    icon("next"),
  ))));
}

/** The shortcut of the installed app: straight into the first visit of today. */
function openToday() {
  const link = find("[data-visit][data-is-today] [data-open]:not([hidden])", page);
  if (link) location.replace(link.href);
  return Boolean(link);
}

/** The page also stands in for others that need the server: then it says so. */
function explainAddress() {
  find("[data-no-server]", page).hidden = OWN_ADDRESSES.includes(location.pathname);
  find("[data-again]", page).addEventListener("click", () => location.reload());
}

function showNobody() {
  for (const part of findAll("[data-own]", page)) part.hidden = true;
  find("[data-nobody]", page).hidden = false;
  page.dataset.ready = "";
  return meetWorker("");
}

async function begin() {
  explainAddress();
  offerInstalling(find("[data-install]", page));
  const person = await knownPerson();
  if (!person) return showNobody();
  const refresh = () => showVisits(client).catch(console.error);
  const client = await Client.open(person, { kept: refresh }, draw);
  await showVisits(client);
  await showFindings(client);
  page.dataset.ready = "";
  if (new URLSearchParams(location.search).get("open") === "today" && openToday()) return undefined;
  client.sync.soon();
  const taken = () => client.refresh().then(() => client.sync.wake());
  return wireKeeping(page, { database: client.database, person, changed: taken });
}

begin().catch(couldNotOpen);
