/**
 * The shared cases of merging, run against the phone's rule: under Node by merge.test.js, in Chromium by
 * tests/browser/test_merging_on_the_phone.py. `rules` holds what app/static/js/phone/merge.js exports.
 */

/** What a history comes to in one cell: { heads, conflict, value }, heads sorted by id. */
export function outcome({ History, readEvent }, events, cell) {
  const history = new History();
  events.forEach((event, position) => {
    const whole = { dev: "d", n: position + 1, by: "ketua", at: "2026-11-22T05:00:00Z", ...event };
    history.add(readEvent(JSON.stringify(whole), event.late ? "late" : ""), position + 1);
  });
  return { heads: history.seen(cell).sort(), conflict: history.isConflict(cell), value: history.value(cell) };
}

/** What does not come out as the cases say, in any of some orders and with every event told twice: sentences. */
export function failures(rules, cases) {
  const found = [];
  for (const { name, events, expect } of cases) {
    for (const order of orders(events)) {
      for (const [cell, wanted] of Object.entries(expect)) {
        const told = text(outcome(rules, order, cell));
        if (told !== text(wanted)) found.push(`${name}, ${order.map((event) => event.eid)}: ${told}, not ${text(wanted)}`);
      }
    }
  }
  return found;
}

/** The events of one cell from phones whose clocks are wrong, as the rule orders them: by their ids. */
export function orderDespiteClocks({ History }) {
  const history = new History();
  const said = (eid, n, at, seq) => history.add({ eid, n, at, cell: "A01.answer", op: "set", val: eid, base: [], by: "ketua" }, seq);
  said("third", 1, "1970-01-01T00:00:00Z", 3);
  said("unsent, later", 3, "2001-01-01T00:00:00Z");
  said("first", 9, "2031-05-05T05:05:05Z", 1);
  said("unsent", 2, "2030-01-01T00:00:00Z");
  said("second", 5, "2026-11-22T05:00:00Z", 2);
  return history.past("A01.answer").map(({ eid }) => eid);
}

export const IN_ORDER = ["first", "second", "third", "unsent", "unsent, later"];

function* orders(events) {
  yield events;
  yield [...events].reverse();
  yield [...events, ...events];
  for (let turn = 1; turn < events.length; turn += 1) yield [...events.slice(turn), ...events.slice(0, turn)];
}

const sorted = (value) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
};
const text = (value) => JSON.stringify(sorted(value));
