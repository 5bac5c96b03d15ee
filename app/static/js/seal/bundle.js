/** The judgement on a bundle, as the server's domain/bundle.py makes it, in a browser and without any network. */

import { fromHex, sha256, toBase64 } from "../lib/bytes.js";
import { canonical } from "./canonical.js";
import { bytesOf, leafHash, Unreadable } from "./hashes.js";
import { rootFrom, rootOf } from "./inclusion.js";
import { openNote, readCheckpoint, readKey } from "./notes.js";

const VERSION = 1;
const LARGEST = 32 * 1024 * 1024;
const ROTATION = "siap key rotation";
const WITNESS = "witness"; // the items that are signatures; all before them is what was signed
const PARTS = ["entry", "index", "items", "leaves", "path"];
const WHOLE = [...PARTS, "v", "amendments", "rotations", "checkpoint"].sort().join();
const ENDINGS = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/heic": "heic",
  "image/heif": "heif",
  "image/avif": "avif",
  "application/pdf": "pdf",
};

const encoded = (text) => new TextEncoder().encode(text);
const problem = (code, where, detail = "") => ({ code, where, detail });
const hexOf = (hash) => [...bytesOf(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The fingerprint of an entry, 64 hex digits: what pages and papers show of a seal. */
export const fingerprint = (entry) => sha256(encoded(canonical(entry)));

/** The name under which an evidence file travels beside its bundle. */
export const fileName = (id, type) => `${id}.${ENDINGS[type] ?? "bin"}`;

/** The bundle in a file's bytes. Throws Unreadable: too large, no JSON, or not in its one spelling. */
export function readBundle(bytes) {
  if (bytes.length > LARGEST) throw new Unreadable("too large");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const found = JSON.parse(text);
    if (canonical(found) !== text) throw new Unreadable("not in canonical form");
    return object(found, "bundle");
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable("no JSON"); // also what is nested too deeply
  }
}

/**
 * Everything wrong with a bundle: { problems: [{ code, where, detail }], seal, amendments, checkpoint, key, isJudged }.
 * No problems: it is genuine, as far as it was looked at. `keys` are those that the reader trusts; `files` maps names to
 * SHA-256 in hex, null when files are not to be looked at. Where `canSign` is false no signature is judged.
 */
export async function verifyBundle(bundle, keys, files = null, canSign = true) {
  let parts;
  try {
    parts = shaped(bundle);
  } catch (error) {
    if (error instanceof Unreadable) return { problems: [problem("not_readable", error.message)], isJudged: false };
    throw error;
  }
  const { seal, amendments, rotations, note } = parts;
  const log = await openLog(note, rotations, keys, canSign);
  const problems = [
    ...log.problems,
    ...(await entryProblems(seal, "visit.seal", "seal", log.checkpoint)),
    ...(await itemProblems(seal, "seal")),
    ...(await amendmentProblems(amendments, seal, log.checkpoint)),
    ...(files ? fileProblems([seal, ...amendments], files) : []),
  ];
  return { problems, seal, amendments, checkpoint: log.checkpoint, key: log.key, isJudged: canSign };
}

function shaped(bundle) {
  object(bundle, "bundle");
  if (Object.keys(bundle).sort().join() !== WHOLE || bundle.v !== VERSION) throw new Unreadable("bundle");
  return {
    seal: part(Object.fromEntries(PARTS.map((name) => [name, bundle[name]])), "seal"),
    amendments: list(bundle.amendments, "amendments").map((one, number) => part(one, `amendment ${number + 1}`)),
    rotations: list(bundle.rotations, "rotations"),
    note: textual(bundle.checkpoint, "checkpoint"),
  };
}

function part(value, where) {
  if (Object.keys(object(value, where)).sort().join() !== PARTS.join()) throw new Unreadable(where);
  const items = list(value.items, where).map((one, number) => object(one, `${where} items[${number}]`));
  return {
    entry: object(value.entry, `${where} entry`),
    index: whole(value.index, `${where} index`),
    items,
    leaves: list(value.leaves, where).map((one, number) => hash(one, `${where} leaves[${number}]`)),
    path: list(value.path, where).map((one, number) => sibling(one, `${where} path[${number}]`)),
  };
}

// ---- the log ------------------------------------------------------------------------------------------------

async function openLog(note, rotations, keys, canSign) {
  const broken = (code, where, detail) => ({ checkpoint: null, key: null, problems: [problem(code, where, detail)] });
  const chain = await readable(() => chainOf(rotations, canSign));
  if (chain.fault) return broken("rotation_broken", "rotations", chain.fault);
  const isTrusted = chain.result.some(({ text }) => keys.some((key) => key.text === text));
  const signers = chain.result.length ? chain.result.slice(isTrusted ? -1 : chain.result.length) : keys;
  const opened = await readable(() => openNote(note, signers, canSign).then(({ text, key }) => ({ key, checkpoint: readCheckpoint(text) })));
  if (opened.fault) return broken("checkpoint_unsigned", "checkpoint", opened.fault);
  const { key, checkpoint } = opened.result;
  if (checkpoint.origin !== key.name) return broken("another_log", "checkpoint", checkpoint.origin);
  return { checkpoint, key, problems: [] };
}

/** { result } of `work`, or { fault } when what it read is not written as it must be. */
async function readable(work) {
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { fault: error.message };
  }
}

