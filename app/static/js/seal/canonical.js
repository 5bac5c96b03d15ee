/** The one spelling of what is sealed: RFC 8785 without fractions, with plain words for keys. The server's domain/seal.py. */

import { Unreadable } from "./hashes.js";

const KEY = /^[a-z0-9_]{1,64}$/;

/** `value` as text in its one spelling. Throws Unreadable for what has none. */
export function canonical(value) {
  if (typeof value === "string") return textual(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return whole(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") throw new Unreadable(`no one spelling for ${typeof value}`);
  return `{${Object.keys(value).sort().map((key) => member(key, value[key])).join(",")}}`;
}

function member(key, value) {
  if (!KEY.test(key)) throw new Unreadable(`key ${JSON.stringify(key)}`);
  return `"${key}":${canonical(value)}`;
}

function whole(number) {
  if (!Number.isSafeInteger(number) || Object.is(number, -0)) throw new Unreadable(`number ${number}`);
  return String(number);
}

/** Half of a pair of surrogates is no character, and has no bytes. */
function textual(text) {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) throw new Unreadable("half a character");
  return JSON.stringify(text);
}
