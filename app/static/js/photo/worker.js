/** The darkroom: shrinks photos away from the page. A page that has no canvas for workers runs it by itself. */

import { develop } from "./shrink.js";

if (typeof document === "undefined") {
  self.onmessage = async ({ data: { bytes, type, how } }) => {
    const made = await develop(bytes, type, how);
    self.postMessage(made, [made.bytes, made.thumb].filter(Boolean));
  };
} else {
  globalThis.siapDevelop = develop;
}
