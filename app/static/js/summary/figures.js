/** A score as the summary shows it: the same words and the same depth of colour as on the server's pages. */

import { ruler, areaBar } from "../lib/drawing.js";
import { decimal } from "../lib/text.js";
import { say } from "../lib/words.js";
import { twoDecimals } from "../scoring/exact.js";
import { Fraction } from "../scoring/fraction.js";
import { TOTAL } from "../scoring/gates.js";

export const TOTAL_MARKS = [75, 85];
export const AREA_MARKS = [60, 75];
const STRONG_AREA = 85;
const NEAR_TOP = 5;
const SMALLEST_SHORTFALL = new Fraction(1n, 100n); // what is missing never reads as nothing

const reaches = (value, mark) => value.compare(Fraction.of(mark)) >= 0;

/** How deep the indigo is: 0 below the first mark, 3 at the second and above. */
function totalLevel(value) {
  const [first, second] = TOTAL_MARKS;
  return [first, second - NEAR_TOP, second].filter((mark) => reaches(value, mark)).length;
}

const areaLevel = (percent) => [...AREA_MARKS, STRONG_AREA].filter((mark) => reaches(percent, mark)).length;

/** A place on a scale of 100, near enough to draw at. */
const placeOf = (value) => Number((value.over * 10_000n) / value.under) / 10_000;

/** The ruler of a total (NodeScore or null) with the last visit's, { value, shown } or null. */
export function totalRuler(total, previous) {
  const facts = { label: say("score_label"), first: TOTAL_MARKS[0], second: TOTAL_MARKS[1] };
  return ruler(picture("chart_ruler", total?.value ?? null, total?.shown, totalLevel, previous, facts), TOTAL_MARKS);
}

/** An area's bar, in per cent. */
export function areaPicture(node, title, previous) {
  const facts = { name: title, first: AREA_MARKS[0], second: AREA_MARKS[1] };
  return areaBar(picture("chart_bar", node?.percent ?? null, node?.percentShown, areaLevel, previous, facts), AREA_MARKS);
}

function picture(name, value, shown, levelOf, previous, facts) {
  const said = value ? say(name, { ...facts, value: decimal(shown) }) : say(`${name}_unknown`, facts);
  return {
    share: value && placeOf(value),
    level: value && levelOf(value),
    previous: previous ? Number(previous.value) : null,
    said: previous ? `${said} ${say("chart_previous", { value: decimal(previous.shown) })}` : said,
  };
}

/** Each mark of the total: [{ name, short }], short is the text of the points below it, "" when the score is above. */
export function marksOf(result) {
  return Object.entries(result.gates).flatMap(([name, { gates }]) =>
    gates.filter(({ gate, shortfall }) => gate.on === TOTAL && shortfall).map(({ shortfall }) => ({ name, short: shortText(shortfall) })),
  );
}

function shortText(shortfall) {
  if (shortfall.over === 0n) return "";
  return decimal(twoDecimals(shortfall.compare(SMALLEST_SHORTFALL) < 0 ? SMALLEST_SHORTFALL : shortfall));
}
