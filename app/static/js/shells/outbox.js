/** The outbox, `/phone/outbox`: everything that only this phone has, and when it was last tried. */

import { find } from "../lib/dom.js";

find("[data-outbox]").dataset.ready = "";
