/** From what somebody put in to a verdict in words: a bundle with its files, a printed line, or both. */

import { fingerprint, readBundle, verifyBundle, wantedFiles } from "./bundle.js";
import { entryFacts } from "./drawing.js";
import { Unreadable } from "./hashes.js";
import { readTicket } from "./ticket.js";

const TICKET = ["station", "visit", "rev", "day", "score", "findings", "evidence", "index"];

/**
 * The verdict on what was put in: `bundle` bytes or null, `files` a Map of name to SHA-256, `line` text, `keys` as read,
 * `canSign` whether the browser judges signatures. `say` gives sentences.
 */
export async function judge({ bundle, files, line, keys, canSign, say, language, dictionary }) {
  try {
    const ticket = line.trim() ? await readTicket(line, keys, canSign) : null;
    const known = (sidik) => ({ sidik, words: wordsOf(sidik, dictionary) });
    if (!bundle) return { ...ofTicket(ticket, say, canSign), ...known(ticket.sidik) };
    const read = readBundle(bundle);
    const result = await verifyBundle(read, keys, files.size ? files : null, canSign);
    if (!result.seal) return unreadable(say, result.problems[0].where);
    const sidik = await fingerprint(result.seal.entry);
    return { ...ofBundle(result, { files, ticket, sidik, say, canSign, language }), ...known(sidik) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return say.has(error.message) ? notOurs(say, error.message) : unreadable(say, error.message);
  }
}

/** Six words for the first 60 bits of a fingerprint. */
export function wordsOf(sidik, dictionary) {
  if (dictionary.length !== 1024) return [];
  const bits = BigInt(`0x${sidik.slice(0, 15)}`);
  return [50n, 40n, 30n, 20n, 10n, 0n].map((shift) => dictionary[Number((bits >> shift) & 1023n)]);
}

const unreadable = (say, why) => ({ kind: "unreadable", title: say("unreadable"), text: say("unreadable_text"), hint: say("unreadable_where", { where: why }) });

const notOurs = (say, why) => ({ kind: why === "ticket_forged" ? "bad" : "unreadable", title: say(why === "ticket_forged" ? "altered" : "unreadable"), text: say(why) });

function ofTicket(ticket, say, canSign) {
  const facts = TICKET.map((name) => [say(`ticket_${name}`), ticket[name]]);
  const check = { kind: canSign ? "good" : "none", text: say(canSign ? "ticket_signed" : "signature_unjudged") };
  if (!canSign) return { kind: "unreadable", title: say("unjudged"), text: say("unjudged_text"), facts, checks: [check] };
  return { kind: "good", title: say("genuine"), text: say("ticket_text"), facts, checks: [check] };
}

function ofBundle(result, { files, ticket, sidik, say, canSign, language }) {
  const { seal, amendments, checkpoint } = result;
  const wanted = wantedFiles([seal, ...amendments]);
  const isNone = result.problems.filter(isMissing).length === wanted.length; // papers and copies alone: no original is here
  const problems = isNone ? result.problems.filter((one) => !isMissing(one)) : result.problems;
  const isOther = Boolean(ticket) && ticket.sidik !== sidik;
  const told = problems.map((one) => ({ ...one, text: sentence(say, one) }));
  const of = (...codes) => told.filter(({ code }) => codes.includes(code)).map(({ text }) => text);
  const checks = [
    signature(say, canSign, of("checkpoint_unsigned", "another_log", "rotation_broken")),
    check(say, checkpoint ? say("log_good", { index: seal.index, size: checkpoint.size }) : "", of("not_in_log", "wrong_entry")),
    check(say, say("items_good", { count: seal.items.length }), of("items_altered", "content_altered", "item_altered", "item_misplaced", "signature_of_other_content", "not_readable")),
    fileCheck(say, wanted.length, { isNone: isNone || !files.size, hasFiles: files.size > 0 }, of("file_missing", "file_altered")),
    ...(amendments.length ? [{ kind: "none", text: say("amended", { count: amendments.length }) }] : []),
    ...(ticket ? [{ kind: isOther ? "bad" : "good", text: say(isOther ? "ticket_other" : "ticket_same") }] : []),
  ].filter(({ text }) => text);
  const rest = { checks, facts: entryFacts(say, seal.entry, language), items: [...seal.items, ...amendments.flatMap(({ items }) => items)] };
  if (isOnlyMissing(problems) && !isOther) return { ...rest, kind: "unreadable", title: say("incomplete"), text: say("incomplete_text") };
  if (problems.length || isOther) return { ...rest, kind: "bad", title: say("altered"), text: say("altered_text") };
  if (!canSign) return { ...rest, kind: "unreadable", title: say("hash_only"), text: say("no_ed25519") };
  return { ...rest, kind: "good", title: say("genuine"), text: say("genuine_text") };
}

const isMissing = ({ code }) => code === "file_missing";

const isOnlyMissing = (problems) => problems.length > 0 && problems.every(isMissing);

const check = (say, good, bad) => (bad.length ? { kind: "bad", text: say("wrong"), details: bad } : { kind: "good", text: good });

function signature(say, canSign, bad) {
  if (bad.length) return { kind: "bad", text: say("signature_bad"), details: bad };
  return canSign ? { kind: "good", text: say("signature_good") } : { kind: "none", text: say("signature_unjudged") };
}

function fileCheck(say, count, { isNone, hasFiles }, bad) {
  if (!count) return { kind: "none", text: say("files_none") };
  if (isNone) return { kind: "none", text: say(hasFiles ? "files_copies" : "files_unlooked", { count }) };
  if (bad.length) return { kind: "bad", text: say("files_bad", { bad: bad.length, count }), details: bad };
  return { kind: "good", text: say("files_good", { count }) };
}

/** A problem in words: where, and what. */
function sentence(say, { code, where, detail }) {
  const [kind, ...rest] = where.split(" ");
  const named = [`kind_${kind}`, `place_${kind}`].find((name) => say.has(name));
  const place = named ? [say(named), ...rest].join(" ") : where;
  return say("at", { where: place, what: say(code), detail: code.startsWith("file_") && detail ? ` (${detail})` : "" });
}
