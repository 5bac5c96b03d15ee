/**
 * The rescue file: one page that any browser shows without SIAP and without a script, with everything in it that is
 * needed to go on elsewhere. Rules only; the phone's store and the screen are elsewhere.
 *
 * The page comes first, with each picture as base64 where it belongs. A block of JSON follows (FORMAT, VERSION, person,
 * the exact texts of the events, photo records, where in the file each picture's bytes stand, all with their SHA-256),
 * and one last line that says where the block is. So neither writing nor reading holds more than one photo in memory.
 */

import { fromBase64, sha256, toBase64 } from "../lib/bytes.js";

const FORMAT = "siap-rescue";
const VERSION = 1;
const UNSENT = ["raw", "ready", "held"]; // states of photos that the server does not have
const LAST_LINE = 200; // bytes within which the last line stands
const FOOT = /<!-- siap-rescue (\d+) (\d+) (\d+) ([0-9a-f]{64}) -->\s*$/;
const STYLE =
  "body{font:16px/1.5 sans-serif;max-width:46rem;margin:auto;padding:1rem;color:#111;background:#fff;overflow-wrap:anywhere}" +
  "h1,h2,h3{line-height:1.2}section{border-top:3px solid #12204f;margin-top:2rem}article{border-top:1px solid #999;padding:.5rem 0}" +
  "img{max-width:100%;max-height:30rem}figure{margin:.5rem 0}figcaption,.small{font-size:.875rem;color:#444}p{white-space:pre-wrap;margin:.25rem 0}";

/** A file that cannot be taken in; `code` is foreign, damaged or newer. */
export class Unreadable extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const digest = (text) => sha256(new TextEncoder().encode(text));

/**
 * The file as parts of a Blob. `page` is what people read: { language, title, intro: [text], visits: [{ title, facts:
 * [text], items: [{ title, lines: [text], photos: [uid] }] }] }. `content` is { person, name, made_at, events: [{ raw,
 * state, why }], drafts, replies, photos: [{ record, files: [{ key, type }] }] }, and `bytesOf(key)` gives a picture's bytes.
 */
export async function build(page, content, bytesOf) {
  const parts = [];
  let size = 0;
  const add = (text) => {
    const part = new Blob([text]);
    parts.push(part);
    size += part.size;
    return part.size;
  };
  const photos = new Map(content.photos.map(({ record, files }) => [record.uid, { record, files: files.map((file) => ({ ...file })) }]));
  const toShow = new Map(photos);
  const addPhoto = async ({ record, files }) => {
    toShow.delete(record.uid);
    for (const file of files) {
      const isShown = /^image\/(jpeg|png|webp)$/.test(file.type);
      const address = `data:${escaped(file.type)};base64,`;
      add(`<figure>${isShown ? `<img alt="" src="${address}` : `<a download href="${address}`}`);
      const bytes = await bytesOf(file.key);
      file.size = bytes.byteLength;
      file.sha256 = await sha256(bytes);
      file.at = size;
      file.length = add(toBase64(bytes));
      add(`">${isShown ? "" : `${escaped(file.type)}</a>`}<figcaption>${escaped(record.item)}, SHA-256 ${file.sha256}</figcaption></figure>`);
    }
  };

  add(
    `<!doctype html><html lang="${escaped(page.language)}"><head><meta charset="utf-8"><meta name="generator" content="${FORMAT}">` +
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">` +
      `<meta name="viewport" content="width=device-width"><title>${escaped(page.title)}</title><style>${STYLE}</style></head><body><h1>${escaped(page.title)}</h1>`,
  );
  add(page.intro.map((line) => `<p>${escaped(line)}</p>`).join(""));
  for (const visit of page.visits) {
    add(`<section><h2>${escaped(visit.title)}</h2>${visit.facts.map((fact) => `<p class="small">${escaped(fact)}</p>`).join("")}`);
    for (const item of visit.items) {
      add(`<article><h3>${escaped(item.title)}</h3>${item.lines.map((line) => `<p>${escaped(line)}</p>`).join("")}`);
      for (const uid of item.photos) await addPhoto(toShow.get(uid));
      add("</article>");
    }
    add("</section>");
  }
  for (const photo of toShow.values()) await addPhoto(photo);
  const events = await Promise.all(content.events.map(async (event) => ({ ...event, sha256: await digest(event.raw) })));
  const manifest = { ...content, format: FORMAT, version: VERSION, events, photos: [...photos.values()] };
  const block = JSON.stringify(manifest).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  add('</body></html>\n<pre hidden id="siap-rescue">');
  const at = size;
  const length = add(block);
  add(`</pre>\n<!-- ${FORMAT} ${VERSION} ${at} ${length} ${await digest(block)} -->\n`);
  return parts;
}

/** What a rescue file says, every event and every picture checked against its hash. Throws Unreadable. */
export async function read(file) {
  const foot = FOOT.exec(await file.slice(-LAST_LINE).text());
  if (!foot) throw new Unreadable((await isOurs(file)) ? "damaged" : "foreign");
  const [version, at, length] = foot.slice(1, 4).map(Number);
  if (version > VERSION) throw new Unreadable("newer");
  const block = await file.slice(at, at + length).text();
  if ((await digest(block)) !== foot[4]) throw new Unreadable("damaged");
  const manifest = parsed(block);
  for (const event of manifest.events) if (!(await isWhole(event, manifest.person))) throw new Unreadable("damaged");
  for (const { record, files } of manifest.photos) {
    if (!UNSENT.includes(record.state) || typeof record.uid !== "string") throw new Unreadable("damaged");
    for (const one of files) await pictureOf(file, one);
  }
  return manifest;
}

/** The bytes of one picture of a rescue file. Throws Unreadable when they are not those that its hash says. */
export async function pictureOf(file, { at, length, size, sha256: expected }) {
  const bytes = fromBase64(await file.slice(at, at + length).text());
  if (bytes?.byteLength !== size || (await sha256(bytes)) !== expected) throw new Unreadable("damaged");
  return bytes;
}

const isOurs = async (file) => (await file.slice(0, 500).text()).includes(`<meta name="generator" content="${FORMAT}">`);

function parsed(block) {
  try {
    const manifest = JSON.parse(block);
    const isSound = manifest.format === FORMAT && /^[\w.-]+$/.test(manifest.person) && [manifest.events, manifest.photos, manifest.drafts, manifest.replies ?? []].every(Array.isArray);
    if (isSound) return manifest;
  } catch {
    // no JSON: nothing that SIAP wrote
  }
  throw new Unreadable("damaged");
}

/** Whether an event is the text its hash says, and of this person. */
async function isWhole({ raw, sha256: expected, state }, person) {
  if ((await digest(raw)) !== expected || !["new", "held"].includes(state)) return false;
  try {
    const { eid, n, visit, cell, by } = JSON.parse(raw);
    return by === person && [eid, visit, cell].every((text) => typeof text === "string") && Number.isInteger(n);
  } catch {
    return false;
  }
}
