/** A search field that narrows the rows of the list or table named in data-filters, as one types. */
import { element, findAll } from "../lib/dom.js";
import { folded } from "../lib/text.js";

export default function improve(field) {
  const rows = findAll(":scope > li, :scope > tbody > tr", document.getElementById(field.dataset.filters));
  const texts = rows.map((row) => folded(row.textContent));
  const heard = element("p", { class: "visually-hidden", role: "status" });
  field.after(heard);
  const narrow = () => {
    const words = folded(field.value).split(" ");
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    heard.textContent = `${shown} / ${rows.length}`;
  };
  field.addEventListener("input", narrow);
  if (field.value) narrow(); // typed before this improvement arrived, or kept by the browser
}
