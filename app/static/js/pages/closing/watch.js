/**
 * Somebody signs on another screen: the page that waits for it shows it by itself. Where something is drawn or typed
 * already it only says so, because showing it would take that away. Without this script there is a link to look again.
 */
import { find, findAll } from "../../lib/dom.js";

const AGAIN = 4000; // milliseconds

const isChanged = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;

export default function improve(root) {
  const { stand } = find("[data-stand]").dataset;
  const isTouched = () => Boolean(find("[data-strokes]")?.value || find("dialog[open]")) || findAll("form :is(input, textarea)").some(isChanged);
  const wait = () => setTimeout(() => look().catch(() => wait()), AGAIN); // no signal: the next look may have one

  async function look() {
    if (document.hidden || !navigator.onLine) return wait();
    const response = await fetch(location.pathname, { cache: "no-store", redirect: "error" });
    const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
    const now = find("[data-stand]", page)?.dataset.stand;
    if (!now || now === stand) return wait();
    if (!isTouched()) return location.assign(location.pathname);
    find("[data-news]", root).hidden = false;
    return undefined;
  }

  wait();
}
