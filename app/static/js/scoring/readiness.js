/** What a score means for a station. Rule: docs/scoring.md, "Colour" and "Findings proposed". */

import { Fraction, FULL, NOTHING } from "./fraction.js";
import { points } from "./scoring.js";

/** Green, yellow or red by the areas; null when nothing applies or the instrument has no colours. */
export function colour({ checklist, nodes }, { openCritical }) {
  const percents = checklist.areas.map((area) => nodes[area.code].percent).filter((percent) => percent !== null);
  if (!checklist.colours || !percents.length) return null;
  const all = (mark) => percents.every((percent) => percent.compare(Fraction.of(mark)) >= 0);
  if (all(checklist.colours.green) && !openCritical) return "green";
  return all(checklist.colours.yellow) ? "yellow" : "red";
}

/** The finding that an answer proposes: serious for a critical item below full, moderate for no points, else null. */
export function proposal(item, answer) {
  const earned = answer ? points(item, answer) : null;
  if (earned === null) return null;
  if (item.critical && earned.compare(FULL) < 0) return "serious";
  return earned.compare(NOTHING) === 0 ? "moderate" : null;
}
