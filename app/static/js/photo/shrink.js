/**
 * One photo made small enough to send, with what the camera wrote carried over.
 *
 * What cannot be shrunk for any reason goes as it is: not a JPEG, too many pixels, not decodable, blank, not smaller.
 */

import { sha256 } from "../lib/bytes.js";
import { orientationOf, readHead, takenAt, withExif } from "./exif.js";

const LONGEST = 2048; // pixels
const QUALITY = 0.82;
const MOST_PIXELS = 60_000_000;
const SMALL = 700_000; // bytes that need no shrinking, when the pixels are few as well
const THUMB = 320;
const THUMB_QUALITY = 0.6;
const FLAT = 3; // of 255: a picture without a difference is a canvas that failed, or a lens that was covered

/**
 * { bytes, sha, size, type, pixels, thumb, taken, original }: what is to be sent, `bytes` null when that is the
 * original; its pixels as far as known; the small picture or null; when it was taken in ms or null; hash and size of the
 * original.
 * `how` is "shrink", "keep" (send the original) or "unopened" (do not even decode: it ended the page before).
 */
export async function develop(bytes, type, how) {
  const original = { sha: await sha256(bytes), size: bytes.byteLength };
  const head = readHead(new Uint8Array(bytes));
  const taken = takenAt(head?.exif);
  const made = how === "unopened" || isTooLarge(head) ? {} : await draw(bytes, type, head, how === "shrink").catch(() => ({}));
  const { picture = null, thumb = null } = made;
  const known = { thumb, taken, original };
  const pixels = head ? head.width * head.height : 0;
  if (!picture || picture.byteLength >= bytes.byteLength) return { ...original, bytes: null, type, pixels, ...known };
  return { bytes: picture, sha: await sha256(picture), size: picture.byteLength, type: "image/jpeg", pixels: 0, ...known };
}

const isTooLarge = (head) => head !== null && head.width * head.height > MOST_PIXELS;

function sizeOf(head) {
  const isTurned = orientationOf(head.exif) >= 5;
  const [width, height] = isTurned ? [head.height, head.width] : [head.width, head.height];
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

async function draw(bytes, type, head, mayShrink) {
  const blob = new Blob([bytes], { type });
  const isSmall = bytes.byteLength <= SMALL && head && Math.max(head.width, head.height) <= LONGEST;
  const isShrunk = mayShrink && head?.width > 0 && !isSmall;
  const resized = head?.width ? sized(...sizeOf(head)) : {};
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image", ...resized });
  try {
    if (isFlat(bitmap)) return {};
    const thumb = await encoded(bitmap, THUMB / Math.max(bitmap.width, bitmap.height), THUMB_QUALITY);
    if (!isShrunk) return { thumb };
    const jpeg = await encoded(bitmap, 1, QUALITY);
    return { thumb, picture: jpeg && withExif(new Uint8Array(jpeg), head.exif, bitmap.width, bitmap.height).buffer };
  } finally {
    bitmap.close();
  }
}

const sized = (width, height) => ({ resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });

function isFlat(bitmap) {
  const canvas = drawn(bitmap, 16, 16);
  const { data } = canvas.getContext("2d").getImageData(0, 0, 16, 16);
  release(canvas);
  return [0, 1, 2].every((colour) => {
    const values = data.filter((_, position) => position % 4 === colour);
    return Math.max(...values) - Math.min(...values) <= FLAT;
  });
}

async function encoded(bitmap, scale, quality) {
  const least = Math.min(1, scale);
  const canvas = drawn(bitmap, Math.round(bitmap.width * least) || 1, Math.round(bitmap.height * least) || 1);
  const options = { type: "image/jpeg", quality };
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob(options)
    : await new Promise((resolve) => canvas.toBlob(resolve, options.type, quality));
  release(canvas);
  return blob?.type === options.type ? blob.arrayBuffer() : null;
}

function drawn(bitmap, width, height) {
  const canvas = typeof OffscreenCanvas === "function"
    ? new OffscreenCanvas(width, height)
    : Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // a JPEG has no transparency
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "medium";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/** Some browsers keep the pixels of a canvas long after it is forgotten. */
function release(canvas) {
  canvas.width = 0;
  canvas.height = 0;
}
