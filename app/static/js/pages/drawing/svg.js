/** What the drawing board and its proposals draw with. */
export const WHOLE = 10_000; // shapes are in ten-thousandths of the picture

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
