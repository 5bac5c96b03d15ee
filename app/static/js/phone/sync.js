/**
 * When and in which order this phone and the server exchange what they have.
 *
 * One round: who is signed in, events out, events in, photos out. Rounds follow each other every few seconds while the
 * page is seen; after a fault they wait longer and longer. Storage, server, lock and timer are passed in; `signedIn`
 * says whether this browser still belongs to the person of the notebook, so that nothing goes out under another name.
 * Waits are measured with `ticks`, which no change of the phone's clock touches.
 *
 * @typedef {"idle" | "sending" | "sent" | "offline" | "portal" | "sign-in" | "revoked" | "not-ours" | "failed"} State
 * @typedef {{ state: State, contact: number | null, why: string }} Status
 */

import { BATCH, credible, delayAfter, nextBatch, Trouble } from "./outbox.js";

const POLL = 1.5; // seconds between rounds while another member is at it
const POLL_ALONE = 4;
const POLL_UNUSED = 20; // nobody has touched the page for a while
const FRESH = 300_000; // milliseconds that we trust to be still the same person
const SLOW_GREETING = 5_000; // milliseconds; a slower answer says nothing exact about the time
const LEAST = 10; // events in a batch on the worst line
const STATES = { network: "offline", portal: "portal", "sign-in": "sign-in", revoked: "revoked", "not-ours": "not-ours" };

/** A full phone is no reason to end a round. */
function whenFull(error) {
  if (error.name !== "QuotaExceededError") throw error;
  return error;
}

export class Sync {
  status = { state: "idle", contact: null, why: "" };
  #failures = 0;
  #timer = null;
  #greeted = -Infinity;
  #pulled = -Infinity;
  #running = null;
  #again = false;
  #most = BATCH; // events in a batch; fewer after one that did not get through
  #doubtful = new Set(); // ids whose receipt made no sense in this round
  #stranger = null; // the server's word that the visit is not ours, until the round ends

  constructor({ share = () => {}, met = async () => {}, ...parts }) {
    Object.assign(this, { share, met, ...parts });
  }

