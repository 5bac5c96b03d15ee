/** A button that opens the dialog named in data-opens. */
import { find, findAll } from "../lib/dom.js";

export default function improve(button) {
  const dialog = document.getElementById(button.dataset.opens);
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  for (const close of findAll("[data-closes]", dialog)) close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  if (find("[aria-invalid=true], [role=alert]", dialog)) dialog.showModal();
}
