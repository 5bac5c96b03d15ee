/** What to compare with: the last visit's answer, note and photos, and the photos of a finding that is still open. */

import { element, icon } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { canonical } from "../merge.js";
import { inWords } from "../values.js";

/** The last visit's record of an answered item, or nothing; its letter is marked at the choices themselves. */
export function showPrevious(box, item, record, isLetter, app) {
  const { value, note = "", photos = [] } = record ?? {};
  box.hidden = !record || (isLetter && !note && !photos.length);
  const shown = canonical(box.hidden ? null : record);
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  const words = say("previous_value", { value: inWords(item, value) });
  const said = [words, note && say("previous_note", { note })].filter(Boolean);
  box.replaceChildren(...said.map((text) => element("p", {}, text)), thumbs(photos, say("previous_photo", { code: item.code }), app));
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
