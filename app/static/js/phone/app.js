/** The phone's client: opens what this phone remembers of the visit, shows the page, and keeps it in step with the server. */

import { element, find, toast } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { meetWorker } from "../offline/page.js";
import { answerCell, parseCell } from "./cells.js";
import { makeSync } from "./connect.js";
import { Database } from "./database.js";
import { Notebook } from "./notebook.js";
import { couldNotOpen } from "./locked.js";
import { listOutgoing } from "./outgoing.js";
import { knownPerson, rememberPerson } from "./person.js";
import { dropConfirmed } from "./photo-space.js";
import { Photos } from "./photos.js";
import { partProgress } from "./progress.js";
import { PartScreen } from "./screens/part.js";
import { Server } from "./server.js";
import { askToPersist, keepBallast, noticeEviction, showWarnings, warnings } from "./storage.js";
import { Typing } from "./typing.js";
import { nameOf } from "./waiting.js";

const UNDO = 8000; // milliseconds
const SELDOM = 60_000;

class App {
  #here = new Map(); // uid of a photo → what the server can show of it: photo or preview
  #elsewhere = new Set(); // uids of photos that are still on another phone
  #settledAt = 0; // when the reserve was last seen to, with the server's word
  #isAsked = false; // whether the browser was asked never to delete what is here
  outgoing = { events: [], photos: [], held: [], bytes: 0 };

  /** Everything of one visit (a meta element names it) of one person, read from this phone. */
  static async open({ content: visit, dataset: { form } }, person) {
    const app = new App();
    app.database = new Database(person, () => app.alert(say("reload_needed")));
    app.database.makeRoom = dropConfirmed;
    app.notebook = new Notebook(app.database, { person, visit, form });
    const redraw = (item) => app.changed(new Set([answerCell(item)]));
    app.photos = new Photos(app.notebook, { changed: redraw, failed: (...what) => app.photoWaits(...what) });
    await Promise.all([app.notebook.reload(), app.photos.open()]);
    app.server = new Server();
    app.typing = new Typing(app.notebook, async () => {});
    const changed = (status) => app.#met(status).catch((error) => app.fail(error));
    app.sync = makeSync({ notebook: app.notebook, photos: app.photos, server: app.server, changed });
    return app;
  }

