/** A visit's summary as the phone knows it: progress, gaps, disagreements and the score so far. */

import { find } from "../lib/dom.js";

find("[data-summary-of]").dataset.ready = "";
