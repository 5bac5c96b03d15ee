/** What stands around the answers of a visit, as the server last told it; nothing at all before it ever did. */

export class Around {
  #told;
  #person;

  constructor(told, person) {
    this.#told = told;
    this.#person = person;
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

  /** The station's time zone. */
  get zone() {
    return this.#told?.visit.station.tz ?? "Asia/Jakarta";
  }

  /** The day at the station, 'YYYY-MM-DD'; the phone's own as long as nobody said. */
  get today() {
    return this.#told?.today ?? new Date().toISOString().slice(0, 10);
  }

  /** Rank and name of somebody, or the username when unknown. */
  nameOf(username) {
    return this.#told?.people[username] ?? username;
  }

  /** What was answered at the last visit, or undefined. */
  previous(item) {
    return this.#told?.previous[item]?.value ?? undefined;
  }

  /** The findings of earlier visits that are still open at an item. */
  findings(item) {
    return this.#told?.findings[item] ?? [];
  }
}
