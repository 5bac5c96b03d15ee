/** A form of filters that applies itself. Its controls say autocomplete="off": no browser brings an old choice back. */
import { findAll } from "../lib/dom.js";

export default function improve(form) {
  form.addEventListener("change", () => form.requestSubmit());
  const isChosen = (option) => option.selected !== option.defaultSelected;
  if (findAll("option", form).some(isChosen)) form.requestSubmit(); // chosen before this arrived
}
