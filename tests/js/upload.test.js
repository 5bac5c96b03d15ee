import assert from "node:assert/strict";
import { test } from "node:test";

import { base64, fromHex, sha256 } from "../../app/static/js/lib/bytes.js";
import { Trouble } from "../../app/static/js/phone/outbox.js";
import { Upload } from "../../app/static/js/phone/upload.js";

const SIZE = 700_000;
const bytes = new Uint8Array(SIZE).map((_, position) => position % 251).buffer;
const sha = await sha256(bytes);
const digest = `sha-256=:${base64(fromHex(sha))}:`;
const photo = (uid, more = {}) => ({ uid, sha, size: SIZE, type: "image/jpeg", state: "ready", has_thumb: true, ...more });

/** A phone's photos in memory. */
class Shelf {
  photos = new Map();
  held = bytes;

  constructor(...photos) {
    for (const one of photos) this.photos.set(one.uid, one);
  }

  put = async (one) => this.photos.set(one.uid, one);
  bytes = async () => this.held;
  thumb = async () => new ArrayBuffer(9);
  report = () => {};
  states = () => [...this.photos.values()].map(({ state }) => state).join();
  all = () => [...this.photos.values()];
}

/** A server that keeps what comes, until a test says otherwise. */
class Shop {
  got = 0;
  pieces = [];
  previews = [];

  told = (status = 200, why = "") => ({ status, why, offset: this.got, complete: this.got === SIZE, digest });
  offerPhoto = async () => this.told();

  sendPiece = async (_sha, offset, piece) => {
    if (offset !== this.got) return this.told(409);
    this.pieces.push(piece.byteLength);
    this.got += piece.byteLength;
    return this.told();
  };

  sendPreview = async (name) => {
    this.previews.push(name);
    return { status: 200 };
  };
}

const send = (shelf, shop) => new Upload(shelf).pictures(shop, shelf.all(), async () => {});

test("a photo is done once the server has said its hash, and goes on where the server stands", async () => {
  const [shelf, shop] = [new Shelf(photo("p1")), new Shop()];
  shop.got = 100_000;
  await send(shelf, shop);
  assert.deepEqual([shelf.states(), shop.pieces], ["done", [262_144, 262_144, 75_712]]);
});

test("a receipt for other bytes is none", async () => {
  const [shelf, shop] = [new Shelf(photo("p1")), new Shop()];
  shop.told = () => ({ status: 200, offset: SIZE, complete: true, digest: "sha-256=:AAAA:" });
  await assert.rejects(send(shelf, shop), (error) => error.kind === "receipt");
  assert.equal(shelf.photos.get("p1").why, "receipt");
  assert.equal(shelf.states(), "ready");
});

test("bytes that arrive wrong three times are held, and the next photo goes on", async () => {
  const [shelf, shop] = [new Shelf(photo("p1"), photo("p2")), new Shop()];
  let wrong = 0;
  const sendPiece = shop.sendPiece;
  shop.sendPiece = async (...all) => {
    const answer = await sendPiece(...all);
    if (!answer.complete || wrong >= 3) return answer;
    wrong += 1;
    shop.got = 0;
    return shop.told(422, "changed on its way");
  };
  await send(shelf, shop);
  assert.equal(shelf.states(), "held,done");
  assert.equal(shelf.photos.get("p1").why, "changed on its way");
});

test("a photo whose bytes are gone is held as gone, unless the server has it", async () => {
  const [shelf, shop] = [new Shelf(photo("p1")), new Shop()];
  shelf.held = undefined;
  await send(shelf, shop);
  assert.deepEqual([shelf.states(), shelf.photos.get("p1").why], ["held", "gone"]);
  shelf.photos.set("p1", photo("p1"));
  shop.got = SIZE;
  await send(shelf, shop);
  assert.equal(shelf.states(), "done");
});

test("a fault at one photo does not stop the others; a fault of the line ends the round", async () => {
  for (const [kind, states] of [["server", "ready,done"], ["network", "ready,ready"]]) {
    const [shelf, shop] = [new Shelf(photo("p1"), photo("p2")), new Shop()];
    let isFirst = true;
    shop.offerPhoto = async () => {
      if (!isFirst) return shop.told();
      isFirst = false;
      throw new Trouble(kind);
    };
    await assert.rejects(send(shelf, shop), (error) => error.kind === kind);
    assert.equal(shelf.states(), states);
    const { why, tries, tried_at: at } = shelf.photos.get("p1");
    assert.deepEqual([why, tries, at > 0], [kind, 1, true]);
  }
});

test("a cut quarters the pieces", async () => {
  const [shelf, shop] = [new Shelf(photo("p1")), new Shop()];
  const { sendPiece } = shop;
  shop.sendPiece = async () => { throw new Trouble("network"); };
  const upload = new Upload(shelf);
  await assert.rejects(upload.pictures(shop, shelf.all(), async () => {}));
  shop.sendPiece = sendPiece;
  await upload.pictures(shop, shelf.all(), async () => {});
  assert.equal(shop.pieces[0], 65_536);
});

test("previews of all that waits go first, once each, and never stop the pictures", async () => {
  const [shelf, shop] = [new Shelf(photo("p1"), photo("p2", { previewed: true }), photo("p3", { size: 9000 }), photo("p4", { has_thumb: false })), new Shop()];
  const upload = new Upload(shelf);
  const preview = () => upload.previews(shop, shelf.all(), async () => {});
  const answers = [async () => { throw new Trouble("server"); }, async () => ({ status: 429 }), async () => ({ status: 404 })];
  for (const answer of answers) {
    shop.sendPreview = answer;
    await preview();
    assert.ok(!shelf.photos.get("p1").previewed);
  }
  shop.sendPreview = async (name) => ({ status: shop.previews.push(name) ? 200 : 0 });
  await preview();
  await preview();
  assert.equal(shop.previews.length, 1);
});
