import assert from "node:assert/strict";
import { test } from "node:test";

import { isWifiOnly, mayPicturesGo, setWifiOnly } from "../../app/static/js/phone/diet.js";
import { bytesKey, dropConfirmed } from "../../app/static/js/phone/photo-space.js";
import { pictureType } from "../../app/static/js/phone/photos.js";
import { placeNow, watchPlace } from "../../app/static/js/phone/place.js";

const browser = { connection: undefined, geolocation: { watchPosition: (found) => (browser.found = found) } };
Object.defineProperty(globalThis, "navigator", { value: browser, configurable: true });
const settings = new Map();
globalThis.localStorage = { getItem: (key) => settings.get(key) ?? null, setItem: (key, value) => settings.set(key, value) };
globalThis.IDBKeyRange = { bound: ([first], [last]) => ({ has: (state) => state >= first && state <= last }) };

/** A request of IndexedDB that is answered a moment later. */
function answered(result) {
  const made = { result };
  queueMicrotask(() => made.onsuccess());
  return made;
}

/** The stores that hold photos, in memory. */
function phoneWith(photos, own = []) {
  const bytes = new Set(photos.map(bytesKey));
  const stores = {
    photos: { index: () => ({ getAll: (state) => answered(photos.filter((photo) => photo.state === state)) }), put: (photo) => photos.splice(photos.findIndex(({ uid }) => uid === photo.uid), 1, photo) },
    own: { index: () => ({ getAll: (range) => answered(own.filter((entry) => range.has(entry.state))) }) },
    bytes: { delete: (key) => bytes.delete(key) },
  };
  return { bytes, transact: async (_names, _mode, work) => work(stores) };
}

const photo = (uid, more = {}) => ({ uid, item: "A01", state: "done", size: 100, done_at: 1, key: "send", ...more });

test("room is made of what the server has, oldest first, and of nothing else", async () => {
  const phone = phoneWith(
    [photo("p1", { done_at: 3 }), photo("p2", { done_at: 2 }), photo("p3", { state: "ready" }), photo("p4", { state: "held" }), photo("p5", { state: "raw" }), photo("p6")],
    [{ cell: "A01.photo.p6", state: "new" }],
  );
  assert.equal(await dropConfirmed(phone, 50), 100);
  assert.deepEqual([...phone.bytes], ["p1/send", "p3/send", "p4/send", "p5/orig", "p6/send"]);
  assert.equal(await dropConfirmed(phone, 1000), 100);
  assert.deepEqual([...phone.bytes], ["p3/send", "p4/send", "p5/orig", "p6/send"]);
  assert.equal(await dropConfirmed(phone, 1000), 0);
});

test("a photo whose event was held is no room either, nor one confirmed too late", async () => {
  const phone = phoneWith([photo("p1"), photo("p2", { done_at: 9 })], [{ cell: "A01.photo.p1", state: "held" }]);
  assert.equal(await dropConfirmed(phone, 1000, 5), 0);
  assert.equal(phone.bytes.size, 2);
});

test("a picture or document is known by its first bytes", () => {
  const type = (text) => pictureType(Uint8Array.from([...text], (letter) => letter.charCodeAt(0)).buffer);
  const heic = "\0\0\0\x18ftyp";
  assert.deepEqual(["\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "RIFF1234WEBPVP8 ", `${heic}heic`, `${heic}mif1\0\0\0\0heic`, `${heic}avif`, "%PDF-1.7"].map(type), [
    "image/jpeg", "image/png", "image/webp", "image/heic", "image/heic", "image/avif", "application/pdf",
  ]);
  assert.deepEqual(["", "<svg", "GIF89a", `${heic}avis`, "RIFF1234WAVE"].map(type), ["", "", "", "", ""]);
});

test("pictures wait for Wi-Fi only where that was asked for, and where the browser cannot tell", () => {
  assert.deepEqual([isWifiOnly(), mayPicturesGo()], [false, true]);
  setWifiOnly(true);
  for (const [connection, may] of [[undefined, false], [{}, false], [{ type: "cellular" }, false], [{ type: "wifi" }, true], [{ type: "ethernet" }, true]]) {
    browser.connection = connection;
    assert.equal(mayPicturesGo(), may);
  }
  setWifiOnly(false);
  assert.equal(mayPicturesGo(), true);
});

test("a place carries its accuracy and age; zeros and old ones are none", () => {
  assert.equal(placeNow(), null);
  watchPlace();
  const fix = (latitude, longitude, age) => browser.found({ coords: { latitude, longitude, accuracy: 7.6 }, timestamp: Date.now() - age });
  fix(-6.9, 112.05, 31_000);
  assert.deepEqual(placeNow(), { lat: -6.9, lon: 112.05, acc: 8, age: 31 });
  fix(0, 109.3, 0); // the equator runs through Pontianak
  assert.equal(placeNow().lon, 109.3);
  fix(0, 0, 0);
  assert.equal(placeNow(), null);
  fix(-6.9, 112.05, 601_000);
  assert.equal(placeNow(), null);
});
