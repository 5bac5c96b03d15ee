/**
 * The page that verifies a seal: one file that needs no network, from a server or from a memory stick.
 *
 * Its sentences, the words of fingerprints and the known keys stand in it as data.
 */

import { sha256 } from "../lib/bytes.js";
import { element, find, findAll } from "../lib/dom.js";
import { drawVerdict } from "./drawing.js";
import { Unreadable } from "./hashes.js";
import { judge } from "./judge.js";
import { canJudge, readKey } from "./notes.js";
import { isTicket } from "./ticket.js";
import { isZip, readZip } from "./zip.js";

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const sentences = data("words");
const dictionary = data("dictionary");
const known = data("keys");
const given = { bundle: null, bundleName: "", files: new Map(), line: "" };

let language = document.documentElement.lang;
let turn = 0; // a later judgement overtakes an earlier one

function say(name, facts = {}) {
  return sentences[language][name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}
say.has = (name) => name in sentences[language];

// ---- what was put in --------------------------------------------------------------------------------------------

const baseName = (name) => name.split(/[/\\]/).pop();

async function take(name, bytes) {
  if (isZip(bytes)) {
    for (const inside of await readZip(bytes)) await take(inside.name, inside.bytes);
  } else if (/\.json$/i.test(name)) {
    given.bundle = bytes;
    given.bundleName = baseName(name);
  } else given.files.set(baseName(name), await sha256(bytes));
}

async function takeFiles(files) {
  if (!files.length) return;
  show({ kind: "working", title: say("working"), text: "" });
  try {
    for (const file of files) await take(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return show({ kind: "unreadable", title: say("unreadable"), text: say("zip_broken") });
  }
  return decide(true);
}

/** The keys to trust: what was pasted when something was, else those that came with the page. */
async function trusted() {
  const pasted = find("#key").value.trim().split(/\s+/).filter(Boolean);
  const read = await Promise.all((pasted.length ? pasted : known).map((text) => readKey(text).catch(() => null)));
  const isRight = read.every(Boolean);
  find("[data-key-wrong]").hidden = isRight;
  find("#key").setAttribute("aria-invalid", String(!isRight));
  return read.filter(Boolean);
}

// ---- what is shown ----------------------------------------------------------------------------------------------

function show(verdict) {
  find("[data-result]").replaceChildren(drawVerdict(say, verdict));
}

/** Judge what was put in so far; `isAsked` moves the eye to the answer. */
async function decide(isAsked = false) {
  const own = (turn += 1);
  listFiles();
  const keys = await trusted();
  const verdict = await verdictOn(keys);
  if (own !== turn) return;
  if (verdict) show(verdict);
  else find("[data-result]").replaceChildren();
  if (isAsked && verdict) find("[data-result]").focus();
}

async function verdictOn(keys) {
  const { bundle, files, line } = given;
  if (!bundle && !line.trim()) {
    return files.size ? { kind: "unreadable", title: say("no_bundle"), text: say("no_bundle_text") } : null;
  }
  if (!globalThis.crypto?.subtle) return { kind: "unreadable", title: say("unreadable"), text: say("no_crypto") };
  if (!keys.length) return { kind: "unreadable", title: say("no_key"), text: say("no_key_text") };
  return judge({ bundle, files, line, keys, canSign: await canJudge(), say, language, dictionary });
}

function listFiles() {
  const { bundleName, files } = given;
  const names = [...(bundleName ? [bundleName] : []), ...[...files.keys()].slice(0, 3)];
  const more = files.size - Math.min(3, files.size);
  const told = more ? [names.join(", "), say("and_more", { count: more })] : [names.join(", ")];
  find("[data-files]").textContent = told.join(" ");
  find("[data-clear]").hidden = !names.length && !given.line;
}

function listKeys() {
  find("[data-known]").replaceChildren(...known.map((text) => element("li", {}, element("code", {}, text))));
  find("[data-no-known]").hidden = known.length > 0;
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = language;
  document.title = say("page_title");
  for (const place of findAll("[data-say]")) place.textContent = say(place.dataset.say);
  for (const button of findAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  return decide();
}

// ---- the code on paper ------------------------------------------------------------------------------------------

/** Where the browser reads codes in pictures, offer it. */
async function offerScanning() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (!formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  find("[data-scan]").hidden = false;
  find("#photo").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    const found = await createImageBitmap(file).then((picture) => detector.detect(picture)).catch(() => []);
    const line = found.map(({ rawValue }) => rawValue).find(isTicket);
    find("[data-scan-failed]").hidden = Boolean(line);
    if (line) setLine(line);
  });
}

function setLine(line) {
  find("#line").value = line;
  given.line = line;
  decide(true);
}

function wire() {
  const drop = find("[data-drop]");
  find("#files").addEventListener("change", ({ target }) => takeFiles([...target.files]));
  find("#line").addEventListener("input", ({ target }) => {
    given.line = target.value;
    decide();
  });
  find("#key").addEventListener("input", () => decide());
  find("[data-clear]").addEventListener("click", () => {
    Object.assign(given, { bundle: null, bundleName: "", files: new Map(), line: "" });
    for (const field of findAll("#files, #line, #photo")) field.value = "";
    decide();
    find("#files").focus();
  });
  for (const button of findAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
  for (const kind of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault(); // a file dropped beside the field must not replace the page
      drop.classList.toggle("drop--over", kind === "dragover");
      if (kind === "drop") takeFiles([...event.dataTransfer.files]);
    });
  }
}

wire();
listKeys();
find("[data-app]").hidden = false;
find("[data-save]").hidden = !location.protocol.startsWith("http");
offerScanning();
canJudge().then((can) => (find("[data-no-ed25519]").hidden = can), () => {});
if (isTicket(decodeURIComponent(location.hash.slice(1)))) setLine(decodeURIComponent(location.hash.slice(1)));
