/** The charts of app/exports/charts.py for a page that fills itself: same strokes, same classes, lengths in percent. */

const SVG = "http://www.w3.org/2000/svg";
const CORNERS = [-90, -30, 30, 90, 150, 210, 270].map((angle) => {
  const turn = (angle * Math.PI) / 180;
  return [50 + 42 * Math.cos(turn), 50 + 42 * Math.sin(turn)];
});

function draw(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat(Infinity));
  return made;
}

const drawing = (kind, height, said, parts) => draw("svg", { class: kind, width: "100%", height, role: "img", "aria-label": said }, parts);

const upright = (at, width, y, height, paint) =>
  draw("rect", { x: `${at}%`, y, width, height, transform: `translate(${-width / 2})`, class: `chart-${paint}` });

const tick = (at, y, height) => [upright(at, 5.5, y, height, "case"), upright(at, 2.5, y, height, "tick")];

const label = (text, at, anchor, dx) => draw("text", { x: `${at}%`, y: 13, dx, "text-anchor": anchor, class: "chart-label" }, text);

/** The bar itself: a broken outline while nothing is known, else what is reached on what there is. */
function measure({ share, level, previous }, y, height) {
  const bar = (width, paint) => draw("rect", { x: 0, y, width: `${width}%`, height, rx: 3, class: `chart-${paint}` });
  const unknown = draw("rect", { x: 1, y: y + 1, width: "99%", height: height - 2, rx: 2, class: "chart-none" });
  const known = share === null ? [unknown] : [bar(100, "track"), bar(Math.max(0, Math.min(100, share)), `level-${level}`)];
  return previous === null ? known : [...known, upright(previous, 5, y, height, "previous")];
}

/** The threshold ruler of a total: { share, level, previous, said }, lengths 0 to 100, null for what is not known. */
export function ruler(score, [first, second]) {
  const ticks = [first, second].flatMap((mark) => tick(mark, 18, 24));
  const names = [label(`WBK ${first}`, first, "end", 2), label(`WBBM ${second}`, second, "middle", 6)];
  return drawing("ruler", 44, score.said, [measure(score, 23, 14), ticks, names]);
}

/** One area's bar with a tick at each of its two marks. */
export function areaBar(score, marks) {
  return drawing("area-bar", 18, score.said, [measure(score, 2, 14), marks.flatMap((mark) => tick(mark, 0, 18))]);
}

/** How much is filled: a plain bar without marks. */
export function progressBar(done, all, said) {
  const share = all ? (100 * done) / all : 0;
  return drawing("area-bar", 12, said, measure({ share, level: 3, previous: null }, 0, 12));
}

/** The progress ring of a visit: six sides for six areas, each filled by its [done, all]. */
export function hexagon(shares, said, size) {
  const sides = shares.flatMap(([done, all], side) => {
    const [start, end] = [between(CORNERS[side], CORNERS[side + 1], 0.12), between(CORNERS[side], CORNERS[side + 1], 0.88)];
    const filled = done && all ? [stroke(start, between(start, end, done / all), "side-done")] : [];
    return [stroke(start, end, "side"), ...filled];
  });
  const [done, all] = [0, 1].map((place) => shares.reduce((sum, share) => sum + share[place], 0));
  const text = draw("text", { x: "50%", y: 56.5, "text-anchor": "middle", class: "chart-center" }, `${done}/${all}`);
  return draw("svg", { class: "hexagon", viewBox: "0 0 100 100", width: size, height: size, role: "img", "aria-label": said }, sides, text);
}

const between = (a, b, share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];

const stroke = (a, b, paint) =>
  draw("path", { d: `M${a.map((at) => at.toFixed(1)).join(" ")}L${b.map((at) => at.toFixed(1)).join(" ")}`, class: `chart-${paint}` });
