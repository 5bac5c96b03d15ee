/** What to compare with: the last visit's answer, note and photos, and the photos of a finding that is still open. */

import { element, icon } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { canonical } from "../merge.js";
import { dayInWords, inWords } from "../values.js";

/** The last visit's record of an answered item, or nothing; its letter is marked at the choices themselves.
    `again` tells how often the item was found before, or ''. */
export function showPrevious(box, item, record, isLetter, again, app) {
  const { value, note = "", photos = [] } = record ?? {};
  const isPlain = !record || (isLetter && !note && !photos.length);
  box.hidden = isPlain && !again;
  const shown = canonical(box.hidden ? null : [again, record ?? null]);
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  const said = [again, !isPlain && say("previous_value", { value: inWords(item, value) }), note && say("previous_note", { note })].filter(Boolean);
  box.replaceChildren(...said.map((text) => element("p", {}, text)), thumbs(photos, say("previous_photo", { code: item.code }), app));
}

/** How often an item was found before, in words, or ''. */
export function foundBefore(item, app) {
  const [day, found, promised, broken] = app.notebook.around.again(item.code) ?? [];
  return day ? say("found_before", { day: dayInWords(day), found, promised, broken }) : "";
}

/** Small pictures of other visits, from this phone where it keeps them; each opens large. */
export function thumbs(uids, title, app) {
  if (!uids.length) return "";
  return element("ul", { class: "photos", "aria-label": title }, ...uids.map((uid, place) => {
    const picture = element("img", { alt: `${title}, ${place + 1}`, width: 92, height: 92 });
    picture.addEventListener("error", () => picture.replaceWith(icon("image", "large")));
    app.photos.thumb(uid).then((address) => (picture.src = address ?? app.address("thumb", uid)));
    return element("li", {}, element("button", { class: "photo", type: "button", onclick: () => app.photoSheet.look(uid, title) }, picture));
  }));
}
