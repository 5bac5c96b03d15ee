/** The part of the phone's own page that writes and reads rescue files. */

import { element, find, icon } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { rescueFile } from "./export.js";
import { importFile } from "./import.js";

/** Wire the section; `changed` is called when something was taken in. */
export function wireRescue(root, { database, person, changed }) {
  const show = (kind, text) => find("[data-told]", root).replaceChildren(notice(kind, text));
  const failed = (error) => {
    console.error(error);
    show("bad", say(SENTENCES[error.code ?? error.name] ?? "rescue_failed"));
  };
  const during = (button, work) => async () => {
    button.disabled = true;
    await work().catch(failed);
    button.disabled = false;
  };
  const save = find("[data-save]", root);
  const input = find("input[type=file]", root);
  let file = null; // prepared by the first tap: sharing must follow a tap at once, and writing takes a while
  save.addEventListener("click", during(save, async () => {
    file ??= await rescueFile(database, person);
    const way = await handOver(file);
    show("good", say(`rescue_${way}`, { name: file.name, size: fileSize(file.size) }));
    if (way !== "ready") file = null;
  }));
  const open = find("[data-open]", root);
  open.addEventListener("click", () => input.click());
  input.addEventListener("change", during(open, async () => {
    const [chosen] = input.files;
    input.value = "";
    if (!chosen) return;
    const told = await importFile(chosen, person);
    const news = say(told.isMine ? "rescue_taken" : "rescue_taken_for", told);
    show(told.clashes ? "warn" : "good", [news, told.known && say("rescue_known", told), told.clashes && say("rescue_clashes", told)].filter(Boolean).join(" "));
    changed();
  }));
}

const SENTENCES = {
  foreign: "rescue_foreign",
  damaged: "rescue_damaged",
  newer: "rescue_newer",
  QuotaExceededError: "rescue_no_room",
  Locked: "rescue_locked",
};

const notice = (kind, text) => element("div", { class: `notice notice--${kind}`, role: kind === "good" ? "status" : "alert" }, icon(kind === "good" ? "check" : "alert"), element("div", {}, text));

/** Share a file where the phone can, else save it: "shared", "saved", or "ready" when sharing needs one more tap. */
async function handOver(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: file.name });
      return "shared";
    } catch (error) {
      if (error.name === "AbortError") return "ready";
      if (error.name === "NotAllowedError" && !navigator.userActivation?.isActive) return "ready";
    }
  }
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return "saved";
}
