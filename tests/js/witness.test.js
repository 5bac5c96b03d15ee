import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generateKeyPairSync, sign } from "node:crypto";

import { Checkpoint } from "../../app/static/js/phone/checkpoint.js";
import { hear, judge, read, tell } from "../../app/static/js/phone/witness.js";

const { trees } = JSON.parse(readFileSync(new URL("../shared/seal_cases.json", import.meta.url)));

/** The phone's database, as much of it as a witness uses. */
class Memory {
  meta = new Map();

  async read(_names, work) {
    const meta = {
      get: (key) => answered(structuredClone(this.meta.get(key))),
      put: (value, key) => this.meta.set(key, structuredClone(value)),
    };
    return work({ meta });
  }

  write = this.read;

  get seal() {
    return this.meta.get("seal");
  }
}

function answered(result) {
  const made = { result };
  queueMicrotask(() => made.onsuccess());
  return made;
}

const ORIGIN = "siap/contoh";
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Whoever signs the log; `origin` is its name. */
async function signer(origin = ORIGIN) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.concat([Buffer.from([1]), publicKey.export({ type: "spki", format: "der" }).subarray(-32)]);
  const id = Buffer.from(await digest(Buffer.concat([Buffer.from(`${origin}\n`), raw]))).subarray(0, 4);
  const key = `${origin}+${id.toString("hex")}+${raw.toString("base64")}`;
  const checkpoint = (size, root, proof = []) => {
    const text = `${origin}\n${size}\n${root}\n`;
    const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString("base64");
    return { note: `${text}\n\u2014 ${origin} ${signature}\n`, key, proof };
  };
  return { key, of: (size, old = size) => checkpoint(size, trees[size - 1].root, trees[size - 1].consistency[old]), checkpoint };
}

/** A phone that has heard what the server said, one after the other. */
async function phoneThatHeard(...said) {
  const database = new Memory();
  const server = { told: [], alarm: async (told) => (server.told.push(told), { body: { word: server.word ?? null } }) };
  const log = new Checkpoint(database);
  for (const one of said) await log.hear(await log.asked(), one, server);
  return { database, server, log };
}

globalThis.document = { querySelector: () => ({}) }; // the red line stands there already

test("a phone keeps the newest checkpoint of a log that grows, and says how far it knows it", async () => {
  const honest = await signer();
  const { database, log } = await phoneThatHeard(honest.of(3), 0, undefined, honest.of(7, 3), honest.of(7));
  assert.deepEqual([database.seal.size, database.seal.root, database.seal.alarm], [7, trees[6].root, undefined]);
  assert.equal((await log.asked()).size, 7);
});

test("every way of showing another log is named", async () => {
  const [honest, other] = [await signer(), await signer("siap/lain")];
  const kept = { ...(await read(honest.of(5))), at: 1 };
  const forged = honest.of(5).note.replace("\n5\n", "\n6\n");
  const ways = [
    [null, "gone"],
    [{ ...honest.of(6, 5), note: forged }, "unsigned"],
    [{ ...honest.of(6, 5), note: "" }, "unsigned"],
    [{ ...honest.of(6, 5), key: other.key }, "unsigned"],
    [other.of(6, 5), "foreign"],
    [honest.of(4), "shrunk"],
    [honest.checkpoint(5, trees[7].root), "rewritten"],
    [honest.checkpoint(6, trees[7].root, trees[5].consistency[5]), "rewritten"],
    [{ ...honest.of(6, 5), proof: [] }, "rewritten"],
    [{ ...honest.of(6, 5), proof: "x" }, "rewritten"],
    [{ ...honest.of(6, 5), proof: [1, null] }, "rewritten"],
    [honest.of(6, 5), ""],
    [honest.of(5), ""],
  ];
  for (const [said, why] of ways) assert.equal((await judge(kept, said)).why, why);
});

test("a phone that has seen nothing raises no alarm, and keeps only what is signed", async () => {
  const honest = await signer();
  const { database, server } = await phoneThatHeard(null, { ...honest.of(3), note: "x" });
  assert.deepEqual([database.seal, server.told], [undefined, []]);
});

test("a contradiction is kept with both notes, told once, and nothing that comes later changes it", async () => {
  const honest = await signer();
  const lie = honest.checkpoint(6, trees[7].root);
  const { database, server } = await phoneThatHeard(honest.of(5), lie, honest.of(5), honest.of(6, 5), 0, null);
  const { alarm, note } = database.seal;
  assert.deepEqual([alarm.why, alarm.kept.note, alarm.told.note, note], ["rewritten", honest.of(5).note, lie.note, honest.of(5).note]);
  assert.deepEqual(server.told.map(({ uid, why }) => [uid, why]), [[alarm.uid, "rewritten"]]);
});

test("an alarm raised without signal is told later, and asked about again from time to time", async () => {
  const honest = await signer();
  const { database, server } = await phoneThatHeard(honest.of(5));
  const away = { alarm: async () => { throw new Error("no signal"); } };
  await assert.rejects(hear(database, database.seal, null, away));
  assert.equal(database.seal.alarm.why, "gone");
  await tell(database, server);
  server.word = { by: "Kapolres", at: 1, why: "Dipulihkan", check: "" };
  await tell(database, server);
  assert.equal(server.told.length, 1, "not at every contact");
  await tell(database, server, { now: true });
  assert.deepEqual([server.told.length, database.seal.alarm.word.by], [2, "Kapolres"]);
});

test("what the server says while an alarm is being told raises nothing anew", async () => {
  const honest = await signer();
  const { database, server, log } = await phoneThatHeard(honest.of(5));
  const answer = server.alarm;
  server.alarm = async (told) => {
    await log.hear(await log.asked(), null, server);
    return answer(told);
  };
  await log.hear(await log.asked(), null, server);
  assert.deepEqual(server.told.map(({ uid }) => uid), [database.seal.alarm.uid]);
});

test("an answer that comes late and out of order is no contradiction", async () => {
  const honest = await signer();
  const { database, server, log } = await phoneThatHeard(honest.of(3));
  const asked = await log.asked();
  await log.hear(asked, honest.of(7, 3), server);
  await log.hear(asked, honest.of(5, 3), server);
  assert.deepEqual([database.seal.size, database.seal.alarm], [7, undefined]);
});
