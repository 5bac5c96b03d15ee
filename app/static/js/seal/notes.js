/** Signed notes and checkpoints of a log as C2SP writes them (signed-note, tlog-checkpoint), with Ed25519. */

import { base64 } from "../lib/bytes.js";
import { bytesOf, Unreadable } from "./hashes.js";

const ED25519 = 1; // what stands before the key's bytes
const CONTROL = /[\0-\x09\x0b-\x1f]/;
const LINE = /^\u2014 ([^\s+]+) (\S+)$/;

const bytes = (text) => new TextEncoder().encode(text);
const hex = (some) => [...some].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** A public key "name+id+base64" as { name, id, key, text }. Throws Unreadable when it is none of Ed25519. */
export async function readKey(text) {
  const [, name, id, rest] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  if (!name) throw new Unreadable("key");
  const raw = bytesOf(rest, 33);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array([...bytes(`${name}\n`), ...raw]));
  if (raw[0] !== ED25519 || hex(new Uint8Array(digest).slice(0, 4)) !== id) throw new Unreadable("key");
  return { name, id, key: raw.slice(1), text: text.trim() };
}

/** A note as { text, signatures: [{ name, id, signature }] }; the text ends with its line. Throws Unreadable. */
export function readNote(note) {
  const cut = typeof note === "string" ? note.lastIndexOf("\n\n") : -1;
  if (cut < 0 || !note.endsWith("\n") || CONTROL.test(note)) throw new Unreadable("note");
  const signatures = note.slice(cut + 2, -1).split("\n").map((line) => {
    const [, name, signed] = LINE.exec(line) ?? [];
    if (!name) throw new Unreadable("note");
    const raw = bytesOf(signed);
    if (raw.length < 5) throw new Unreadable("note");
    return { name, id: hex(raw.slice(0, 4)), signature: raw.slice(4) };
  });
  return { text: note.slice(0, cut + 1), signatures };
}

/** A checkpoint's text as { origin, size, root }; the root in base64. Throws Unreadable. */
export function readCheckpoint(text) {
  const [origin, size, root, ...more] = text.split("\n");
  const isWhole = more.pop() === "" && more.every(Boolean);
  if (!isWhole || !origin || !/^(0|[1-9]\d{0,15})$/.test(size)) throw new Unreadable("checkpoint");
  return { origin, size: Number(size), root: base64(bytesOf(root, 32)) };
}

const ANY_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="; // the first of RFC 8032

/** Whether this browser can judge signatures; else only hashes can be compared. */
export const canJudge = () =>
  crypto.subtle.importKey("raw", bytesOf(ANY_KEY), "Ed25519", false, ["verify"]).then(() => true, () => false);

/** Whether the key signed these bytes. Throws NotSupportedError where the browser lacks Ed25519. */
export async function isSigned(key, signature, signed) {
  const made = await crypto.subtle.importKey("raw", key.key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", made, signature, signed);
}

/**
 * The text of a note that one of `keys` signed, and that key: { text, key }. Signatures of other keys are left alone.
 * Throws Unreadable when none of ours is there, or one of ours is wrong. Without `canSign` a named key is believed.
 */
export async function openNote(note, keys, canSign = true) {
  const { text, signatures } = readNote(note);
  let found = null;
  for (const { name, id, signature } of signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (!key) continue;
    if (canSign && !(await isSigned(key, signature, bytes(text)))) throw new Unreadable("the signature does not hold");
    found ??= key;
  }
  if (!found) throw new Unreadable("not signed by a known key");
  return { text, key: found };
}
