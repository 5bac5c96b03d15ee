/** `/phone/alarm`: what this phone witnessed of the log of seals. An alarm leaves it only with a superior's code. */

import { sha256 } from "../lib/bytes.js";
import { element, find } from "../lib/dom.js";
import { clock } from "../lib/time.js";
import { say } from "../lib/words.js";
import { Database, request } from "../phone/database.js";
import { couldNotOpen } from "../phone/locked.js";
import { Server } from "../phone/server.js";
import { dayInWords } from "../phone/values.js";
import { read, tell } from "../phone/witness.js";

const page = find("[data-alarm-page]");
const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" });
const moment = (at) => ({ day: dayInWords(day.format(at)), time: clock(at) });

const kept = (database) => database.read(["meta"], async ({ meta }) => [(await request(meta.get("seal"))) ?? {}, (await request(meta.get("alarms"))) ?? []]);

async function draw(database) {
  const [now, past] = await kept(database);
  const { alarm } = now;
  find("[data-alarm]", page).hidden = !alarm;
  if (alarm) drawAlarm(alarm);
  find("[data-newest]", page).hidden = Boolean(alarm);
  find("[data-newest-text]", page).textContent = now.note ? say("newest", { count: now.size, ...moment(now.at) }) : say("none_yet");
  find("[data-newest-note]", page).textContent = now.note ?? "";
  find("[data-newest-note]", page).hidden = !now.note;
  find("[data-past]", page).hidden = !past.length;
  find("[data-past-list]", page).replaceChildren(...past.map(drawPast));
  page.removeAttribute("aria-busy");
}

function drawAlarm({ why, at, kept: before, told, known_at: knownAt, word }) {
  const fill = (name, text) => (find(`[data-${name}]`, page).textContent = text);
  fill("why", say(`why_${why}`));
  fill("state", `${say("raised", moment(at))}. ${knownAt ? say("reported", moment(knownAt)) : say("not_reported")}`);
  fill("kept-title", say("kept", moment(before.at)));
  fill("kept", before.note);
  fill("told-title", say("told", moment(at)));
  fill("told", told.note || say("told_nothing"));
  find("[data-code-form]", page).hidden = !word;
  if (!word) return;
  fill("spoken", say("spoken", { name: word.by, why: word.why, ...moment(word.at) }));
  fill("ask", say("ask_code", { name: word.by }));
}

const drawPast = ({ why, kept: before, told, word, cleared_at: clearedAt }) =>
  element("details", { class: "card" },
    element("summary", {}, say(`why_${why}`)),
    element("p", {}, say("cleared", { name: word.by, why: word.why, ...moment(clearedAt) })),
    element("p", { class: "small pre-line breakable", translate: "no" }, before.note),
    element("p", { class: "small pre-line breakable", translate: "no" }, told.note));

/** Put the alarm among those of the past, with both notes, and go on from what the server shows now. */
async function clear(database, alarm) {
  const now = await read(alarm.told).catch(() => null);
  await database.write(["meta"], async ({ meta }) => {
    const past = (await request(meta.get("alarms"))) ?? [];
    meta.put([{ ...alarm, cleared_at: Date.now() }, ...past], "alarms");
    if (now) meta.put({ ...now, at: Date.now() }, "seal");
    else meta.delete("seal"); // the next contact shows a checkpoint anew
  });
}

async function tryCode(database, server) {
  const [{ alarm }] = await kept(database);
  const code = find("#code").value.replace(/\D/g, "");
  const isRight = (await sha256(new TextEncoder().encode(`${alarm.uid} ${code}`))) === alarm.word.check;
  const wrong = find("[data-wrong]", page);
  wrong.hidden = isRight;
  wrong.textContent = isRight ? "" : say("wrong_code");
  find("#code").setAttribute("aria-invalid", String(!isRight));
  if (!isRight) return find("#code").focus();
  await clear(database, alarm);
  await draw(database);
  return report(database, server);
}

/** Tell the server of alarms that were cleared here, until it has heard. */
async function report(database, server) {
  const [, past] = await kept(database);
  for (const { uid, why, at, kept: before, told, cleared_at: cleared, is_told: isTold } of past) {
    if (isTold) continue;
    await server.alarm({ uid, why, at, kept: before, told, cleared_at: cleared });
    await database.write(["meta"], async ({ meta }) => {
      const all = await request(meta.get("alarms"));
      meta.put(all.map((one) => (one.uid === uid ? { ...one, is_told: true } : one)), "alarms");
    });
  }
}

async function save(database) {
  const [{ alarm }] = await kept(database);
  const name = `${say("file_name")}-${alarm.uid.slice(0, 8)}.json`;
  const file = new Blob([JSON.stringify(alarm, null, 1)], { type: "application/json" });
  element("a", { href: URL.createObjectURL(file), download: name }).click();
  find("[data-saved]", page).textContent = say("saved", { name });
}

async function begin() {
  const database = new Database(""); // the phone's own
  const server = new Server();
  find("[data-code-form]", page).addEventListener("submit", (event) => {
    event.preventDefault();
    tryCode(database, server).catch(console.error);
  });
  find("[data-save]", page).addEventListener("click", () => save(database).catch(console.error));
  await draw(database);
  const ask = async () => {
    const { user } = await server.session();
    if (!user) return;
    await tell(database, server, { now: true });
    await report(database, server);
    await draw(database);
  };
  addEventListener("online", () => ask().catch(() => {}));
  return ask().catch(() => {}); // without signal it shows what it knows
}

begin().catch(couldNotOpen);
