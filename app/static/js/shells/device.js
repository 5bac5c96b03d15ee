/** The phone's front page, `/phone`: which visits are kept here, what waits, and what the phone can do about itself. */

import { find } from "../lib/dom.js";

find("[data-device]").dataset.ready = "";
