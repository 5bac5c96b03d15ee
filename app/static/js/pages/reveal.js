/** Adds a button beside a password that shows what is typed. */
import { element, icon } from "../lib/dom.js";

const WORDS = { id: "Lihat kata sandi", en: "Show password" };

export default function improve(holder) {
  const field = holder.querySelector("input");
  const toggle = () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  const label = WORDS[document.documentElement.lang] ?? WORDS.id;
  const button = element("button", { class: "button", type: "button", "aria-pressed": "false", "aria-label": label, onclick: toggle }, icon("eye"));
  const pair = element("div", { class: "field__reveal" });
  const isTyping = document.activeElement === field;
  const { selectionStart, selectionEnd } = field;
  field.replaceWith(pair);
  pair.append(field, button);
  if (isTyping) { // whoever was faster than this improvement types on
    field.focus();
    field.setSelectionRange(selectionStart, selectionEnd);
  }
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}
