import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { canonical } from "../../app/static/js/seal/canonical.js";
import { judge } from "../../app/static/js/seal/judge.js";
import { readKey } from "../../app/static/js/seal/notes.js";

const { bundles, tickets } = JSON.parse(readFileSync(new URL("../shared/seal_cases.json", import.meta.url)));
const whole = bundles.cases.find(({ name }) => name === "with its files");
const keys = await Promise.all(whole.keys.map(readKey));

const say = (name, facts = {}) => [name, ...Object.values(facts)].join(" ").trim();
say.has = (name) => !/^(value|fact)_|^seal$|^no /.test(name) && !name.includes(" ");

const asked = (more) =>
  judge({
    bundle: new TextEncoder().encode(canonical(bundles.whole)),
    files: new Map(Object.entries(whole.files)),
    line: "",
    keys,
    canSign: true,
    say,
    language: "id",
    dictionary: [],
    ...more,
  });
const told = ({ kind, title, checks }) => [kind, title, ...(checks ?? []).map(({ kind: mark, text }) => `${mark} ${text}`)];

test("a genuine bundle with all its files is said to be so", async () => {
  const [kind, title, ...checks] = told(await asked({}));
  assert.deepEqual([kind, title], ["good", "genuine"]);
  assert.deepEqual(checks, ["good signature_good", "good log_good 3 6", "good items_good 9", "good files_good 2", "none amended 1"]);
});

test("files that were not chosen, or are only copies, are no reproach; one that is missing or altered is", async () => {
  const [name, sha256] = Object.entries(whole.files)[0];
  const of = async (files) => {
    const found = told(await asked({ files: new Map(files) }));
    return [found[0], found[1], found[5]];
  };
  assert.deepEqual(await of([]), ["good", "genuine", "none files_unlooked 2"]);
  assert.deepEqual(await of([["A02-0b54.jpg", "0".repeat(64)]]), ["good", "genuine", "none files_copies 2"]);
  assert.deepEqual(await of([[name, sha256]]), ["unreadable", "incomplete", "bad files_bad 1 2"]);
  assert.deepEqual(await of([[name, "0".repeat(64)]]), ["bad", "altered", "bad files_bad 2 2"]);
});

test("a browser without Ed25519 is told that only hashes were compared", async () => {
  assert.deepEqual(told(await asked({ canSign: false })).slice(0, 3), ["unreadable", "hash_only", "none signature_unjudged"]);
  const altered = structuredClone(bundles.whole);
  altered.items[0].value.value = "Tidak";
  const bundle = new TextEncoder().encode(canonical(altered));
  assert.deepEqual(told(await asked({ canSign: false, bundle })).slice(0, 2), ["bad", "altered"]);
});

test("a line of a paper is judged alone, and against the bundle beside it", async () => {
  const { line } = tickets.find(({ name }) => name === "true");
  assert.deepEqual(told(await asked({ bundle: null, line })), ["good", "genuine", "good ticket_signed"]);
  assert.deepEqual(told(await asked({ bundle: null, line, canSign: false })).slice(0, 2), ["unreadable", "unjudged"]);
  assert.deepEqual((await asked({ line })).checks.at(-1), { kind: "bad", text: "ticket_other" });
  assert.equal((await asked({ line })).title, "altered");
  assert.equal((await asked({ bundle: null, line: line.replace("*875*", "*975*") })).title, "altered");
  assert.equal((await asked({ bundle: null, line: "https://example.org" })).title, "unreadable");
});

test("what is no bundle is unreadable", async () => {
  assert.equal((await asked({ bundle: new TextEncoder().encode("{}") })).title, "unreadable");
  assert.equal((await asked({ bundle: new Uint8Array([255, 254]) })).title, "unreadable");
});
