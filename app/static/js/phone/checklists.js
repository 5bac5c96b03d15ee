/** The instruments that this phone keeps, each whole and for ever: a published version never changes. */

import { request } from "./database.js";

const SHAPE = 1; // of the server's answer (web/phone/checklists.py); a kept one of another shape is fetched anew

/** The instrument of that SHA-256 as this phone keeps it, or undefined. */
export async function keptChecklist(database, sha256) {
  return database.read(["meta"], (at) => request(at.meta.get(`checklist/${sha256}`)));
}

/** The instrument of that SHA-256: from this phone when it is kept, else from the server, and then kept. */
export async function keepChecklist(database, server, sha256) {
  const kept = await keptChecklist(database, sha256);
  if (kept?.shape === SHAPE) return kept;
  const told = await server.checklist(sha256);
  await database.transact(["meta"], "readwrite", async (at) => {
    at.meta.put(told, `checklist/${sha256}`);
  });
  return told;
}
