/**
 * The field where a signature is drawn with finger, pen or mouse. What is drawn goes into the form's hidden field as
 * strokes. Whoever cannot draw opens the fold below it and types the own name: the form works without this script.
 */
import { find } from "../../lib/dom.js";
import { Strokes } from "./strokes.js";

export default function improve(holder) {
  const field = find("[data-strokes]", holder);
  const pad = find("[data-pad]", holder);
  const line = find("[data-line]", pad);
  const said = find("[data-said]", holder);
  const typed = find("[data-typed] input", holder);
  const strokes = new Strokes(field.value);

  const show = () => {
    field.value = strokes.text;
    line.setAttribute("d", strokes.path);
    pad.toggleAttribute("data-drawn", strokes.count > 0);
    for (const button of [find("[data-undo]", holder), find("[data-clear]", holder)]) button.disabled = !strokes.count;
  };
  const say = () => {
    said.textContent = strokes.isEnough ? holder.dataset.drawn : strokes.count ? holder.dataset.more : holder.dataset.empty;
  };
  const at = ({ clientX, clientY }) => {
    const box = pad.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  };

  pad.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    if (!strokes.begin(...at(event))) return;
    pad.setPointerCapture(event.pointerId);
    typed.value = ""; // drawn after all
    show();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) strokes.go(...at(one));
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, () => {
      strokes.end();
      say();
    });
  }
  find("[data-undo]", holder).addEventListener("click", () => { strokes.undo(); show(); say(); });
  find("[data-clear]", holder).addEventListener("click", () => { strokes.clear(); show(); say(); });
  typed.addEventListener("input", () => {
    if (!typed.value) return;
    strokes.clear(); // one of the two, not both
    show();
  });
  const offline = find("[data-offline]", field.form);
  const heed = () => { offline.hidden = navigator.onLine; };
  for (const change of ["online", "offline"]) addEventListener(change, heed);
  field.form.addEventListener("submit", (event) => {
    heed();
    const isSigned = typed.value.trim() || strokes.isEnough;
    if (isSigned && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isSigned) return;
    say();
    said.classList.add("field__error");
    pad.scrollIntoView({ block: "center" });
  }, true);

  pad.hidden = false;
  find("[data-tools]", holder).hidden = false;
  find("[data-typed]", holder).open = Boolean(typed.value) || typed.getAttribute("aria-invalid") === "true";
  show();
  say();
}
