/**
 * The outbox: events waiting for the server's receipt. Rules only; storage and sending are elsewhere.
 *
 * An event counts as sent when a receipt carries the hash of the very bytes we hold, and never otherwise.
 *
 * @typedef {{ eid: string, raw: string, state: "new" | "sent" | "held", n: number, tried_at?: number, tries?: number, why?: string }} Entry
 * @typedef {{ eid: string, st: string, seq?: number, h?: string, why?: string }} Receipt
 */

export const BATCH = 200; // what a server takes at once
export const BATCH_CHARACTERS = 200_000;
const LONGEST_WAIT = 300;
const LONGEST_ASKED = 900; // seconds; whoever asks for more is no server of ours

/** A fault worth its own way on: kind is network, server, portal, sign-in, revoked or receipt. */
export class Trouble extends Error {
  constructor(kind, message = kind, retryAfter = 0) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** The first entries that fit into one request; at least one, however long. */
export function nextBatch(waiting, most = BATCH) {
  const batch = [];
  let size = 0;
  for (const entry of waiting.slice(0, most)) {
    size += entry.raw?.length ?? 0;
    if (batch.length && size > BATCH_CHARACTERS) break;
    batch.push(entry);
  }
  return batch;
}

/**
 * What the receipts say about the entries they answer: [{ eid, state, seq?, why? }]; entries whose receipt is missing,
 * or speaks of other bytes than ours, are left out. The server cannot name a damaged text, so a refusal without an id
 * speaks of the entry in its place.
 */
export function credible(batch, receipts, hashes) {
  return batch.map((entry, position) => mark(entry, receipts?.[position], hashes[position])).filter(Boolean);
}

function mark({ eid }, receipt, hash) {
  if ((receipt?.eid ?? eid) !== eid) return null;
  if (["ok", "dup"].includes(receipt?.st)) return receipt.h === hash ? { eid, state: "sent", seq: receipt.seq } : null;
  if (["quarantined", "clash", "held", "bad"].includes(receipt?.st)) return { eid, state: "held", why: receipt.why || receipt.st };
  return null;
}

/** Seconds to wait after so many failures in a row: 2, 4, 8 … 300, or at least what the server asked for; by chance. */
export function delayAfter(failures, retryAfter = 0, random = Math.random) {
  if (retryAfter > 0) return Math.min(retryAfter, LONGEST_ASKED) * (1 + 0.3 * random());
  return Math.min(2 ** Math.min(failures, 9), LONGEST_WAIT) * (0.7 + 0.6 * random());
}

/** The size of the next piece of a photo (bytes), after one that took `seconds`; a cut costs at most one piece. */
export function nextPiece(size, seconds, quick) {
  const SMALLEST = 65_536;
  const LARGEST = 1_048_576;
  if (seconds > 8) return { size: Math.max(SMALLEST, size >> 1), quick: 0 };
  if (seconds >= 2) return { size, quick };
  if (quick < 3) return { size, quick: quick + 1 };
  return { size: Math.min(LARGEST, size * 2), quick: 0 };
}
