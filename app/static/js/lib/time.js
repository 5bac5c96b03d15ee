/** Hours of the day in the district's zone; calendars stay on the server. */

/** Milliseconds UTC as "13.30" on an Indonesian page, "13:30" on an English one. */
export function clock(at, zone = "Asia/Jakarta", language = document.documentElement.lang) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const text = parts.format(at);
  return language === "id" ? text.replace(":", ".") : text;
}

/** Call `work` once, `milliseconds` after the last call. */
export function debounce(work, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}
