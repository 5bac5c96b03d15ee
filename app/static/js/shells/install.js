/** The hint to put the app on the home screen: one tap where the browser offers it, written steps elsewhere. */

import { find } from "../lib/dom.js";

const IPHONE = /iPhone|iPad|iPod/;
const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

let offered = null; // the browser's own offer, which comes when it likes
let told = () => {};
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
  told();
});

/** Show in `section` how this browser installs; nothing when it is installed, or is a desk computer without an offer. */
export function offerInstalling(section) {
  if (isInstalled()) return;
  const button = find("[data-install-now]", section);
  told = () => {
    section.hidden = false;
    button.hidden = false;
    for (const steps of section.querySelectorAll("[data-steps]")) steps.hidden = true;
  };
  if (offered) told();
  else if (navigator.userAgent.includes("Mobi")) {
    section.hidden = false;
    find(`[data-steps="${IPHONE.test(navigator.userAgent) ? "iphone" : "menu"}"]`, section).hidden = false;
  }
  button.addEventListener("click", async () => {
    await offered.prompt();
    const { outcome } = await offered.userChoice;
    section.hidden = outcome === "accepted";
  });
  addEventListener("appinstalled", () => (section.hidden = true));
}
