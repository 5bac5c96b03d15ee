/** A store that does not open: the page says so, with the numbers and nothing of the content, and tries to get in again. */

import { element, find, icon } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { Server } from "./server.js";

/** What a page does when it could not open its store: say why. */
export function couldNotOpen(error) {
  if (error.name === "Locked") return showLocked(error);
  console.error(error);
  return find("[data-alert]").replaceChildren(element("p", { class: "notice notice--bad", role: "alert" }, say(error.name === "VersionError" ? "reload_needed" : "no_storage")));
}

/** Show that the store is locked; a server that knows its owner opens it, now or with the next signal. */
async function showLocked({ database, why }) {
  const { answers, photos } = await database.count();
  const counts = say(photos ? "locked_counts_photos" : "locked_counts", { answers, photos });
  const way = element("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, say("sign_in"));
  const text = element("div", {}, element("p", {}, say(`locked_${why}`)), element("p", {}, counts), way);
  find("main").replaceChildren(element("div", { class: "notice notice--bad", role: "alert", "data-locked-store": why }, icon("lock"), text));
  find(".work-bar")?.remove();
  find(".strip")?.remove();
  const knock = async () => {
    const session = await new Server().session();
    if (session.user !== database.person) return;
    await database.meet(session);
    location.reload();
  };
  addEventListener("online", () => knock().catch(() => {}));
  await knock().catch(() => {}); // without signal, or still revoked: it stays locked
}
