/** Hours of the day in the district's zone; calendars stay on the server. */

/** The zone of the demo district and of most of the country's people: where no visit on this phone names one. */
export const HOME_ZONE = "Asia/Jakarta";

const FIXED = { "Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9 }; // hours, without summer time
const formats = new Map(); // of other zones; making the first one takes a slow phone 40 ms

/** Milliseconds UTC as "13.30" on an Indonesian page, "13:30" on an English one; "?" for what is no moment. */
export function clock(at, zone = HOME_ZONE, language = document.documentElement.lang) {
  if (!(Math.abs(at) < 8.6e15)) return "?";
  const text = zone in FIXED ? new Date(at + FIXED[zone] * 3_600_000).toISOString().slice(-13, -8) : elsewhere(at, zone);
  return language === "id" ? text.replace(":", ".") : text;
}

function elsewhere(at, zone) {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  return formats.get(zone).format(at);
}

/** When an event was written, in milliseconds UTC: the phone's clock, set right by how wrong it was. */
export const writtenAt = ({ at, skew }) => Date.parse(at) + (Number.isFinite(skew) ? skew : 0);

/** How far off a phone's clock was, as [count, unit], unit minutes, hours or days; null when it was near enough. */
export function offBy({ skew }) {
  const minutes = Math.round(Math.abs(Number.isFinite(skew) ? skew : 0) / 60_000);
  if (minutes < 3) return null;
  if (minutes < 90) return [minutes, "minutes"];
  return minutes < 2160 ? [Math.round(minutes / 60), "hours"] : [Math.round(minutes / 1440), "days"];
}

/** Call `work` once, `milliseconds` after the last call. */
export function debounce(work, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}
