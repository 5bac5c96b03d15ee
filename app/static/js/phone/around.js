/** What stands around the answers of a visit, as the server last told it; nothing at all before it ever did. */

import { HOME_ZONE } from "../lib/time.js";

const AT_IT = 120_000; // milliseconds

export class Around {
  #told;
  #person;
  heard; // { team, now }: what the server last said of everybody's phones, and its clock then

  constructor(told, person, heard = null) {
    this.#told = told;
    this.#person = person;
    this.heard = heard ?? (told?.phones ? { team: told.phones, now: told.server_time } : null);
  }

  /** The server spoke of everybody's phones. */
  hear(team, now) {
    if (team) this.heard = { team, now };
  }

  /** Whether another member's phone was heard in the last two minutes. */
  get areOthersAtIt() {
    const since = Date.parse(this.heard?.now) - AT_IT;
    return this.#others.some((one) => Date.parse(one.contact) > since);
  }

  /** The others whose phones said that they hold something: [{ username, events, photos, contact }], contact in ms. */
  get waitedFor() {
    const holding = this.#others.filter((one) => one.events || one.photos);
    return holding.map((one) => ({ ...one, contact: Date.parse(one.contact) }));
  }

  get #others() {
    return (this.heard?.team ?? []).filter((one) => one.username !== this.#person);
  }

  /** Whether the server has told anything yet. */
  get isKnown() {
    return Boolean(this.#told);
  }

  /** All that the server told (web/phone/context.py), for pages that show more of it; null before it did. */
  get told() {
    return this.#told;
  }

  /** The parts that apply at the station: [{ code, title, items: [{ code, title, kind, photo, whenZero }] }]. */
  get parts() {
    return this.#told?.parts ?? [];
  }

  /** The codes of the parts that this person fills. */
  get own() {
    return this.#told?.team.find((member) => member.username === this.#person)?.parts ?? [];
  }

  /** The codes of the parts that nobody was given. */
  get free() {
    const given = this.#told?.team.flatMap((member) => member.parts) ?? [];
    return this.parts.map((part) => part.code).filter((code) => !given.includes(code));
  }

  /** The station's time zone. */
  get zone() {
    return this.#told?.visit.station.tz ?? HOME_ZONE;
  }

  /** The day at the station, 'YYYY-MM-DD'; the phone's own as long as nobody said. */
  get today() {
    return this.#told?.today ?? new Date().toISOString().slice(0, 10);
  }

  /** Rank and name of somebody, or the username when unknown. */
  nameOf(username) {
    return this.#told?.people[username] ?? username;
  }

  /** What was answered at the last visit: { value, note, photos: [uid] }, or undefined. */
  previous(item) {
    return this.#told?.previous[item];
  }

  /** The findings of earlier visits that are still open at an item. */
  findings(item) {
    return this.#told?.findings[item] ?? [];
  }

  /** What the district gives for an answer, by severity: { serious: { days, on }, … }, counted from today; null before anybody told. */
  get due() {
    return this.#told?.due ?? null;
  }

  /** How often an item was found before: [first day, times found, promised, not kept], or undefined. */
  again(item) {
    return this.#told?.again?.[item];
  }

  /** The team lead, with rank. */
  get leadName() {
    return this.#told?.visit.lead.name ?? "";
  }
}
