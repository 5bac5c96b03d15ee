/** Writing a rescue file: everything that only this phone has, as one page. */

import { say } from "../lib/words.js";
import { parseCell } from "../phone/cells.js";
import { ofState, request } from "../phone/database.js";
import { dayInWords, inWords } from "../phone/values.js";
import { build } from "./format.js";

const UNSENT = IDBKeyRange.bound(["held"], ["new", []]);
const KEYS = ["send", "orig"]; // what a picture may be kept under

/** Everything of a person that the server has not confirmed, as a File of one page; changes nothing on the phone. */
export async function rescueFile(database, person) {
  const found = await database.read(["meta", "own", "photos", "bytes", "drafts", "visits"], async (at) => ({
    name: (await request(at.meta.get("name"))) ?? person,
    own: await request(at.own.index("state").getAll(UNSENT)),
    photos: (await request(at.photos.getAll())).filter((photo) => photo.state !== "done"),
    replies: await request(at.own.index("state").getAll(ofState("answer"))),
    keys: await request(at.bytes.getAllKeys()),
    cells: await request(at.drafts.getAllKeys()),
    drafts: await request(at.drafts.getAll()),
    uids: await request(at.visits.getAllKeys()),
    kept: await request(at.visits.getAll()),
  }));
  const now = new Date();
  const contexts = new Map(found.uids.map((uid, position) => [uid, found.kept[position].context]));
  const content = {
    person,
    name: found.name,
    made_at: now.getTime(),
    events: found.own.map(({ raw, state, why = "" }) => ({ raw, state, why })),
    drafts: found.drafts.map((draft, position) => ({ visit: found.cells[position][0], cell: found.cells[position][1], ...draft })),
    replies: found.replies,
    photos: [
      ...found.photos.map((record) => ({ record, files: filesOf(record, found.keys) })),
      ...found.replies.flatMap((reply) => reply.photos.map((photo) => ofReply(reply, photo, found.keys))),
    ],
  };
  const bytesOf = (key) => database.read(["bytes"], (at) => request(at.bytes.get(key)));
  const parts = await build(pageOf(content, contexts, now), content, bytesOf);
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  return new File(parts, `siap-${person}-${stamp}.html`, { type: "text/html" });
}

/** A photo of a chief's answer as the file carries it: `of` says to which answer it belongs. */
function ofReply({ eid, item }, { uid, key, type, sha, state }, keys) {
  const record = { uid, item, of: eid, type, sha, state: state === "done" ? "ready" : state };
  return { record, files: keys.includes(key) ? [{ key, type }] : [] };
}

const filesOf = ({ uid, type }, keys) => KEYS.map((key) => `${uid}/${key}`).filter((key) => keys.includes(key)).map((key) => ({ key, type }));

// ---- what people read -----------------------------------------------------------------------------------

function pageOf(content, contexts, now) {
  const when = moment(now);
  const visits = [...new Set([...content.events.map(({ raw }) => JSON.parse(raw).visit), ...content.photos.filter(({ record }) => !record.of).map(({ record }) => record.visit), ...content.drafts.map(({ visit }) => visit)])];
  return {
    language: document.documentElement.lang,
    title: say("rescue_title", { name: content.name }),
    intro: [say("rescue_intro", { when, answers: content.events.length + content.replies.length, photos: content.photos.length }), say("rescue_how")],
    visits: [...visits.map((uid) => visitOf(uid, contexts.get(uid), content)), ...content.replies.map(findingOf)],
  };
}

/** A chief's answer to a finding. */
const findingOf = ({ station, item, number, title, finding, text, without_photo, photos }) => ({
  title: station,
  facts: [finding],
  items: [{ title: `${item || number} ${title}`, lines: [text, without_photo].filter(Boolean), photos: photos.map(({ uid }) => uid) }],
});

function visitOf(uid, context, content) {
  const known = new Map((context?.parts ?? []).flatMap((part) => part.items).map((item) => [item.code, item]));
  const rows = new Map(); // item → { lines, photos }
  const at = (code) => rows.get(code) ?? rows.set(code, { lines: [], photos: [] }).get(code);
  for (const { raw } of content.events) {
    const event = JSON.parse(raw);
    const said = event.visit === uid && sentence(event, known);
    if (said) at(parseCell(event.cell).item).lines.push(`${moment(new Date(event.at))}. ${said}`);
  }
  for (const draft of content.drafts) {
    if (draft.visit === uid) at(parseCell(draft.cell).item).lines.push(say("rescue_draft", { text: plain(draft.value) }));
  }
  for (const { record } of content.photos) if (record.visit === uid) at(record.item).photos.push(record.uid);
  const station = context?.visit.station.name ?? say("rescue_unknown_visit");
  const facts = context ? [say("rescue_visit", { order: context.visit.order_number, day: dayInWords(context.visit.planned_on) })] : [];
  const items = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
  return { title: station, facts: [...facts, uid], items: items.map(([code, row]) => ({ title: `${code} ${known.get(code)?.title ?? ""}`.trim(), ...row })) };
}

/** One change in words: what it is of, and what it says; "" for a photo without words, which stands there itself. */
function sentence({ cell, op, val }, known) {
  const { item, kind } = parseCell(cell);
  const isGone = ["clear", "detach"].includes(op);
  const about = say(["answer", "note", "photo", "finding"].includes(kind) ? `outgoing_${kind}` : "outgoing_other", { code: item });
  if (isGone) return `${about}: –`;
  if (kind === "answer") return `${about}: ${inWords(known.get(item) ?? { kind: "" }, val)}`;
  if (kind === "photo") return val.caption ? `${about}: ${val.caption}` : "";
  return `${about}: ${plain(val)}`;
}

const plain = (value) => (typeof value === "string" ? value : Object.values(value ?? {}).filter((one) => typeof one === "string").join("; "));

const moment = (date) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(date);
