/** Small things every screen needs from the document; nothing here knows our app. */

const SVG = "http://www.w3.org/2000/svg";

/** The first match of a selector below `root`, or null. */
export const find = (selector, root = document) => root.querySelector(selector);

/** All matches as an array. */
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Make an element: element("button", { class: "button", type: "button", onclick: send }, icon("check"), "Kirim").
 * A value of null, undefined or false leaves its attribute out, true writes it empty; on… names add a listener.
 * Children are nodes or text; text is never read as HTML.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * Put what a template keeps in its place, once. Browsers look into every text field of a page, also into those that
 * nobody sees, and lay out what is around it: a field that few need waits in a template.
 */
export function unpack(box) {
  const kept = find("template", box);
  kept?.replaceWith(kept.content);
  return box;
}

/** An icon of img/icons.svg, hidden from screen readers: the word stands beside it. */
export function icon(name, size = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", size ? `icon icon--${size}` : "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  drawing.append(use);
  return drawing;
}

/** Close a sheet by its cross, or by a tap beside it. */
export function wireSheet(sheet) {
  for (const button of findAll("[data-closes]", sheet)) button.addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
}

/** A short message at the foot of the screen; `action` is { text, run } for one button such as undo. */
export function toast(text, action = null, milliseconds = 8000) {
  find(".toast")?.remove();
  const shown = element("div", { class: "toast", role: "status" }, text);
  if (action) {
    const press = () => { shown.remove(); action.run(); };
    shown.append(element("button", { type: "button", onclick: press }, action.text));
  }
  document.body.append(shown);
  setTimeout(() => shown.remove(), milliseconds);
  return shown;
}
