import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Server } from "../../app/static/js/phone/server.js";

const original = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = original;
});

const json = (body, status = 200, headers = {}) => new Response(JSON.stringify({ proto: "fieldsync/1", ...body }), { status, headers });

/** Answer each request with the next of these; records what was asked. */
function answering(...answers) {
  const asked = [];
  globalThis.fetch = async (url, options) => {
    asked.push({ url, ...options });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return asked;
}

const kindOf = async (promise) => {
  try {
    await promise;
    return "none";
  } catch (error) {
    return error.kind;
  }
};

test("a portal's page with status 200 is no success", async () => {
  answering(new Response("<html>Selamat datang di WiFi</html>", { status: 200 }));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "portal");
  answering(new Response("", { status: 200 }));
  assert.equal(await kindOf(new Server().offerPhoto("ab", 3, "image/jpeg")), "portal");
});

test("no answer, a broken server and an ended session are told apart", async () => {
  answering(new TypeError("Failed to fetch"));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "network");
  answering(new Response("Bad gateway", { status: 502 }));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "server");
  answering(json({ error: "sign_in" }, 401));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "sign-in");
  answering(json({ error: "sign_in" }, 401));
  assert.equal(await kindOf(new Server().push({ events: [] })), "sign-in", "no refusal of what was sent");
  answering(json({ error: "not_found", message: "?" }, 404));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "not-ours");
});

test("half an answer is none, and a request that is given up neither", async () => {
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"proto":"fields'));
      controller.error(new TypeError("terminated"));
    },
  });
  answering(new Response(half, { status: 200 }));
  assert.equal(await kindOf(new Server().pull("v1", 0)), "network");
  const server = new Server();
  globalThis.fetch = (_url, { signal }) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  for (const log of [null, { asked: async () => ({ size: 0 }), hear: async () => {} }]) {
    server.log = log;
    const asked = server.pull("v1", 0);
    server.abandon();
    assert.equal(await kindOf(asked), "network");
  }
});

test("a wait may be asked for by somebody in between, in seconds or as a date", async () => {
  const date = "Sun, 22 Nov 2026 05:00:00 GMT";
  for (const [asked, wait] of [["30", 30], ["Sun, 22 Nov 2026 05:02:00 GMT", 120], ["", 0], ["soon", 0], ["-5", 0]]) {
    answering(new Response("busy", { status: 503, headers: { "Retry-After": asked, Date: date } }));
    await assert.rejects(new Server().pull("v1", 0), (error) => error.kind === "server" && error.retryAfter === wait, asked);
  }
});

test("a new token of another person sends nothing", async () => {
  const asked = answering(json({ user: "ketua", csrf: "old" }), json({ error: "csrf" }, 400), json({ user: "anggota1", csrf: "x" }));
  const server = new Server();
  await server.session();
  assert.equal(await kindOf(server.push({ events: [] })), "sign-in");
  assert.equal(asked.length, 3);
});

test("a busy server says how long to wait", async () => {
  answering(json({ error: "too_many" }, 429, { "Retry-After": "30" }));
  await assert.rejects(new Server().pull("v1", 0), (error) => error.retryAfter === 30);
});

test("an old token is renewed and the same batch goes again", async () => {
  const asked = answering(json({ error: "csrf" }, 400), json({ user: "ketua", csrf: "fresh" }), json({ results: [] }));
  const { status } = await new Server().push({ events: ["{}"] });
  assert.equal(status, 200);
  assert.deepEqual(asked.map((one) => one.url), ["/api/push", "/api/session", "/api/push"]);
  assert.equal(asked[2].headers["X-CSRFToken"], "fresh");
  assert.equal(asked[2].body, asked[0].body);
});

test("an old token holds no photo back either", async () => {
  const mark = { "X-Fieldsync": "fieldsync/1" };
  const done = { ...mark, "Upload-Offset": "3", "Upload-Complete": "?1", "Repr-Digest": "sha-256=:x:" };
  const asked = answering(json({ error: "csrf" }, 400), json({ user: "ketua", csrf: "fresh" }), new Response("", { headers: done }));
  const answer = await new Server().offerPhoto("ab", 3, "image/jpeg");
  assert.equal(answer.complete, true);
  assert.equal(asked.length, 3);
});

test("what is said of a photo is read: how far it is, or why it is refused", async () => {
  const mark = { "X-Fieldsync": "fieldsync/1" };
  answering(new Response("", { headers: { ...mark, "Upload-Offset": "65536", "Upload-Complete": "?0" } }));
  assert.deepEqual(await new Server().sendPiece("ab", 0, new ArrayBuffer(1), "x"), { status: 200, offset: 65536, complete: false, digest: "", why: "" });
  answering(json({ error: "not_a_photo", message: "Bukan foto." }, 422, mark));
  const refused = await new Server().offerPhoto("ab", 3, "image/jpeg");
  assert.equal(refused.why, "Bukan foto.");
  assert.ok(Number.isNaN(refused.offset));
});
