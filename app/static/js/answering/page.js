/** Answering a finding with an account, `/findings/<uid>/answer`: opens and works without a signal too. */

import { element, find } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { meetWorker } from "../offline/page.js";
import { makeSync } from "../phone/connect.js";
import { Database, request } from "../phone/database.js";
import { Ledger } from "../phone/ledger.js";
import { couldNotOpen } from "../phone/locked.js";
import { knownPerson, rememberPerson } from "../phone/person.js";
import { dropConfirmed } from "../phone/photo-space.js";
import { Server } from "../phone/server.js";
import { askToPersist, noticeEviction } from "../phone/storage.js";
import { carry } from "./carry.js";
import { Replies } from "./replies.js";
import { Screen } from "./screen.js";

const page = find("[data-answer]");
const { finding, action, person: owner, item, number, station } = page.dataset;
const steps = Number(page.dataset.steps);

/** The photo before from the phone's own store, where the server does not give it. */
async function standIn(image, database) {
  const uid = image.dataset.before;
  const keys = [`${uid}/screen`, `${uid}/thumb`];
  const [large, small] = await database.read(["bytes"], (at) => Promise.all(keys.map((key) => request(at.bytes.get(key)))));
  if (large ?? small) image.src = URL.createObjectURL(new Blob([large ?? small], { type: "image/jpeg" }));
}

function watchBefore(image, database) {
  const replace = () => standIn(image, database).catch(console.warn);
  image.addEventListener("error", replace, { once: true });
  if (image.complete && !image.naturalWidth) replace();
}

/** The page is kept on the phone; what is on it is shown to whom it was made for. */
function hide(person) {
  const way = element("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, say("sign_in"));
  find("main").replaceChildren(element("div", { class: "notice notice--warn", role: "alert" }, element("div", {}, element("p", {}, say("reply_other", { person })), way)));
  find("[data-bar]")?.remove();
}

/** The finding waits for nothing any more: what this phone could not send is shown all the same. */
async function showLeft(replies) {
  const reply = await replies.find(finding);
  if (reply?.state !== "answer") return;
  const words = [reply.text, reply.without_photo].filter(Boolean).join("\n");
  find("[data-left]", page).hidden = !words;
  find("[data-left-text]", page).textContent = words;
  if (reply.phase === "refused") {
    find("[data-refused]", page).hidden = false;
    find("[data-refused-text]", page).textContent = say("reply_refused", { why: reply.why });
  }
  const picture = reply.photos[0] && (await replies.picture(reply.photos[0]));
  if (!picture) return;
  find("[data-shot]", page).src = URL.createObjectURL(picture);
  find("[data-after]", page).hidden = false;
  find("[data-photos]", page).toggleAttribute("data-pair", true);
}

/** What this page shows of the reply on the phone: one that was given before the finding moved on is history. */
const current = (reply) => (reply?.state === "given" && reply.steps < steps ? null : reply);

async function begin() {
  const person = await knownPerson();
  if (person !== owner) return hide(owner);
  const database = new Database(person, () => location.reload());
  database.makeRoom = dropConfirmed;
  const before = find("[data-before]", page);
  if (before) watchBefore(before, database);
  keepFindings(person);
  await rememberPerson(person); // before anything is taken: a killed browser loses its cookies
  const replies = new Replies(database, { carry });
  if (!action) return showLeft(replies);
  const about = { eid: crypto.randomUUID(), finding, action, steps, item, number, station, title: find("h2", page).textContent };
  let screen = null;
  const known = current(await replies.find(finding));
  const notebook = Object.assign(new Ledger(database, { person }), { around: { areOthersAtIt: false } });
  const server = new Server();
  const refresh = async (status) => {
    screen?.show(current(await replies.find(finding)), status);
    find("[data-sign-in]", page).hidden = !(screen?.reply?.phase === "waiting" && screen.status.state === "sign-in");
  };
  const sync = makeSync({ notebook, photos: replies, server, changed: (status) => refresh(status).catch(console.error) });
  const send = () => {
    askToPersist().catch(console.warn);
    return sync.retry().then(() => refresh());
  };
  screen = new Screen(page, replies, { about, before: () => before?.currentSrc ?? "", send });
  replies.changed = () => refresh().catch(console.error);
  screen.open(known);
  await noticeEviction(database);
  await replies.develop().catch(console.warn);
  page.dataset.ready = "";
  sync.soon();
  return meetWorker(person, { flush: () => screen.flush() });
}

/** Let the worker keep what this chief owes an answer to. */
const keepFindings = (person) => navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ findings: person }));

begin().catch(couldNotOpen);