  /** Begin a round in so many seconds, at the latest. */
  soon(seconds = 0) {
    this.timer.clear(this.#timer);
    this.#timer = this.timer.set(() => this.round(), seconds * 1000);
  }

  /** Something was written: send it at once, also when a round is under way; not before the time a server asked for. */
  wake() {
    if (this.#running) this.#again = true;
    else if (!this.#failures || !this.wait) this.soon(0.05);
  }

  /** One round; resolves with the status. Two at once are one. */
  round() {
    this.timer.clear(this.#timer);
    this.#running ??= this.#round().finally(() => {
      this.#running = null;
      this.#plan();
    });
    return this.#running;
  }

  /** Forget the wait after faults, and try now; `anew` gives up what is still under way on a line that is gone. */
  retry({ anew = false } = {}) {
    this.#failures = 0;
    this.wait = 0;
    if (!anew || !this.#running) return this.round();
    this.server.abandon();
    return this.#running.then(() => this.round());
  }

  /** Another tab of this person is at it: show what it found. */
  adopt(status) {
    if (this.#running) return;
    this.status = status;
    this.changed(status);
  }

  async #round() {
    try {
      const ran = await this.lock(async () => {
        await this.#exchange();
        return true;
      });
      if (!ran) return this.status; // another tab of this person is at it
      this.#failures = 0;
      this.wait = 0;
      this.#show("sent", { contact: this.clock() + this.notebook.skew });
    } catch (error) {
      await this.#failed(error);
    }
    return this.status;
  }

  async #failed(error) {
    if (!(error instanceof Trouble)) this.#report(error);
    this.#failures += 1;
    this.wait = error.retryAfter ?? 0;
    const kind = error.kind === "revoked" && error.message !== this.notebook.person ? "sign-in" : error.kind;
    if (["sign-in", "revoked"].includes(kind)) this.#greeted = -Infinity;
    await this.notebook.tried(this.clock(), kind ?? "failed").catch((fault) => this.#report(fault));
    this.#show(STATES[kind] ?? "failed", { why: kind === "not-ours" ? error.message : "" });
  }

  #report(error) {
    console.error(error); // a fault of ours: storage, or a programming mistake
  }

  async #exchange() {
    this.#doubtful.clear();
    this.#stranger = null;
    if (!this.signedIn()) throw new Trouble("sign-in");
    if (this.ticks() - this.#greeted > FRESH) await this.#greet();
    await this.#push();
    const full = await this.#pull().catch(whenFull);
    await this.photos.sendAll(this.server, () => this.#between());
    await this.#push();
    if (full) await this.#pull(); // photos that went out make room
    this.#most = Math.min(BATCH, this.#most * 2);
    if (this.#stranger) throw this.#stranger;
    if (this.#doubtful.size) throw new Trouble("receipt");
  }

  async #greet() {
    const began = this.ticks();
    const session = await this.server.session();
    if (session.user !== this.notebook.person) throw new Trouble("sign-in");
    const took = this.ticks() - began;
    const skew = Date.parse(session.server_time) - (this.clock() - took / 2);
    if (took < SLOW_GREETING && Number.isFinite(skew)) await this.notebook.keepSkew(Math.round(skew));
    await this.met(session);
    await this.notebook.meetEpoch(session.epoch);
    this.epoch = session.epoch;
    this.#greeted = this.ticks();
  }

  /** Between two pieces of a photo: new answers overtake it, and the others' answers come in. */
  async #between() {
    await this.#push();
    if (this.ticks() - this.#pulled > POLL * 1000) await this.#pull();
  }

  async #push() {
    for (let most = this.#most; ; ) {
      const waiting = await this.notebook.waiting(most + this.#doubtful.size);
      const batch = nextBatch(waiting.filter((entry) => !this.#doubtful.has(entry.eid)), most);
      const left = await this.notebook.left(batch);
      if (!batch.length && !left.isNews) return;
      if (batch.length && this.status.state !== "sending") this.#show("sending");
      const { status, body } = await this.#send(batch, left);
      if (status !== 200) {
        most = await this.#narrow(batch, body);
        continue;
      }
      await this.#settle(batch, body.results);
      await this.notebook.keepReport(left);
      this.#watchEpoch(body.epoch);
      most = this.#most;
    }
  }

  async #send(batch, left) {
    const { person, skew } = this.notebook;
    const visit = this.notebook.visit || batch[0]?.visit; // where the server keeps what it cannot read
    const events = batch.map((entry) => entry.raw);
    try {
      const dev = await this.notebook.device();
      return await this.server.push({ dev, by: person, visit, skew, left: left.visits, events });
    } catch (error) {
      if (error.kind !== "sign-in") this.#most = Math.max(LEAST, batch.length >> 1); // perhaps too long for this line
      throw error;
    }
  }

  /** Note what the receipts say; an event whose receipt makes no sense waits for the next round, alone. */
  async #settle(batch, receipts) {
    const hashes = await Promise.all(batch.map((entry) => this.hash(entry.raw)));
    const marks = credible(batch, receipts, hashes);
    if (batch.length && !marks.length) throw new Trouble("receipt");
    const known = new Set(marks.map((mark) => mark.eid));
    for (const { eid } of batch) if (!known.has(eid)) this.#doubtful.add(eid);
    if (marks.length) await this.notebook.settle(marks);
  }

  /** A batch was refused as a whole: look for the one event in it that is to blame, and hold that back. */
  async #narrow(batch, body) {
    if (batch.length > 1) return Math.ceil(batch.length / 2);
    const why = body.message ?? body.error;
    const probe = batch.length ? await this.server.push({ events: [] }) : { status: 400 };
    if (probe.status !== 200) throw new Trouble("server", why); // not the event: it would refuse any
    await this.notebook.settle([{ eid: batch[0].eid, state: "held", why }]);
    return this.#most;
  }

  async #pull() {
    if (!this.notebook.visit) return;
    try {
      for (let more = true; more; ) {
        const answer = await this.server.pull(this.notebook.visit, await this.notebook.cursor(), await this.notebook.device());
        this.#watchEpoch(answer.epoch);
        await this.notebook.receive(answer);
        more = answer.more;
      }
    } catch (error) {
      if (error.kind !== "not-ours") throw error;
      this.#stranger = error; // what is on this phone goes out all the same
    }
    this.#pulled = this.ticks();
  }

  #watchEpoch(epoch) {
    if (epoch !== undefined && epoch !== this.epoch) {
      this.#greeted = -Infinity;
      this.#again = true;
    }
  }

  #plan() {
    if (this.#again) {
      this.#again = false;
      if (!this.#failures) return this.soon(0);
    }
    if (this.#failures) return this.soon(delayAfter(this.#failures, this.wait));
    return this.visible() ? this.soon(this.#pause()) : undefined;
  }

  #pause() {
    if (!this.used()) return POLL_UNUSED;
    return this.notebook.around.areOthersAtIt ? POLL : POLL_ALONE;
  }

  #show(state, { contact = this.status.contact, why = "" } = {}) {
    this.status = { state, contact, why };
    this.changed(this.status);
    this.share(this.status);
  }
}
