/** A form that is sent once, however often its button is pressed. */
import { findAll } from "../lib/dom.js";

export default function improve(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of findAll("button", form)) button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    for (const button of findAll("button", form)) button.removeAttribute("aria-busy");
  });
}
