/** A form of filters that applies itself; its own button is for those without script. */
import { findAll } from "../lib/dom.js";

export default function improve(form) {
  for (const button of findAll("button", form)) button.hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
