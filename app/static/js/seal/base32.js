/** Base32 without its filling, as the line under a printed code writes hashes. */

import { Unreadable } from "./hashes.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What base32 stands for, as bytes. Throws Unreadable for any but its one spelling. */
export function fromBase32(text) {
  const bits = [...text].map((letter) => LETTERS.indexOf(letter));
  const left = (text.length * 5) % 8;
  if (!text || bits.includes(-1) || left > 4) throw new Unreadable("base32");
  const all = bits.map((value) => value.toString(2).padStart(5, "0")).join("");
  if (all.slice(all.length - left).includes("1")) throw new Unreadable("base32");
  return Uint8Array.from(all.slice(0, all.length - left).match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
