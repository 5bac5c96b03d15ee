/**
 * The newest checkpoint of the server's log of seals that this phone has seen: who rewrites the log has to show a phone
 * another one. What is new is judged in witness.js, which is fetched when it is needed.
 */

import { request } from "./database.js";

export class Checkpoint {
  #isHearing = false;

  /** Kept in the database of the phone itself, whoever is signed in. */
  constructor(database) {
    this.database = database;
  }

  /** What is kept now: { size, root, note, key, at }, all of it missing at first. */
  async asked() {
    const kept = await this.database.read(["meta"], (at) => request(at.meta.get("seal"))).catch(() => null);
    return kept ?? { size: 0 };
  }

  /** Take what an answer says of the log; `asked` is what was kept when the question went out. */
  async hear(asked, said, server) {
    if (this.#isHearing || said === undefined || (said === 0 && !asked.alarm)) return; // not said, or nothing new
    this.#isHearing = true; // what an alarm asks of the server is answered with the log as well
    try {
      const { hear } = await import("./witness.js");
      await hear(this.database, asked, said, server);
    } finally {
      this.#isHearing = false;
    }
  }

  /** Show on this page that the log contradicts itself, if it did. */
  async warn() {
    const { alarm } = await this.asked();
    if (alarm) (await import("./witness.js")).warn();
  }
}
