/** The outbox, `/phone/outbox`: everything that only this phone has, of every visit, and how the sending of it goes. */

import { carry } from "../answering/carry.js";
import { Replies } from "../answering/replies.js";
import { find } from "../lib/dom.js";
import { Rows, showDrafts, showHead, stateOf } from "../outbox/screen.js";
import { rowsOf } from "../outbox/rows.js";
import { request } from "../phone/database.js";
import { releaseHeld } from "../phone/outgoing.js";
import { couldNotOpen } from "../phone/locked.js";
import { knownPerson } from "../phone/person.js";
import { showSending, showSignIn } from "../phone/screens/bars.js";
import { wireWifiOnly } from "../phone/screens/wifi.js";
import { Client } from "./client.js";

const NO_VISIT = "00000000-0000-0000-0000-000000000000"; // stands in the address that the page brings
const page = find("[data-outbox]");
let contexts = new Map();
let drafts = []; // [visit, cell] of what was typed and is no change yet
let rows;
let showWifi = () => {};

/** What the server told of each visit that this phone keeps. */
async function readContexts(database) {
  const [uids, kept] = await database.read(["visits"], async (at) => [await request(at.visits.getAllKeys()), await request(at.visits.getAll())]);
  return new Map(uids.map((uid, place) => [uid, kept[place].context]).filter(([, context]) => context));
}

const addressOf = ({ finding, visit, part, code }) => finding ? `/findings/${finding}/answer` : `${page.dataset.partUrl.replace(NO_VISIT, visit).replace("VALUE", part)}#item-${encodeURIComponent(code)}`;

/** What waits and what is held, a chief's answers among them. */
function withReplies({ replies, events, held, ...others }) {
  const of = (phase) => replies.filter((reply) => reply.phase === phase);
  return { ...others, events: [...events, ...of("waiting")], held: [...held, ...of("refused")] };
}

function draw(client) {
  const found = rowsOf({ ...client.outgoing, drafts }, contexts, client.last);
  const state = stateOf(found, client.status, client.photos.isWaitingForWifi);
  showHead(found, state, client.contact, client.zone);
  showDrafts(found.drafts, addressOf);
  rows?.show(found, client.photos.progress);
  const all = withReplies(client.outgoing);
  showSending(find("[data-sending]"), client.status, all, client.zone);
  showSignIn(find("[data-sign-in]"), client.status, all);
  showWifi();
  find("[data-send]").disabled = !found.groups.length && !found.held.length;
  page.dataset.state = state;
}

async function begin() {
  const person = await knownPerson();
  if (!person) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  const client = await Client.open(person, {}, draw);
  const replies = new Replies(client.database, { carry, changed: () => client.refresh().catch(console.error) });
  const { photos } = client;
  client.sync.photos = { sendAll: async (...line) => {
    await photos.sendAll(...line);
    await replies.sendAll(...line);
  } };
  contexts = await readContexts(client.database);
  drafts = await client.database.read(["drafts"], (at) => request(at.drafts.getAllKeys()));
  const send = async () => {
    client.photos.sendNow();
    await client.sync.retry();
    await client.refresh();
    client.announce(find("[data-title]").textContent);
  };
  const release = async (wanted) => {
    await releaseHeld(client.database, wanted);
    for (const reply of await replies.list()) if (reply.phase === "refused" && wanted(reply.eid)) await replies.keep(reply, { phase: "waiting" });
    await client.refresh();
    await send();
  };
  rows = new Rows({ retry: (row) => release((one) => one === row.key), thumb: (uid) => client.photos.thumb(uid) });
  showWifi = wireWifiOnly(page, client.photos, () => client.sync.retry());
  find("[data-send]").addEventListener("click", () => send());
  find("[data-retry-all]").addEventListener("click", () => release(() => true));
  draw(client);
  page.dataset.ready = "";
  client.sync.soon();
}

begin().catch(couldNotOpen);
