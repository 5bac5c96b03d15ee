/**
 * Answering a finding by a link: the same screen and the same care for what was taken and typed, in a store of the link's
 * own. The answer goes as the page's form would send it, until the server has confirmed it. Without scripts the form does.
 */

import { find, findAll } from "../lib/dom.js";
import { sha256 } from "../lib/bytes.js";
import { send as ask } from "../lib/http.js";
import { Database } from "../phone/database.js";
import { delayAfter, Trouble } from "../phone/outbox.js";
import { Replies } from "./replies.js";
import { Screen } from "./screen.js";

const SECONDS = 120; // a photo of half a megabyte over a poor line
const page = find("[data-answer]");
const { finding, action, item, number, station } = page.dataset;
const steps = Number(page.dataset.steps);
let failures = 0;
let timer = null;

/** The form as the page would send it, with the photos of the store. */
async function formOf(reply, replies) {
  const form = new FormData();
  const told = { csrf_token: find("[name=csrf_token]", page).value, uid: reply.eid, seen: reply.steps, kept: "", text: reply.text, stance: reply.stance, without_photo: reply.without_photo };
  for (const [name, value] of Object.entries(told)) form.set(name, value);
  for (const photo of reply.photos) {
    const picture = await replies.picture(photo);
    if (!picture) return null;
    form.append("photos", picture, `${photo.uid}.jpg`);
  }
  return form;
}

const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");

/** Bring a reply to the server; "" once it arrived, else why not. A token that is too old is fetched anew. */
async function carry(reply, replies) {
  for (let attempt = 1; ; attempt += 1) {
    const body = await formOf(reply, replies);
    if (!body) return "gone";
    const response = await ask("POST", location.pathname, { body, seconds: SECONDS }).catch(() => {
      throw new Trouble("network");
    });
    if (response.status >= 500 || response.status === 429 || !response.headers.has("X-Siap")) throw new Trouble("server");
    const answer = await parse(response);
    if (find("[data-arrived]", answer)) return "";
    if (response.status === 400 && attempt < 3 && (await renew())) continue;
    return (find("[data-problem], .error-summary li, .notice", answer)?.textContent ?? "").trim() || String(response.status);
  }
}

async function renew() {
  const response = await ask("GET", location.pathname).catch(() => null);
  const token = response?.ok && find("[name=csrf_token]", await parse(response))?.value;
  if (token) find("[name=csrf_token]", page).value = token;
  return Boolean(token);
}

async function round(replies, refresh) {
  clearTimeout(timer);
  try {
    refresh({ state: "sending" });
    await replies.sendAll(null);
    failures = 0;
    refresh({ state: "sent" });
  } catch (error) {
    if (!(error instanceof Trouble)) console.error(error);
    failures += 1;
    refresh({ state: error.kind ?? "failed" });
    timer = setTimeout(() => round(replies, refresh), delayAfter(failures) * 1000);
  }
}

async function begin() {
  if (!action) return;
  const name = await sha256(new TextEncoder().encode(location.pathname));
  const database = new Database(`~${name.slice(0, 24)}`);
  const replies = new Replies(database, { carry });
  const about = { eid: crypto.randomUUID(), finding, action, steps, item, number, station, title: "" };
  const known = await replies.find(finding);
  let screen = null;
  const current = (reply) => (reply?.state === "given" && reply.steps < steps ? null : reply);
  const refresh = async (status) => screen.show(current(await replies.find(finding)), status);
  const sending = () => round(replies, (status) => refresh(status).catch(console.error));
  screen = new Screen(page, replies, { about, before: () => find("[data-before]", page)?.currentSrc ?? "", send: sending });
  replies.changed = () => refresh().catch(console.error);
  for (const plain of findAll("[data-plain]", page)) plain.remove();
  page.addEventListener("submit", (event) => event.preventDefault());
  find("[data-bar]").hidden = false;
  screen.open(current(known));
  await replies.develop().catch(console.warn);
  page.dataset.ready = "";
  addEventListener("online", sending);
  if (screen.reply?.phase === "waiting") await sending();
}

begin().catch(console.error); // without a store the page stays a plain form
