/** The way out: a page that needs neither the other scripts nor a session nor a signal. */

import { element, find } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { Database } from "../phone/database.js";
import { knownPerson } from "../phone/person.js";
import { rescueFile } from "../rescue/export.js";

const ours = (name) => name.startsWith("siap-");

/** Save what only this phone has as a file, for whoever the phone belongs to. */
async function offerSaving(section) {
  const person = await knownPerson();
  section.hidden = !person;
  find("[data-save]", section).addEventListener("click", async () => {
    const said = find("[data-told]", section);
    try {
      const file = await rescueFile(new Database(person), person);
      element("a", { href: URL.createObjectURL(file), download: file.name }).click();
      said.textContent = say("rescue_saved", { name: file.name, size: fileSize(file.size) });
    } catch (error) {
      console.error(error);
      said.textContent = say(error.name === "Locked" ? "rescue_locked" : "rescue_failed");
    }
  });
}

/** Whether our own server answers: without it nothing could be fetched anew. */
async function serverAnswers() {
  const response = await fetch("/api/session", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10_000) });
  return response.ok && (await response.json()).proto === "fieldsync/1";
}

/** Take the kept pages away, and the worker that serves them. What was filled in lies elsewhere and stays. */
async function startAnew() {
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister();
  for (const name of (await caches.keys()).filter(ours)) await caches.delete(name);
}

function offerStartingAnew(section) {
  const button = find("[data-start-anew]", section);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const isThere = await serverAnswers().catch(() => false);
    button.disabled = false;
    if (!isThere) return (find("[data-told]", section).textContent = say("anew_no_signal"));
    await startAnew();
    return location.assign("/");
  });
}

const page = find("[data-recovery]");
offerStartingAnew(find("[data-anew]", page));
offerSaving(find("[data-saving]", page)).catch(console.error);
