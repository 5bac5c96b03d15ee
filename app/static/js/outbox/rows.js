/** What waits on this phone as the outbox lists it: by visit, held ones apart. Rules only. */

import { parseCell } from "../phone/cells.js";
import { readEvent } from "../phone/merge.js";

const KINDS = ["answer", "note", "photo", "finding"];

/**
 * The rows of everything that waits: { held: [row], groups: [{ visit, station, on, rows }], drafts: [{ key, visit, part,
 * code, title, station }], bytes, answers, photos }; drafts are what was typed and is no change yet.
 *
 * `contexts` maps a visit's uid to what the server told of it; `last` is how the last attempt ended ({ state, at }) or
 * null. A row is { key, kind, code, title, visit, station, zone, size, at, tried, why, uid, isPhoto, isRaw, of }; `at` and
 * `tried` are milliseconds or null, `of` is what it stands for.
 */
export function rowsOf({ events, photos, held, replies = [], drafts = [] }, contexts, last) {
  const rowOf = (one) => (one.raw === undefined ? photoRow(one, contexts) : eventRow(one, contexts, last));
  const waiting = [...events, ...photos].map(rowOf);
  const groups = [...new Set(waiting.map((row) => row.visit))].map((visit) => {
    const { station, on } = headOf(contexts.get(visit));
    return { visit, station, on, rows: waiting.filter((row) => row.visit === visit) };
  });
  const going = replies.filter(({ phase }) => phase === "waiting").map(replyRow);
  for (const station of new Set(going.map((row) => row.station))) {
    groups.push({ visit: "", station, on: "", rows: going.filter((row) => row.station === station) });
  }
  const bytes = [...waiting, ...going].reduce((sum, row) => sum + row.size, 0);
  const typed = drafts.map(([visit, cell]) => draftRow(visit, parseCell(cell).item, contexts.get(visit)));
  typed.push(...replies.filter(({ phase }) => phase === "typing").map(replyRow));
  const refused = replies.filter(({ phase }) => phase === "refused").map(replyRow);
  return { held: [...held.map(rowOf), ...refused], groups, drafts: typed, bytes, answers: events.length + going.length, photos: photos.length };
}

const headOf = (context) => ({ station: context?.visit.station.name ?? "", on: context?.visit.planned_on ?? "" });

function titleOf(context, code) {
  const items = context?.parts.flatMap((part) => part.items) ?? [];
  return items.find((item) => item.code === code)?.title ?? "";
}

function common(context, visit, code) {
  return { visit, code, title: titleOf(context, code), zone: context?.visit.station.tz, ...headOf(context) };
}

function draftRow(visit, code, context) {
  const part = context?.parts.find(({ items }) => items.some((item) => item.code === code))?.code ?? "";
  return { ...common(context, visit, code), key: `${visit}.${code}`, part };
}

function eventRow(entry, contexts, last) {
  const { item, kind, uid } = parseCell(entry.cell ?? "");
  const at = Date.parse(readEvent(entry.raw)?.at) || null;
  const wasTried = Boolean(last) && (at === null || last.at > at);
  const isHeld = entry.state === "held";
  return {
    ...common(contexts.get(entry.visit), entry.visit, item),
    key: entry.eid,
    kind: KINDS.includes(kind) ? kind : "other",
    size: new TextEncoder().encode(entry.raw).length,
    at,
    tried: entry.tried_at ?? (wasTried ? last.at : null),
    why: isHeld ? entry.why : (entry.why ?? (wasTried && last.state !== "sent" ? last.state : "")),
    uid: kind === "photo" ? uid : "",
    isPhoto: false,
    of: entry,
  };
}

/** A chief's answer to a finding; `finding` is its uid, and it is shown by its photo. */
function replyRow(reply) {
  const [photo] = reply.photos;
  return {
    ...common(undefined, "", reply.item || reply.number),
    title: reply.title,
    station: reply.station,
    finding: reply.finding,
    key: reply.eid,
    kind: "reply",
    size: reply.photos.reduce((sum, { size }) => sum + size, 0) + new TextEncoder().encode(reply.text).length,
    at: reply.n,
    tried: reply.tried_at ?? null,
    why: reply.why ?? "",
    uid: photo?.uid ?? "",
    isPhoto: Boolean(photo),
    isRaw: photo?.state === "raw",
    of: reply,
  };
}

function photoRow(photo, contexts) {
  return {
    ...common(contexts.get(photo.visit), photo.visit, photo.item),
    key: photo.uid,
    kind: "picture",
    size: photo.size,
    at: photo.added_at ?? null,
    tried: photo.tried_at ?? null,
    why: photo.why ?? "",
    uid: photo.uid,
    isPhoto: true,
    isRaw: photo.state === "raw",
    of: photo,
  };
}
