/** Copies the message with a link, or hands it to the phone's own way of sharing. */

import { find } from "../lib/dom.js";

export default function improve(card) {
  const { text } = card.dataset;
  const [copy, share, label] = [find("[data-copy]", card), find("[data-share]", card), find("[data-copy-text]", card)];
  copy.hidden = !navigator.clipboard;
  share.hidden = !navigator.share;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    label.textContent = label.dataset.done;
    find("[data-told]", card).textContent = label.dataset.done;
  });
  share.addEventListener("click", () => navigator.share({ text }).catch(() => {})); // closed without choosing
}
