/** The files of a ZIP, read in the browser: stored or deflated, no more than one disk and four gigabytes. */

import { Unreadable } from "./hashes.js";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_FILES = 5_000;
const MOST_BYTES = 1_500_000_000; // unpacked, all files together: a bomb stops here

/** Whether a file begins as a ZIP does. */
export const isZip = (bytes) => bytes.length > 21 && view(bytes).getUint32(0, true) === LOCAL;

/** The files of a ZIP: [{ name, bytes }], folders left out. Throws Unreadable. */
export async function readZip(bytes) {
  try {
    return await unpack(bytes);
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable("zip");
  }
}

async function unpack(bytes) {
  const data = view(bytes);
  const end = endOf(bytes, data);
  const count = data.getUint16(end + 10, true);
  if (count > MOST_FILES) throw new Unreadable("zip");
  const files = [];
  let left = MOST_BYTES;
  let at = data.getUint32(end + 16, true);
  for (let turn = 0; turn < count; turn += 1) {
    if (data.getUint32(at, true) !== ENTRY) throw new Unreadable("zip");
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => data.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const unpacked = await content(bytes, data, at, left);
    left -= unpacked.length;
    if (!name.endsWith("/")) files.push({ name, bytes: unpacked });
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

/** What one entry of the list at the end stands for. */
async function content(bytes, data, at, most) {
  const [packed, size, start] = [20, 24, 42].map((place) => data.getUint32(at + place, true));
  if (size > most || data.getUint32(start, true) !== LOCAL) throw new Unreadable("zip");
  const from = start + 30 + data.getUint16(start + 26, true) + data.getUint16(start + 28, true);
  const raw = bytes.subarray(from, from + packed);
  const unpacked = data.getUint16(at + 10, true) ? await inflate(raw, size) : raw;
  if (unpacked.length !== size) throw new Unreadable("zip");
  return unpacked;
}

async function inflate(packed, size) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const whole = new Uint8Array(size);
  for (let at = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return at === size ? whole : whole.subarray(0, at);
    if (at + value.length > size) throw new Unreadable("zip"); // larger than it says: a bomb
    whole.set(value, at);
    at += value.length;
  }
}

function endOf(bytes, data) {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at -= 1) {
    if (data.getUint32(at, true) === END) return at;
  }
  throw new Unreadable("zip");
}

const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
