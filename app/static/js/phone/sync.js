/**
 * When and in which order this phone and the server exchange what they have.
 *
 * One round: who is signed in, events out, events in, photos out. Rounds follow each other every few seconds while the
 * page is seen; after a fault they wait longer and longer. Storage, server, lock and timer are passed in; `signedIn`
 * says whether this browser still belongs to the person of the notebook, so that nothing goes out under another name.
 *
 * @typedef {{ state: "idle" | "sending" | "sent" | "offline" | "portal" | "sign-in" | "revoked" | "failed", contact: number | null }} Status
 */

import { readEvent } from "./merge.js";
import { BATCH, delayAfter, nextBatch, readReceipts, Trouble } from "./outbox.js";

const POLL = 4; // seconds
const FRESH = 300_000; // milliseconds that we trust to be still the same person
const STATES = { network: "offline", portal: "portal", "sign-in": "sign-in", revoked: "revoked" };

export class Sync {
  status = { state: "idle", contact: null };
  #failures = 0;
  #timer = null;
  #greeted = 0;
  #running = null;
  #again = false;

  constructor({ server, notebook, photos, hash, lock, timer, clock, signedIn, visible, changed, met = async () => {} }) {
    Object.assign(this, { server, notebook, photos, hash, lock, timer, clock, signedIn, visible, changed, met });
  }

  /** Begin a round in so many seconds, at the latest. */
  soon(seconds = 0) {
    this.timer.clear(this.#timer);
    this.#timer = this.timer.set(() => this.round(), seconds * 1000);
  }

  /** Something was written: send it at once, also when a round is already under way. */
  wake() {
    if (this.#running) this.#again = true;
    else this.soon(0.05);
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

  /** Forget the wait after faults, and try now. */
  retry() {
    this.#failures = 0;
    return this.round();
  }

  async #round() {
    try {
      const ran = await this.lock(async () => {
        await this.#exchange();
        return true;
      });
      if (!ran) return this.status; // another tab of this person is at it
      this.#failures = 0;
      this.#show("sent", this.clock());
    } catch (error) {
      if (!(error instanceof Trouble)) this.#report(error);
      this.#failures += 1;
      this.wait = error.retryAfter ?? 0;
      const kind = error.kind === "revoked" && error.message !== this.notebook.person ? "sign-in" : error.kind;
      if (["sign-in", "revoked"].includes(kind)) this.#greeted = 0;
      this.#show(STATES[kind] ?? "failed");
    }
    return this.status;
  }

  #report(error) {
    console.error(error); // a fault of ours: storage, or a programming mistake
  }

  async #exchange() {
    if (!this.signedIn()) throw new Trouble("sign-in");
    if (this.clock() - this.#greeted > FRESH) await this.#greet();
    await this.#push();
    await this.#pull();
    await this.photos.sendAll(this.server, () => this.#push());
    await this.#push();
  }

  async #greet() {
    const session = await this.server.session();
    if (session.user !== this.notebook.person) throw new Trouble("sign-in");
    await this.met(session);
    await this.notebook.meetEpoch(session.epoch);
    this.epoch = session.epoch;
    this.#greeted = this.clock();
  }

  async #push() {
    let most = BATCH;
    for (;;) {
      const batch = nextBatch(await this.notebook.waiting(most), most);
      if (!batch.length) return;
      if (this.status.state !== "sending") this.#show("sending");
      const dev = readEvent(batch[0].raw)?.dev;
      const { status, body } = await this.server.push(dev, batch.map((entry) => entry.raw));
      if (status !== 200) {
        most = await this.#narrow(batch, body);
        continue;
      }
      const hashes = await Promise.all(batch.map((entry) => this.hash(entry.raw)));
      const marks = readReceipts(batch, body.results, hashes);
      await this.notebook.settle(marks);
      this.#watchEpoch(body.epoch);
      most = BATCH;
    }
  }

  /** A batch was refused as a whole: look for the one event in it that is to blame, and hold that back. */
  async #narrow(batch, body) {
    if (batch.length > 1) return Math.ceil(batch.length / 2);
    await this.notebook.settle([{ eid: batch[0].eid, state: "held", why: body.message ?? body.error }]);
    return BATCH;
  }

  async #pull() {
    if (!this.notebook.visit) return;
    for (let more = true; more; ) {
      const answer = await this.server.pull(this.notebook.visit, await this.notebook.cursor());
      this.#watchEpoch(answer.epoch);
      await this.notebook.receive(answer);
      more = answer.more;
    }
  }

  #watchEpoch(epoch) {
    if (epoch !== undefined && epoch !== this.epoch) {
      this.#greeted = 0;
      this.#again = true;
    }
  }

  #plan() {
    if (this.#again) {
      this.#again = false;
      if (!this.#failures) return this.soon(0);
    }
    if (!this.#failures) return this.visible() ? this.soon(POLL) : undefined;
    return this.soon(delayAfter(this.#failures, this.wait));
  }

  #show(state, contact = this.status.contact) {
    this.status = { state, contact };
    this.changed(this.status);
  }
}
