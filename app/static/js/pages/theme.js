/** The sunlight switch: changes the page at once, and lets the server keep the choice. */
import { find } from "../lib/dom.js";
import { postForm } from "../lib/http.js";

export default function improve(form) {
  const button = find("button", form);
  const page = document.documentElement;
  let usual = page.dataset.theme === "sun" ? "light" : page.dataset.theme ?? "light";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const bright = page.dataset.theme !== "sun";
    if (bright) usual = page.dataset.theme ?? "light";
    page.dataset.theme = bright ? "sun" : usual;
    button.setAttribute("aria-pressed", String(bright));
    const data = new FormData(form);
    data.set("theme", page.dataset.theme);
    postForm(form.action, data).catch(() => {}); // without signal the choice holds until the next page
  });
}
