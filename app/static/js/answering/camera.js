/**
 * The camera with the photo before lying over it, half transparent; where the browser gives none, the phone's own camera
 * by a file field, with the photo before on the page above it.
 */

import { find } from "../lib/dom.js";
import { say } from "../lib/words.js";

const WIDTH = 2048; // pixels that are asked for; a camera gives what it can
const QUALITY = 0.88;
const HAS_PICTURE = 2; // a video's state from which on there is something to draw

export class Camera {
  #sheet = find("[data-camera-sheet]");
  #video = find("[data-video]", this.#sheet);
  #ghost = find("[data-ghost]", this.#sheet);
  #told = find("[data-camera-told]", this.#sheet);
  #stream = null;
  #isRefused = false;

  /** `before` gives the address of the photo before, or ""; `took` is called with a file, `told` with what a person must know. */
  constructor({ before, took, told }) {
    Object.assign(this, { before, took, told });
    find("[data-shutter]", this.#sheet).addEventListener("click", () => this.#shoot());
    find("[data-camera-close]", this.#sheet).addEventListener("click", () => this.#sheet.close());
    find("[data-camera-file]", this.#sheet).addEventListener("click", () => {
      this.#sheet.close();
      find("[data-gallery]").click();
    });
    this.#sheet.addEventListener("close", () => this.#end());
    const strength = find("[data-ghost-strength]", this.#sheet);
    strength.addEventListener("input", () => (this.#ghost.style.opacity = String(strength.value / 100)));
    for (const field of [find("[data-file]"), find("[data-gallery]")]) {
      field.addEventListener("change", () => {
        const [file] = field.files;
        if (file) this.took(file);
        field.value = "";
      });
    }
    document.addEventListener("visibilitychange", () => document.hidden && this.#sheet.open && this.#sheet.close());
  }

  /** Take a photo: in the page where the browser allows it, else with the phone's own camera. */
  async open() {
    if (this.#isRefused || !navigator.mediaDevices?.getUserMedia || (await isDenied())) return find("[data-file]").click();
    try {
      const video = { facingMode: "environment", width: { ideal: WIDTH }, height: { ideal: (WIDTH * 3) / 4 } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      console.warn(error);
      this.#isRefused = true;
      if (navigator.userActivation?.isActive) return find("[data-file]").click();
      return this.told(say("camera_refused"));
    }
    this.#video.srcObject = this.#stream;
    const address = this.before();
    this.#ghost.hidden = !address;
    find("[data-ghost-tools]", this.#sheet).hidden = !address;
    if (address) this.#ghost.src = address;
    this.#sheet.showModal();
    await this.#video.play();
    this.#told.textContent = say("camera_ready");
    return find("[data-shutter]", this.#sheet).focus();
  }

  async #shoot() {
    if (this.#video.readyState < HAS_PICTURE) await new Promise((resolve) => this.#video.addEventListener("loadeddata", resolve, { once: true }));
    const { videoWidth: width, videoHeight: height } = this.#video;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(this.#video, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    this.#sheet.close();
    this.took(new File([blob], "foto.jpg", { type: "image/jpeg" }));
  }

  #end() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }
}

/** Whether the browser was told before never to give the camera: then asking only costs a tap. */
const isDenied = async () => (await navigator.permissions?.query({ name: "camera" }).catch(() => null))?.state === "denied";
