import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import * as base32 from "../../app/static/js/seal/base32.js";
import * as bundle from "../../app/static/js/seal/bundle.js";
import * as canonical from "../../app/static/js/seal/canonical.js";
import * as consistency from "../../app/static/js/seal/consistency.js";
import * as inclusion from "../../app/static/js/seal/inclusion.js";
import { wordsOf } from "../../app/static/js/seal/judge.js";
import * as notes from "../../app/static/js/seal/notes.js";
import * as ticket from "../../app/static/js/seal/ticket.js";
import { readZip } from "../../app/static/js/seal/zip.js";
import { failures } from "./seal_cases.js";

const rules = { ...base32, ...bundle, ...canonical, ...consistency, ...inclusion, ...notes, ...ticket };
const cases = JSON.parse(readFileSync(new URL("../shared/seal_cases.json", import.meta.url)));

test("every shared case is judged as the server judges it", async () => {
  assert.deepEqual(await failures(rules, cases), []);
});

test("a rule that is broken does not pass the cases", async () => {
  for (const broken of [{ extendsLog: async () => true }, { canonical: JSON.stringify }]) {
    assert.notDeepEqual(await failures({ ...rules, ...broken }, cases), []);
  }
});

test("where signatures cannot be judged only they are left out", async () => {
  const { whole, cases: all } = cases.bundles;
  const keys = await Promise.all(all[0].keys.map(notes.readKey));
  const forged = structuredClone(whole);
  forged.checkpoint = whole.checkpoint.replace(/.{8}\n$/, "AAAAAA==\n");
  assert.equal((await bundle.verifyBundle(forged, keys)).problems[0].code, "checkpoint_unsigned");
  const { problems, isJudged } = await bundle.verifyBundle(forged, keys, null, false);
  assert.deepEqual([problems, isJudged], [[], false]);
  forged.items[0].value.value = "Tidak";
  assert.equal((await bundle.verifyBundle(forged, keys, null, false)).problems[0].code, "item_altered");
});

test("every one-character change of a bundle's text is noticed", async () => {
  const text = canonical.canonical(cases.bundles.whole);
  const keys = await Promise.all(cases.bundles.cases[0].keys.map(notes.readKey));
  const unnoticed = [];
  for (let at = 0; at < text.length; at += 61) {
    const bytes = new TextEncoder().encode(text);
    bytes[at] ^= 1;
    try {
      if (!(await bundle.verifyBundle(bundle.readBundle(bytes), keys)).problems.length) unnoticed.push(at);
    } catch (error) {
      assert.equal(error.name, "Unreadable");
    }
  }
  assert.deepEqual(unnoticed, []);
});

test("a fingerprint has the server's words", () => {
  const dictionary = Array.from({ length: 1024 }, (_, place) => `kata${place}`);
  assert.deepEqual(wordsOf("0".repeat(64), dictionary), Array(6).fill("kata0"));
  assert.deepEqual(wordsOf("f".repeat(64), dictionary), Array(6).fill("kata1023"));
  assert.deepEqual(wordsOf(`004${"0".repeat(61)}`, dictionary)[0], "kata1");
});

/** A ZIP as writers make it: [name, bytes, isPacked]. */
function zipOf(files) {
  const parts = [];
  const list = [];
  let at = 0;
  const numbers = (...pairs) => Buffer.concat(pairs.map(([value, size]) => { const made = Buffer.alloc(size); made.writeUIntLE(value, 0, size); return made; }));
  for (const [name, bytes, isPacked] of files) {
    const packed = isPacked ? deflateRawSync(bytes) : Buffer.from(bytes);
    const sizes = [[isPacked ? 8 : 0, 2], [0, 4], [0, 4], [packed.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
    const local = Buffer.concat([numbers([0x04034b50, 4], [20, 2], [0, 2], ...sizes), Buffer.from(name), packed]);
    list.push(Buffer.concat([numbers([0x02014b50, 4], [20, 2], [20, 2], [0, 2], ...sizes, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), Buffer.from(name)]));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(list);
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [central.length, 4], [at, 4], [0, 2]);
  return new Uint8Array(Buffer.concat([...parts, central, end]));
}

test("the files of a ZIP come out, stored or packed, and folders do not", async () => {
  const zip = zipOf([["a/", Buffer.alloc(0), false], ["a/x.json", Buffer.from("{}"), true], ["y.jpg", Buffer.from("abc"), false]]);
  const files = await readZip(zip);
  assert.deepEqual(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]), [["a/x.json", "{}"], ["y.jpg", "abc"]]);
});

test("a ZIP that is cut, or unpacks to more than it says, is not read", async () => {
  const zip = zipOf([["x", Buffer.alloc(5000), true]]);
  await assert.rejects(readZip(zip.slice(0, -30)), { name: "Unreadable" });
  const bomb = Uint8Array.from(zip);
  new DataView(bomb.buffer).setUint32(bomb.length - 22 - 47 + 24, 10, true);
  await assert.rejects(readZip(bomb), { name: "Unreadable" });
});
