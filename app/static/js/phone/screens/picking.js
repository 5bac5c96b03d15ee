/** Taking photos in: from the camera, one after the other with one tap each, or many from the gallery. */

import { find, findAll, toast } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { Unfit } from "../photos.js";
import { followPlace, placeNow, watchPlace } from "../place.js";

const TOLD = 8000; // milliseconds
const PATIENCE = 700; // milliseconds; browsers open a camera only soon after the tap

export class Picking {
  #app;

  constructor(app) {
    this.#app = app;
    followPlace();
    for (const input of findAll("[data-picker]")) input.addEventListener("change", () => this.#keep(input));
  }

  /** Open the camera or the gallery for an item, or for a finding at it; what is typed goes to disk first, because a camera may end the page. */
  async take(item, source, finding = "") {
    watchPlace();
    const { notebook, typing } = this.#app;
    if (notebook.drafts.size) await Promise.race([typing.flushAll().catch(console.error), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    const input = find(`[data-picker=${source}]`);
    Object.assign(input.dataset, { for: item, finding });
    input.click();
  }

  /** One picture after the other: several at once would not fit into a small phone's memory. */
  async #keep(input) {
    const files = [...input.files];
    const { for: item, picker: source, finding } = input.dataset;
    input.value = "";
    const place = source === "camera" ? placeNow() : null;
    const asIs = find(`[data-item="${CSS.escape(item)}"]`).hasAttribute("data-original");
    const refused = [];
    for (const [position, file] of files.entries()) {
      if (files.length > 1) toast(say("photos_keeping", { number: position + 1, all: files.length }), null, 60_000);
      await this.#app.photos.add(item, file, { source, place, asIs, finding }).catch((error) => refused.push([file, error]));
    }
    this.#app.screen.touched(item);
    this.#tell(item, source, files.length - refused.length, finding);
    if (refused.length) this.#refuse(refused, item);
  }

  #tell(item, source, kept, finding) {
    if (!kept) return find(".toast")?.remove();
    const count = this.#app.photos.count(item);
    const again = { text: say("photo_again"), run: () => this.take(item, "camera", finding) };
    if (source === "camera") return toast(say("photo_kept", { code: item, count }), again, TOLD);
    return toast(say(source === "document" ? "documents_kept" : "photos_kept", { code: item, kept, count }), null, TOLD);
  }

  /** Say by name what is not on the phone now, and why. */
  #refuse(refused, item) {
    const fault = refused.find(([, error]) => !(error instanceof Unfit));
    if (fault) this.#app.fail(fault[1], say("outgoing_picture", { code: item }));
    const texts = refused.filter(([, error]) => error instanceof Unfit).map(([file, { code }]) => say(`photo_${code}`, { name: file.name }));
    if (texts.length) this.#app.alert(texts.join(" "));
  }
}