  /** Show the screen, then meet the server. */
  async begin(page) {
    this.page = page;
    this.screen = new PartScreen(page, this);
    this.screen.begin();
    this.notebook.watch((cells) => this.changed(cells));
    this.#listen();
    this.page.dataset.ready = "";
    await this.refreshOutgoing();
    await this.typing.flushAll();
    this.sync.soon();
    meetWorker(this.notebook.person, { flush: () => this.typing.flushAll() });
    const rest = [this.photos.recover(), this.#fetchContext(), this.settle()];
    await Promise.all(rest.map((work) => work.catch((error) => this.#doWithout(error))));
  }

  /** On a full phone what can be had again later is not kept; filling goes on. */
  async #doWithout(error) {
    if (error.name !== "QuotaExceededError") throw error;
    showWarnings(await warnings(this.database, { hasReserve: false }));
  }

  /** When the page stands, and again with the server's word: the reserve for a full phone, and what must be known. */
  async settle() {
    await noticeEviction(this.database);
    const hasReserve = await keepBallast(this.database);
    const { history, around } = this.notebook;
    const answered = around.parts.reduce((sum, part) => sum + partProgress(history, part).done, 0);
    showWarnings(await warnings(this.database, { answered, hasReserve }));
    this.page.dataset.settled = "";
  }

  /**
   * Keep a change: on disk, then on the screen, then on its way. Offers to take it back for a while.
   * `base` is what the person saw, `told` the sentence that says what was done.
   */
  async save({ cell, op, val, base, told }) {
    const { history } = this.notebook;
    const before = history.value(cell);
    const wasConflict = history.isConflict(cell);
    const { item, kind } = parseCell(cell);
    try {
      await this.notebook.write(cell, op, val, base);
    } catch (error) {
      this.screen.draw();
      return this.fail(error, nameOf(cell));
    }
    this.screen.touched(item);
    if (!this.#isAsked) askToPersist();
    this.#isAsked = true;
    if (kind === "note" || wasConflict) this.announce(told);
    else toast(told, { text: say("undo"), run: () => this.#undo(cell, kind, before) }, UNDO);
    return this.sync.wake();
  }

  /** Say something politely to screen readers. */
  announce(text) {
    find("[data-announce]").textContent = text;
  }

  /** Say what is NOT kept; stays until the next message. */
  fail(error, what = say("this_change")) {
    console.error(error);
    this.alert(say({ QuotaExceededError: "phone_full", VersionError: "reload_needed" }[error.name] ?? "not_kept", { what }));
  }

  /** A photo is on the phone, and cannot be made ready to be sent for now, or will be refused. */
  photoWaits(error, { item }) {
    if (error.code === "refusable") return this.alert(say("photo_refusable", { code: item }));
    console.error(error);
    if (error.name === "QuotaExceededError") this.alert(say("photo_needs_room"));
  }

  alert(text) {
    find(".toast")?.remove();
    find("[data-alert]").replaceChildren(element("p", { class: "notice notice--bad", role: "alert" }, text));
  }

  /** The name of a member with rank, by username. */
  name(username) {
    if (username === this.notebook.person) return say("you");
    return this.notebook.around.nameOf(username);
  }

  /** The address of a part, the visit, or a photo's thumb or screen size. */
  address(kind, value = "") {
    return this.page.dataset[`${kind}Url`].replace("VALUE", encodeURIComponent(value));
  }

  /**
   * What the server can show of a photo of another phone: "photo", "preview" or "". A photo not heard of before is
   * asked about at once.
   */
  whatIsHere(uid) {
    const found = this.#here.get(uid) ?? "";
    if (found === "photo") return found;
    if (!this.#elsewhere.has(uid)) this.sync.wake();
    this.#elsewhere.add(uid);
    return found;
  }

  changed(cells) {
    this.screen.redraw(cells);
    this.refreshOutgoing().catch((error) => this.fail(error));
  }

  async refreshOutgoing() {
    this.outgoing = { ...(await listOutgoing(this.database)), isWaitingForWifi: this.photos.isWaitingForWifi };
    this.screen.showStatus();
  }

  /** A round of sync ended, or something in it changed. */
  async #met(status) {
    await this.refreshOutgoing();
    const isNewTry = this.database.isReserveUsed && Date.now() - this.#settledAt > SELDOM;
    if (status.state === "sent" && (!this.#settledAt || isNewTry)) {
      this.#settledAt = Date.now();
      await this.settle();
    }
    if (status.state !== "sent" || !this.#elsewhere.size) return;
    const { here, previews } = await this.server.photosHere(this.notebook.visit).catch(() => ({ here: [], previews: [] }));
    const news = [...previews.map((uid) => [uid, "preview"]), ...here.map((uid) => [uid, "photo"])].filter(([uid, what]) => this.#here.get(uid) !== what);
    for (const [uid, what] of news) this.#here.set(uid, what);
    for (const uid of here) this.#elsewhere.delete(uid);
    if (news.length) this.screen.redraw(null);
  }

  async #undo(cell, kind, before) {
    const [set, clear] = kind === "photo" ? ["attach", "detach"] : ["set", "clear"];
    await this.notebook.write(cell, before === null ? clear : set, before, this.notebook.history.seen(cell));
    this.announce(say("undone"));
    this.sync.wake();
  }

  #listen() {
    const channel = new BroadcastChannel(`siap-${this.notebook.person}`);
    channel.onmessage = () => this.notebook.reload();
    this.notebook.told = () => channel.postMessage("");
  }

  async #fetchContext() {
    try {
      await this.notebook.keepContext(await this.server.context(this.notebook.visit));
    } catch (error) {
      if (!error.kind) throw error; // without the server, what the phone remembers must do
    }
  }
}

/** Who fills: whom this phone knows, else whom the server names. */
async function whoFills() {
  const known = await knownPerson();
  if (known) return known;
  const { user } = await new Server().session().catch(() => ({}));
  await rememberPerson(user ?? "");
  return user;
}

/** Resolves once the whole page has been read. */
const pageRead = () =>
  new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });

/** The script runs while the page is still being read, so that the phone's store opens meanwhile. */
async function begin() {
  const person = await whoFills();
  if (!person) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  const [app] = await Promise.all([App.open(find("meta[name=visit]"), person), pageRead()]);
  return app.begin(find("[data-filling]"));
}

begin().catch((error) => pageRead().then(() => couldNotOpen(error)));
