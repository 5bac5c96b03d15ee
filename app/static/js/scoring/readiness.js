/** What an answer means for a station. Rule: docs/scoring.md, "Findings proposed". */

import { FULL, NOTHING } from "./fraction.js";
import { points } from "./scoring.js";

/** The finding that an answer proposes: serious for a critical item below full, moderate for no points, else null. */
export function proposal(item, answer) {
  const earned = answer ? points(item, answer) : null;
  if (earned === null) return null;
  if (item.critical && earned.compare(FULL) < 0) return "serious";
  return earned.compare(NOTHING) === 0 ? "moderate" : null;
}