/** The keys of the log, oldest first, each named by the one before it. */
async function chainOf(rotations, canSign) {
  const chain = [];
  for (const [number, rotation] of rotations.entries()) {
    const { key: text, note } = object(rotation, `rotation ${number + 1}`);
    const key = await readKey(textual(text, "key"));
    const follows = !chain.length || chain.at(-1).text === key.text;
    if (Object.keys(rotation).sort().join() !== "key,note" || !follows) throw new Unreadable("rotation");
    const opened = await openNote(textual(note, "note"), [key], canSign);
    chain.push(...(chain.length ? [] : [key]), await nextKey(opened.text, key));
  }
  return chain;
}

async function nextKey(text, old) {
  const lines = text.split("\n");
  if (lines.length !== 3 || lines[0] !== ROTATION || lines[2]) throw new Unreadable("not a change of key");
  const key = await readKey(lines[1]);
  if (key.name !== old.name) throw new Unreadable("a change of key of another log");
  return key;
}

// ---- the entries and what they stand for ----------------------------------------------------------------------

async function entryProblems({ entry, index, path }, kind, where, checkpoint) {
  const found = entry.kind === kind && entry.v === VERSION ? [] : [problem("wrong_entry", `${where} entry`)];
  if (!checkpoint) return found;
  const root = await rootFrom(index, checkpoint.size, await leafHash(encoded(canonical(entry))), path);
  return root === checkpoint.root ? found : [...found, problem("not_in_log", `${where} entry`)];
}

async function itemProblems({ entry, items, leaves }, where) {
  const found = [];
  const { signed } = entry;
  const isCount = Number.isInteger(signed);
  if (items.length !== leaves.length) found.push(problem("not_readable", `${where} leaves`, "as many as items"));
  if (leaves.length !== entry.items || hexOf(await rootOf(leaves)) !== entry.root) found.push(problem("items_altered", `${where} leaves`));
  const content = isCount && hexOf(await rootOf(leaves.slice(0, Math.max(signed, 0))));
  if (!isCount || content !== entry.content) found.push(problem("content_altered", `${where} leaves`));
  let before = ["", ""];
  for (const [number, item] of items.slice(0, leaves.length).entries()) {
    const place = placeOf(item, `${where} item ${number + 1}`);
    if (Object.keys(item).join() === "hash") {
      if (item.hash !== hexOf(leaves[number])) found.push(problem("item_altered", place));
      continue;
    }
    if ((await leafHash(encoded(canonical(item)))) !== leaves[number]) found.push(problem("item_altered", place));
    const here = [asText(item.kind), asText(item.id)];
    const isLate = isCount && number >= signed;
    if (!isAfter(here, before) || (here[0] === WITNESS) !== isLate) found.push(problem("item_misplaced", place));
    before = here;
    if (signsOther(item, entry)) found.push(problem("signature_of_other_content", place));
  }
  return found;
}

/** As the server writes a kind or id that is no text, so that both name the same places. */
const asText = (value) => ({ undefined: "None", null: "None", true: "True", false: "False" })[String(value)] ?? String(value);

const placeOf = ({ kind, id }, otherwise) => (typeof kind === "string" && typeof id === "string" ? `${kind} ${id}` : otherwise);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const signsOther = ({ kind, value }, entry) => kind === WITNESS && isObject(value) && "content" in value && value.content !== entry.content;

const isAfter = (here, before) => compare(here[0], before[0]) > 0 || (here[0] === before[0] && compare(here[1], before[1]) > 0);

/** By code points, as the server sorts; scripts compare halves of characters. */
function compare(one, other) {
  const [left, right] = [one, other].map((text) => [...text].map((sign) => sign.codePointAt(0)));
  const at = left.findIndex((point, place) => point !== right[place]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}

async function amendmentProblems(amendments, seal, checkpoint) {
  const found = [];
  let { index } = seal;
  for (const [number, one] of amendments.entries()) {
    const where = `amendment ${number + 1}`;
    found.push(...(await entryProblems(one, "visit.amend", where, checkpoint)));
    const isOurs = one.entry.seal === (await fingerprint(seal.entry)) && one.index > index;
    if (!isOurs) found.push(problem("wrong_entry", `${where} entry`));
    found.push(...(await itemProblems(one, where)));
    index = one.index;
  }
  return found;
}

// ---- the files ------------------------------------------------------------------------------------------------

/** The items that stand for a file: [{ id, name, sha256 }]. */
export function wantedFiles(parts) {
  const items = parts.flatMap((one) => one.items).filter(({ kind, value }) => kind === "evidence" && isObject(value) && value.bytes);
  return items.map(({ id, value }) => ({ id: String(id), name: fileName(String(id), String(value.mime)), sha256: value.sha256 }));
}

function fileProblems(parts, files) {
  const here = new Set(files.values());
  return wantedFiles(parts).flatMap(({ id, name, sha256: wanted }) => {
    if (files.has(name) && files.get(name) !== wanted) return [problem("file_altered", `evidence ${id}`, name)];
    return files.has(name) || here.has(wanted) ? [] : [problem("file_missing", `evidence ${id}`, name)];
  });
}

// ---- shapes -----------------------------------------------------------------------------------------------------

const check = (isRight, value, where) => {
  if (!isRight) throw new Unreadable(where);
  return value;
};
const object = (value, where) => check(isObject(value), value, where);
const list = (value, where) => check(Array.isArray(value), value, where);
const textual = (value, where) => check(typeof value === "string", value, where);
const whole = (value, where) => check(Number.isInteger(value), value, where);
const hash = (value, where) => toBase64(fromHex(check(/^[0-9a-f]{64}$/.test(textual(value, where)), value, where)));

function sibling(value, where) {
  try {
    bytesOf(value, 32);
    return value;
  } catch {
    throw new Unreadable(where);
  }
}
