/**
 * What a JPEG says about itself, read from its bytes: size, and the EXIF block that the camera wrote.
 *
 * Everything here is a claim of the file. A damaged block never throws: what could not be read is missing.
 */

const ORIENTATION = 0x0112;
const EXIF = 0x8769;
const ORIGINAL = 0x9003;
const ORIGINAL_OFFSET = 0x9011;
const WIDTH = 0xa002;
const HEIGHT = 0xa003;
const TIFF = 10; // where the TIFF inside an APP1 segment begins: marker, length, "Exif\0\0"
const TEXT = 2;
const SHORT = 3;
const LONG = 4;
const TIME = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/;
const OFFSET = /^[+-]\d\d:\d\d$/;

const isFrame = (marker) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const isExif = (bytes, at) => [0x45, 0x78, 0x69, 0x66, 0].every((byte, position) => bytes[at + 4 + position] === byte);

/** { width, height, exif }: pixels as stored, and the whole EXIF segment or null; null for what is no JPEG. */
export function readHead(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const head = { width: 0, height: 0, exif: null };
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1; // fill
      continue;
    }
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    if (marker === 0xda || marker === 0xd9 || length < 2 || at + 2 + length > bytes.length) break;
    if (marker === 0xe1 && !head.exif && isExif(bytes, at)) head.exif = bytes.subarray(at, at + 2 + length);
    if (isFrame(marker)) {
      head.height = (bytes[at + 5] << 8) | bytes[at + 6];
      head.width = (bytes[at + 7] << 8) | bytes[at + 8];
    }
    at += 2 + length;
  }
  return head;
}

/** The tags of an EXIF segment that matter here: Map of number → { type, at, value }. */
function readTags(segment) {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const tags = new Map();
  tags.isLittle = view.byteLength > TIFF + 1 && view.getUint16(TIFF) === 0x4949;
  const walk = (offset) => {
    const first = TIFF + offset + 2;
    const count = view.getUint16(first - 2, tags.isLittle);
    for (let entry = first; entry < first + 12 * count; entry += 12) tags.set(...readEntry(view, entry, tags.isLittle));
  };
  try {
    walk(view.getUint32(TIFF + 4, tags.isLittle));
    if (tags.has(EXIF)) walk(tags.get(EXIF).value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it points outside itself: what was read so far must do
  }
  return tags;
}

function readEntry(view, entry, isLittle) {
  const [tag, type, count] = [view.getUint16(entry, isLittle), view.getUint16(entry + 2, isLittle), view.getUint32(entry + 4, isLittle)];
  const at = entry + 8;
  let value = null;
  if (type === SHORT) value = view.getUint16(at, isLittle);
  if (type === LONG) value = view.getUint32(at, isLittle);
  if (type === TEXT && count <= 64) value = readText(view, count <= 4 ? at : TIFF + view.getUint32(at, isLittle), count);
  return [tag, { type, at, value }];
}

function readText(view, at, count) {
  let text = "";
  for (let position = at; position < at + count && position < view.byteLength; position += 1) text += String.fromCharCode(view.getUint8(position));
  return text.split("\0")[0];
}

/** How the stored pixels must be turned to stand upright, 1 to 8. */
export function orientationOf(segment) {
  const value = segment && readTags(segment).get(ORIENTATION)?.value;
  return value >= 1 && value <= 8 ? value : 1;
}

/** When the camera says it took the picture, in ms UTC; without a zone the phone's own is meant. Null when unknown. */
export function takenAt(segment) {
  const tags = segment ? readTags(segment) : new Map();
  const found = TIME.exec(tags.get(ORIGINAL)?.value ?? "");
  if (!found || found[1] < "1990") return null;
  const [, year, month, day, hour, minute, second] = found;
  const offset = OFFSET.exec(tags.get(ORIGINAL_OFFSET)?.value ?? "")?.[0] ?? "";
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(at) ? null : at;
}

/** A copy of the segment for pixels that stand upright and are that large. */
function patched(segment, width, height) {
  const copy = segment.slice();
  const view = new DataView(copy.buffer);
  const tags = readTags(copy);
  for (const [tag, value] of [[ORIENTATION, 1], [WIDTH, width], [HEIGHT, height]]) {
    const found = tags.get(tag);
    if (found?.type === SHORT) view.setUint16(found.at, value, tags.isLittle);
    if (found?.type === LONG) view.setUint32(found.at, value, tags.isLittle);
  }
  return copy;
}

/** The new JPEG with the EXIF segment of the camera's put in front, as one block of bytes. */
export function withExif(jpeg, segment, width, height) {
  if (!segment) return jpeg;
  const carried = patched(segment, width, height);
  const whole = new Uint8Array(jpeg.length + carried.length);
  whole.set(jpeg.subarray(0, 2));
  whole.set(carried, 2);
  whole.set(jpeg.subarray(2), 2 + carried.length);
  return whole;
}
