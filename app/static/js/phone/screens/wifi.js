/** The box 'Wi-Fi only', and what it means in this browser. */

import { find } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { isWifiOnly, knowsConnection, setWifiOnly } from "../diet.js";

/** Tie the box below `root` to the setting of this phone; returns a function that shows how it stands. */
export function wireWifiOnly(root, photos, changed) {
  const box = find("[data-wifi-only]", root);
  const show = () => {
    box.checked = isWifiOnly();
    const isWaiting = photos.isWaitingForWifi;
    find("[data-wifi-told]", root).textContent = say(isWaiting && !knowsConnection() ? "wifi_by_hand" : isWaiting ? "wifi_waiting" : "wifi_told");
  };
  box.addEventListener("change", () => {
    setWifiOnly(box.checked);
    show();
    changed();
  });
  return show;
}
