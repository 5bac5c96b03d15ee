/** The hashes of the seal's trees as RFC 6962 makes them. A hash is text in base64 throughout: its one spelling is compared. */

import { base64, fromBase64 } from "../lib/bytes.js";

/** Something is not written as our formats say: nothing can be said of what it means. */
export class Unreadable extends Error {
  name = "Unreadable";
}

/** The bytes that base64 stands for, `length` of them where one is given. Throws Unreadable for any other spelling. */
export function bytesOf(text, length = 0) {
  const bytes = typeof text === "string" ? fromBase64(text) : null;
  if (!bytes || base64(bytes) !== text || (length && bytes.byteLength !== length)) throw new Unreadable("base64");
  return new Uint8Array(bytes);
}

const digest = async (...parts) => base64(await crypto.subtle.digest("SHA-256", new Uint8Array(parts.flatMap((part) => [...part]))));

/** The hash of a leaf's bytes. */
export const leafHash = (bytes) => digest([0], bytes);

/** The hash of a node over the hashes of its two sides. */
export const nodeHash = async (left, right) => digest([1], bytesOf(left, 32), bytesOf(right, 32));

/** The largest power of two below `size`: where a tree of that many leaves is divided. */
export function split(size) {
  let left = 1;
  while (2 * left < size) left *= 2;
  return left;
}
