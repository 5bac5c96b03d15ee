/** The hour of the day in Indonesia's zones, reckoned here, beside what the browser's own calendar says. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { clock } from "../../app/static/js/lib/time.js";

const ZONES = ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", "Asia/Kathmandu"];
const YEAR = 31_556_952_000;

test("every hour since 1990 is the calendar's, in each zone", () => {
  for (const zone of ZONES) {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    for (let at = 20 * YEAR; at < 80 * YEAR; at += 9_876_543_210) assert.equal(clock(at, zone, "en"), format.format(at), `${zone} ${at}`);
  }
});

test("an Indonesian page has a point in it, and what is no moment a question mark", () => {
  assert.equal(clock(0, "Asia/Jakarta", "id"), "07.00");
  assert.equal(clock(-1, "Asia/Jayapura", "en"), "08:59");
  for (const odd of [NaN, Infinity, 8.64e15, "x", undefined]) assert.equal(clock(odd, "Asia/Jakarta", "en"), "?");
});
