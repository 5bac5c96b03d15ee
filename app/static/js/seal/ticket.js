/** The signed line that papers print as a QR code: what it says, and whether a known key signed it. domain/ticket.py. */

import { fromBase32 } from "./base32.js";
import { Unreadable } from "./hashes.js";
import { isSigned } from "./notes.js";

const SIGNED = "siap ticket\n";
const FIELD = /^[0-9A-Z./:-]{1,64}$/;
const LONGEST = 600;
const NAMES = ["station", "visit", "rev", "day", "score", "findings", "evidence", "index"];

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether a text could be such a line, and nothing else of ours. */
export const isTicket = (text) => /^\s*S1\*/.test(text);

/**
 * What a line says: { station, visit, rev, day, score, findings, evidence, index, sidik, key }.
 * Throws Unreadable with "no_ticket", "ticket_unknown_key" or "ticket_forged". Without `canSign` the signature is not judged.
 */
export async function readTicket(line, keys, canSign = true) {
  const text = line.trim();
  const cut = text.lastIndexOf("*");
  const body = text.slice(0, Math.max(cut, 0));
  const fields = body.split("*");
  const isWhole = line.length <= LONGEST && fields.length === 11 && fields[0] === "S1" && fields.every((field) => FIELD.test(field));
  if (!isWhole) throw new Unreadable("no_ticket");
  const key = keys.find(({ id }) => id.toUpperCase() === fields[10]);
  if (!key) throw new Unreadable("ticket_unknown_key");
  const [signature, sidik] = [text.slice(cut + 1), fields[9]].map(bytesOf32);
  if (canSign && !(await isSigned(key, signature, new TextEncoder().encode(SIGNED + body)))) throw new Unreadable("ticket_forged");
  return { ...Object.fromEntries(NAMES.map((name, place) => [name, fields[place + 1]])), sidik: hex(sidik), key };
}

function bytesOf32(text) {
  try {
    return fromBase32(text);
  } catch {
    throw new Unreadable("no_ticket");
  }
}
