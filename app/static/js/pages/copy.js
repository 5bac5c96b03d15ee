/** A button that copies the text of the field named by data-copies; it shows itself where copying works. */
import { find } from "../lib/dom.js";

export default function improve(button) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = !field;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy"));
    find("span", button).textContent = button.dataset.done;
  });
}
