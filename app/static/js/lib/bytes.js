/** Bytes as text, and their hash. */

/** SHA-256 as lowercase hex. */
export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes as base64. */
export const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** What hex digits stand for. */
export const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));

const SLICE = 24_576; // bytes; three of them make four letters, and a call takes only so many arguments

/** Bytes of any size as base64. */
export function toBase64(buffer) {
  const bytes = new Uint8Array(buffer);
  const texts = [];
  for (let from = 0; from < bytes.length; from += SLICE) texts.push(base64(bytes.subarray(from, from + SLICE)));
  return texts.join("");
}

/** What base64 stands for, as an ArrayBuffer; null when it is none. */
export function fromBase64(text) {
  try {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let position = 0; position < letters.length; position += 1) bytes[position] = letters.charCodeAt(position);
    return bytes.buffer;
  } catch {
    return null;
  }
}
