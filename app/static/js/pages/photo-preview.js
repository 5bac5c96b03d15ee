/** Shows the pictures chosen in a file field before they are sent. */
import { element, icon } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";

export default function improve(field) {
  const list = element("ul", { class: "photos photos--wrap" });
  field.after(list);
  const show = () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...[...field.files].map((file) =>
      element("li", {},
        element("span", { class: "photo" }, file.type === "application/pdf" ? icon("file", "large") : element("img", { src: URL.createObjectURL(file), alt: file.name, width: 92, height: 92 })),
        element("span", { class: "small muted breakable" }, `${file.type === "application/pdf" ? `${file.name}, ` : ""}${fileSize(file.size)}`))));
  };
  field.addEventListener("change", show);
  show(); // what was chosen before this improvement arrived
}
