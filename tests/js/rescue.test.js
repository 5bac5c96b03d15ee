import assert from "node:assert/strict";
import { test } from "node:test";

import { build, pictureOf, read } from "../../app/static/js/rescue/format.js";

const raw = (eid, more = {}) => JSON.stringify({ eid, dev: "d1", n: 1, visit: "v1", cell: "A01.answer", op: "set", val: "Ya", base: [], by: "anggota1", ...more });
const picture = Uint8Array.from({ length: 100_000 }, (_, position) => (position * 7 + (position >> 8)) % 256).buffer;

function page(photos = ["p1"]) {
  const item = { title: "A01 <b>Papan</b>", lines: ["Jawaban: Ya", "Catatan: </pre><script>alert(1)</script>"], photos };
  return { language: "id", title: "Berkas penyelamat", intro: ["Milik Anna"], visits: [{ title: "Polsek Senori", facts: ["1 perubahan"], items: [item] }] };
}

function content(more = {}) {
  const files = [{ key: "p1/send", type: "image/jpeg" }];
  return {
    person: "anggota1",
    name: "Aipda Anna",
    made_at: 1,
    events: [
      { raw: raw("e1"), state: "new", why: "" },
      { raw: raw("e2", { val: "</pre><!-- \u2028 & ü" }), state: "held", why: "late" },
    ],
    drafts: [{ visit: "v1", cell: "A02.note", value: "setengah", base: [] }],
    photos: [{ record: { uid: "p1", item: "A01", state: "ready", sha: "x" }, files }],
    ...more,
  };
}

const made = async (said = content(), shown = page()) => new Blob(await build(shown, said, async () => picture));
const changed = async (blob, change) => new Blob([change(await blob.text())]);
const refused = (code) => (error) => error.code === code;

test("what is written is read back, byte for byte", async () => {
  const file = await made();
  const found = await read(file);
  assert.deepEqual(found.events.map((event) => event.raw), content().events.map((event) => event.raw));
  assert.deepEqual(found.drafts, content().drafts);
  assert.equal(found.person, "anggota1");
  assert.deepEqual(new Uint8Array(await pictureOf(file, found.photos[0].files[0])), new Uint8Array(picture));
});

test("any browser shows it: pictures stand in the page, and nothing in it runs", async () => {
  const text = await (await made()).text();
  assert.match(text, /^<!doctype html>/);
  assert.match(text, /<h3>A01 &#60;b&#62;Papan/);
  assert.match(text, /<img alt="" src="data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}">/);
  assert.match(text, /Content-Security-Policy" content="default-src 'none'/);
  assert.doesNotMatch(text, /<script/i);
  assert.equal(text.match(/<\/pre>/g).length, 1);
});

test("a picture that browsers do not show can be saved from the page", async () => {
  const said = content();
  said.photos[0].files[0].type = "image/heic";
  assert.match(await (await made(said)).text(), /<a download href="data:image\/heic;base64,/);
});

test("a file that lost its end, or one letter anywhere that counts, is damaged", async () => {
  const file = await made();
  const text = await file.text();
  const [inPicture, inEvent] = [text.indexOf("base64,") + 5000, text.lastIndexOf("anggota1")];
  const flip = (at) => (whole) => whole.slice(0, at) + (whole[at] === "A" ? "B" : "A") + whole.slice(at + 1);
  for (const change of [(whole) => whole.slice(0, -1000), (whole) => whole.slice(0, 900), flip(inPicture), flip(inEvent), (whole) => whole.replace(/"size":\d+/, '"size":5')]) {
    await assert.rejects(async () => read(await changed(file, change)), refused("damaged"));
  }
});

test("a file that is none of ours is foreign, and one of a later SIAP newer", async () => {
  await assert.rejects(read(new Blob(["<!doctype html><p>Halo"])), refused("foreign"));
  await assert.rejects(read(new Blob([])), refused("foreign"));
  const later = await changed(await made(), (text) => text.replace("<!-- siap-rescue 1 ", "<!-- siap-rescue 2 "));
  await assert.rejects(read(later), refused("newer"));
});

test("a photo that was sent already makes the file damaged", async () => {
  const photos = [{ record: { uid: "p1", item: "A01", state: "done" }, files: [] }];
  await assert.rejects(async () => read(await made(content({ photos }))), refused("damaged"));
});

test("an event under another name, or that was sent already, makes the file damaged", async () => {
  for (const event of [{ raw: raw("e1", { by: "anggota2" }), state: "new" }, { raw: raw("e1"), state: "sent" }, { raw: "no JSON", state: "new" }]) {
    await assert.rejects(async () => read(await made(content({ events: [event] }))), refused("damaged"));
  }
});

test("a picture that no item shows is there all the same", async () => {
  const file = await made(content(), page([]));
  const [photo] = (await read(file)).photos;
  assert.equal((await pictureOf(file, photo.files[0])).byteLength, picture.byteLength);
});

test("pictures are asked for one after the other", async () => {
  let [open, most] = [0, 0];
  const records = Array.from({ length: 5 }, (_, n) => ({ record: { uid: `p${n}`, item: "A01" }, files: [{ key: `p${n}/send`, type: "image/jpeg" }] }));
  await build(page(records.map(({ record }) => record.uid)), content({ photos: records }), async () => {
    open += 1;
    most = Math.max(most, open);
    await null;
    open -= 1;
    return picture;
  });
  assert.equal(most, 1);
});
