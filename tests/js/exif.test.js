import assert from "node:assert/strict";
import { test } from "node:test";

import { orientationOf, readHead, takenAt, withExif } from "../../app/static/js/photo/exif.js";

const text = (value) => [...value].map((letter) => letter.charCodeAt(0));

/** A number in so many bytes. */
function number(value, bytes, little) {
  const made = Array.from({ length: bytes }, (_, position) => (value >> (8 * position)) & 255);
  return little ? made : made.reverse();
}

/** An EXIF segment with an orientation, a pixel size and a time, in either order of bytes. */
function exif({ little = true, orientation = 6, time = "2026:11:22 09:30:05", offset = "+07:00" } = {}) {
  const n = (value, bytes) => number(value, bytes, little);
  const entry = (tag, type, count, value) => [...n(tag, 2), ...n(type, 2), ...n(count, 4), ...value];
  const short = (value) => [...n(value, 2), 0, 0];
  const inner = 8 + 2 + 2 * 12 + 4;
  const texts = inner + 2 + 4 * 12 + 4;
  const tiff = [
    ...text(little ? "II" : "MM"), ...n(42, 2), ...n(8, 4),
    ...n(2, 2), ...entry(0x0112, 3, 1, short(orientation)), ...entry(0x8769, 4, 1, n(inner, 4)), ...n(0, 4),
    ...n(4, 2), ...entry(0x9003, 2, 20, n(texts, 4)), ...entry(0x9011, 2, 7, n(texts + 20, 4)),
    ...entry(0xa002, 4, 1, n(4000, 4)), ...entry(0xa003, 3, 1, short(3000)), ...n(0, 4),
    ...text(time.padEnd(20, "\0")), ...text(offset.padEnd(7, "\0")), ...text("and a maker's note"),
  ];
  return Uint8Array.from([0xff, 0xe1, ...number(tiff.length + 8, 2, false), ...text("Exif\0\0"), ...tiff]);
}

const frame = (width, height) => [0xff, 0xc0, 0, 11, 8, ...number(height, 2, false), ...number(width, 2, false), 1, 1, 0x11, 0];
const jpeg = (...segments) => Uint8Array.from([0xff, 0xd8, ...segments.flatMap((segment) => [...segment]), 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);

test("the head of a JPEG tells its size and hands over the EXIF block", () => {
  const block = exif();
  const head = readHead(jpeg([0xff, 0xe0, 0, 4, 1, 2], block, [0xff], frame(4000, 3000)));
  assert.deepEqual([head.width, head.height], [4000, 3000]);
  assert.deepEqual(head.exif, block);
});

test("what is no JPEG, or only the beginning of one, is no trouble", () => {
  assert.equal(readHead(Uint8Array.from(text("\x89PNG"))), null);
  assert.equal(readHead(new Uint8Array()), null);
  const whole = jpeg(exif(), frame(40, 30));
  for (let length = 2; length < whole.length; length += 1) assert.ok(readHead(whole.subarray(0, length)));
});

for (const little of [true, false]) {
  test(`time and orientation are read whatever the order of bytes (${little ? "Intel" : "Motorola"})`, () => {
    assert.equal(orientationOf(exif({ little })), 6);
    assert.equal(takenAt(exif({ little })), Date.parse("2026-11-22T02:30:05Z"));
    assert.equal(takenAt(exif({ little, offset: "" })), Date.parse("2026-11-22T09:30:05"));
  });

  test(`the block is carried over upright and with the new size, else unchanged (${little ? "Intel" : "Motorola"})`, () => {
    const block = exif({ little });
    const before = block.slice();
    const small = withExif(jpeg(frame(2048, 1536)), block, 2048, 1536);
    assert.deepEqual(block, before);
    const carried = readHead(small).exif;
    assert.equal(orientationOf(carried), 1);
    assert.equal(takenAt(carried), takenAt(block));
    const changed = [...carried.keys()].filter((position) => carried[position] !== block[position]);
    assert.ok(changed.length >= 3 && changed.length <= 6, String(changed));
    assert.deepEqual([...small.slice(-5)], [1, 2, 3, 0xff, 0xd9]);
  });
}

test("without EXIF nothing is put in front", () => {
  const plain = jpeg(frame(2048, 1536));
  assert.equal(withExif(plain, null, 2048, 1536), plain);
  assert.equal(takenAt(null), null);
  assert.equal(orientationOf(null), 1);
});

test("a damaged block never throws, wherever it was cut or overwritten", () => {
  const block = exif();
  for (let at = 10; at < block.length; at += 1) {
    const broken = block.slice();
    broken.fill(0xff, at, at + 4);
    assert.ok([null, "number"].includes(takenAt(broken) && typeof takenAt(broken)));
    assert.ok(orientationOf(broken) >= 1 && orientationOf(broken) <= 8);
    assert.ok(withExif(jpeg(frame(8, 8)), broken, 8, 8).length > 0);
    assert.ok(orientationOf(block.slice(0, at)) >= 1);
  }
});

test("a time that no camera has is none", () => {
  for (const time of ["0000:00:00 00:00:00", "2026:13:45 99:99:99", "yesterday", "    :  :     :  :  "]) assert.equal(takenAt(exif({ time })), null);
});
