/** The screen of an answer: shows what the phone keeps of it, and hands on what a person does. */

import { find, findAll } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { Camera } from "./camera.js";

const SHORTEST = 10;
const TYPED = 300; // milliseconds after a keystroke until it is on disk
const FAULTS = ["offline", "network", "portal", "failed", "server"];

export class Screen {
  #page;
  #replies;
  #shown = ""; // the uid of the photo that is shown
  #trouble = ""; // what could not be kept
  #typing = null;

  /** `about` names the reply that the first change begins; `send` is called when a person sends. */
  constructor(page, replies, { about, before, send }) {
    this.#page = page;
    this.#replies = replies;
    Object.assign(this, { about, send, reply: null, status: { state: "idle" } });
    this.camera = new Camera({ before, took: (file) => this.#take(file), told: (text) => this.tell(text) });
    this.bar = find("[data-bar]");
    find("[data-camera]").addEventListener("click", () => this.camera.open());
    find("[data-send]").addEventListener("click", () => this.#send());
    find("[data-drop]", page).addEventListener("click", () => this.#keep(() => replies.dropPhotos(this.about)));
    for (const field of this.#fields()) field.addEventListener("input", () => this.#type());
    addEventListener("pagehide", () => this.flush());
  }

  /** Show what the phone keeps when the page opens; what somebody typed before this script was there stands above it. */
  open(reply) {
    const { text, without_photo } = this.#typed();
    if (reply && !text && !without_photo) this.#fill(reply);
    this.show(reply);
    if (text || without_photo) this.#type();
  }

  /** Show a reply, or null for none yet, and how sending stands. */
  show(reply, status = this.status) {
    Object.assign(this, { reply, status });
    if (reply) this.about = { ...this.about, eid: reply.eid };
    this.#showPhoto(reply?.photos[0]);
    this.#showState();
  }

  /** One line above the buttons. */
  tell(text, kind = "") {
    const line = find("[data-state]");
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
    line.dataset.kind = kind;
  }

  /** What is being typed goes to disk; resolves once it is there. */
  async flush() {
    clearTimeout(this.#typing);
    if (this.#typing === null) return;
    this.#typing = null;
    await this.#keep(() => this.#replies.keep(this.about, this.#typed()));
  }

  #fields() {
    return findAll("textarea, input[name=stance]", this.#page);
  }

  #typed() {
    const value = (name) => find(`[name=${name}]`, this.#page)?.value ?? "";
    return { text: value("text"), without_photo: value("without_photo"), stance: find("[name=stance]:checked", this.#page)?.value ?? "agree" };
  }

  #fill({ text, without_photo, stance }) {
    find("[name=text]", this.#page).value = text;
    find("[name=without_photo]", this.#page).value = without_photo;
    const chosen = find(`[name=stance][value=${stance}]`, this.#page);
    if (chosen) chosen.checked = true;
    if (text || without_photo) find("[data-words]", this.#page).open = true;
  }

  #type() {
    if (this.#typed().stance === "object") find("[data-words]", this.#page).open = true;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.flush(), TYPED);
    this.#showState();
  }

  #take(file) {
    return this.#keep(async () => {
      await this.#replies.addPhoto(this.about, file);
      this.tell(say("camera_shot"));
    });
  }

  async #keep(work) {
    try {
      this.#trouble = "";
      await work();
    } catch (error) {
      if (error.code !== "no_picture" && error.code !== "too_large") console.warn(error);
      this.#trouble = say(error.name === "QuotaExceededError" ? "reply_full" : `reply_${error.code ?? "full"}`);
    }
    this.show(await this.#replies.find(this.about.finding).catch(() => this.reply));
  }

  async #send() {
    if (!this.#isEnough()) return this.tell(say("reply_needed"), "bad");
    this.#typing ??= 0;
    await this.flush();
    await this.#keep(() => this.#replies.keep(this.about, { phase: "waiting", why: "", action: this.about.action, steps: this.about.steps }));
    return this.#trouble ? undefined : this.send();
  }

  /** As the server judges it: a photo alone is enough, an objection needs words. */
  #isEnough() {
    const { text, without_photo, stance } = this.#typed();
    const hasPhoto = Boolean(this.reply?.photos.length);
    if (stance === "object") return text.trim().length >= SHORTEST;
    return hasPhoto || (text.trim().length >= SHORTEST && without_photo.trim().length >= SHORTEST);
  }

  async #showPhoto(photo) {
    const after = find("[data-after]", this.#page);
    after.hidden = !photo;
    find("[data-photos]", this.#page).toggleAttribute("data-pair", Boolean(photo));
    find("[data-shot-tools]", this.#page).hidden = !photo || this.reply.phase === "sent";
    find("[data-camera-text]").textContent = say(photo ? "camera_again" : "camera_take");
    const id = photo ? photo.uid : "";
    if (photo) find("[data-shot-size]", this.#page).textContent = fileSize(photo.size);
    if (id === this.#shown) return;
    this.#shown = id;
    const picture = photo && (await this.#replies.picture(photo));
    const image = find("[data-shot]", this.#page);
    if (image.src) URL.revokeObjectURL(image.src);
    if (picture) image.src = URL.createObjectURL(picture);
    else image.removeAttribute("src");
  }

  #showState() {
    const { reply } = this;
    const phase = reply?.phase ?? "";
    const isSent = phase === "sent";
    const isGoing = phase === "waiting";
    const isNews = this.#page.dataset.phase !== phase;
    this.#page.dataset.phase = phase;
    find("[data-refused]", this.#page).hidden = phase !== "refused";
    if (phase === "refused") find("[data-refused-text]", this.#page).textContent = say("reply_refused", { why: reply.why === "gone" ? say("reply_gone") : reply.why });
    if (phase === "refused" && isNews) find("[data-refused]", this.#page).scrollIntoView({ block: "center" });
    for (const field of this.#fields()) field.disabled = isSent;
    for (const button of [find("[data-camera]"), find("[data-send]")]) button.hidden = isSent;
    const done = find("[data-done]"); // there with an account alone
    if (done) done.hidden = !isSent;
    find("[data-camera]").disabled = isSent || isGoing;
    find("[data-camera]").classList.toggle("button--primary", !reply?.photos.length && !isSent);
    const send = find("[data-send]");
    send.disabled = isSent || isGoing || !this.#isEnough();
    send.classList.toggle("button--primary", !send.disabled);
    find("[data-send-text]").textContent = say(phase === "refused" ? "reply_again" : "reply_send");
    if (this.#trouble) return this.tell(this.#trouble, "bad");
    return this.tell(...this.#line(phase));
  }

  #line(phase) {
    const { state } = this.status;
    if (phase === "sent") return [say("reply_sent"), "good"];
    if (phase === "typing") return [say("reply_typing"), ""];
    if (phase !== "waiting") return ["", ""];
    if (state === "sign-in") return [say("reply_sign_in"), "warn"];
    if (FAULTS.includes(state)) return [say("reply_kept_why", { why: say(`fault_${state}`) }), "warn"];
    const share = this.#replies.progress.get(this.reply.photos[0]?.uid);
    return [state === "sending" || share !== undefined ? say("reply_sending", { percent: Math.round((share ?? 0) * 100) }) : say("reply_waiting"), ""];
  }
}
