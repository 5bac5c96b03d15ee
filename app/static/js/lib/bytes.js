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
