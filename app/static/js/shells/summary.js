/** A visit's summary as the phone knows it: progress, gaps, disagreements and the score so far. */

import { find, icon, wireSheet } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { keepChecklist, keptChecklist } from "../phone/checklists.js";
import { couldNotOpen } from "../phone/locked.js";
import { knownPerson } from "../phone/person.js";
import { nextItem } from "../phone/progress.js";
import { lock, showSending, showSignIn } from "../phone/screens/bars.js";
import { ItemsSheet } from "../phone/screens/items-sheet.js";
import { standingOf } from "../summary/standing.js";
import { showConflicts, showFindings, showHere, showParts, showProgress, showScore, showSubmit, showTeam } from "../summary/sections.js";
import { Client } from "./client.js";

const page = find("[data-summary-of]");
let checklist = null;

const partAddress = (code) => page.dataset.partUrl.replace("VALUE", encodeURIComponent(code));
const addressOf = ({ part, item }) => `${partAddress(part.code)}#item-${item.code}`;

function draw(client) {
  const { around, history, stage } = client.notebook;
  showSending(find("[data-sending]"), client.status, client.outgoing, around.zone);
  showSignIn(find("[data-sign-in]"), client.status, client.outgoing);
  lock(document, stage);
  page.hidden = !around.isKnown;
  find("[data-unknown]").hidden = around.isKnown;
  if (!around.isKnown) return;
  const standing = standingOf({ history, around, checklist });
  showProgress(standing, around.told.visit);
  showScore(standing, around.told, Boolean(checklist));
  showConflicts(standing, client, addressOf);
  showParts(standing, addressOf, partAddress);
  showFindings(standing, client, addressOf);
  showHere(client);
  showTeam(client);
  showSubmit(standing, client);
  showWay(client);
}

/** The big button: the next unanswered item, else the server's page where the visit is submitted. */
function showWay({ notebook: { history, around, stage } }) {
  const isOver = ["submitted", "sealed", "cancelled"].includes(stage);
  const next = isOver ? null : nextItem(history, around.parts, { part: "", own: around.own, free: around.free });
  const link = find("[data-next]");
  link.href = next ? addressOf(next) : page.dataset.visitUrl;
  link.replaceChildren(next ? say("next_item", { code: next.item.code }) : say("to_visit"), icon("next"));
}

/** What the server can add: the context as it is now, and the checklist once. */
async function fetchWhatIsMissing(client, { content: visit, dataset: { form } }) {
  try {
    await client.notebook.keepContext(await client.server.context(visit));
    checklist ??= await keepChecklist(client.database, client.server, form);
    await client.refresh();
  } catch (error) {
    if (!error.kind) throw error; // without the server, what the phone remembers must do
  }
}

async function begin() {
  const person = await knownPerson();
  if (!person) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  const meta = find("meta[name=visit]");
  const client = await Client.open(person, { visit: meta.content, form: meta.dataset.form }, draw);
  checklist = (await keptChecklist(client.database, meta.dataset.form)) ?? null;
  const sheet = find("#items-sheet");
  wireSheet(sheet);
  const items = new ItemsSheet(sheet, { notebook: client.notebook, address: (_kind, code) => partAddress(code) });
  find("[data-items]").addEventListener("click", () => items.open());
  draw(client);
  page.dataset.ready = "";
  client.sync.soon();
  await fetchWhatIsMissing(client, meta);
}

begin().catch(couldNotOpen);
