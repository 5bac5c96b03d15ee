import assert from "node:assert/strict";
import { test } from "node:test";

import { Trouble } from "../../app/static/js/phone/outbox.js";
import { Sync } from "../../app/static/js/phone/sync.js";

const raw = (eid) => JSON.stringify({ eid, dev: "d1" });
const hashed = (text) => `hash of ${text}`;

/** A notebook in memory: what a phone holds, without its disk. */
class Memory {
  person = "anggota1";
  visit = "v1";
  skew = 0;
  photos = 0; // how many wait
  around = { areOthersAtIt: false };
  received = [];
  told = "0,0";

  constructor(...eids) {
    this.own = eids.map((eid) => ({ eid, raw: raw(eid), state: "new" }));
  }

  async waiting(most) {
    return this.own.filter((entry) => entry.state === "new").slice(0, most);
  }

  async left(batch) {
    const events = this.own.filter((entry) => entry.state === "new").length - batch.length;
    return { visits: { v1: { events, photos: this.photos } }, isNews: this.told !== `${events},${this.photos}` };
  }

  async keepReport({ visits: { v1 } }) {
    this.told = `${v1.events},${v1.photos}`;
  }

  async tried(at, why) {
    for (const entry of await this.waiting(500)) Object.assign(entry, { tried_at: at, tries: (entry.tries ?? 0) + 1, why });
  }

  async settle(marks) {
    for (const mark of marks) Object.assign(this.own.find((entry) => entry.eid === mark.eid), mark);
  }

  async cursor() {
    return this.received.length;
  }

  async device() {
    return "d1";
  }

  async keepSkew(skew) {
    this.skew = skew;
  }

  async receive({ events }) {
    this.received.push(...events);
  }

  async meetEpoch() {}

  get states() {
    return this.own.map((entry) => entry.state).join();
  }
}

const NOW = 1_795_323_600_000;
const accept = (texts) =>
  texts.map((text, position) => ({ eid: JSON.parse(text).eid, st: "ok", seq: position + 1, h: hashed(text) }));

/** A server that behaves, until a test says otherwise; counts what it is asked. */
const honest = () => {
  const server = {
    asked: [],
    session: async () => {
      server.asked.push("session");
      return { user: "anggota1", epoch: "e1", server_time: new Date(NOW).toISOString() };
    },
    push: async ({ events, left }) => {
      server.asked.push(`push ${events.length}`);
      server.left = left;
      return { status: 200, body: { epoch: "e1", results: accept(events) } };
    },
    pull: async () => {
      server.asked.push("pull");
      return { events: [], next: 0, more: false, state: "open", epoch: "e1" };
    },
    abandon: () => server.asked.push("abandon"),
  };
  return server;
};

function syncOf(notebook, server, more = {}) {
  const timer = { waits: [], set: (_work, milliseconds) => timer.waits.push(milliseconds), clear: () => {} };
  const sync = new Sync({
    notebook,
    server,
    timer,
    photos: { sendAll: async () => {} },
    hash: async (text) => hashed(text),
    lock: (work) => work(),
    clock: () => NOW,
    ticks: () => 0,
    signedIn: () => true,
    visible: () => true,
    used: () => true,
    changed: () => {},
    ...more,
  });
  return { sync, timer };
}

test("a round sends what waits and ends as sent", async () => {
  const notebook = new Memory("a", "b");
  const { sync, timer } = syncOf(notebook, honest());
  assert.equal((await sync.round()).state, "sent");
  assert.equal(notebook.states, "sent,sent");
  assert.deepEqual(timer.waits, [4000]);
});

test("a whole visit of 113 answers takes three requests", async () => {
  const notebook = new Memory(...Array.from({ length: 113 }, (_, n) => `e${n}`));
  const server = honest();
  const { sync } = syncOf(notebook, server);
  await sync.round();
  assert.deepEqual(server.asked, ["session", "push 113", "pull"]);
  assert.deepEqual(server.left, { v1: { events: 0, photos: 0 } });
  await sync.round();
  assert.deepEqual(server.asked.slice(3), ["pull"], "the next round only asks what is new");
});

test("the server hears when what is left on the phone changes, and only then", async () => {
  const notebook = new Memory();
  notebook.photos = 2;
  const server = honest();
  const photos = { sendAll: async () => (notebook.photos = 0) };
  const { sync } = syncOf(notebook, server, { photos });
  await sync.round();
  assert.deepEqual(server.asked, ["session", "push 0", "pull", "push 0"]);
  assert.deepEqual(server.left, { v1: { events: 0, photos: 0 } });
});

test("one receipt that makes no sense stops neither the others nor the photos", async () => {
  for (const wrong of [{ eid: "b", st: "ok", h: "forged" }, { eid: "other", st: "ok" }, { eid: "b", st: "new kind" }, null]) {
    const notebook = new Memory("a", "b", "c");
    const sent = [];
    const push = async ({ events }) => ({
      status: 200,
      body: { results: accept(events).map((receipt) => (receipt.eid === "b" ? wrong : receipt)) },
    });
    const photos = { sendAll: async () => sent.push("photos") };
    const { sync } = syncOf(notebook, { ...honest(), push }, { photos });
    assert.equal((await sync.round()).state, "failed");
    assert.equal(notebook.states, "sent,new,sent");
    assert.deepEqual(sent, ["photos"]);
    const { tries, tried_at: at, why } = notebook.own[1];
    assert.deepEqual([tries, at, why], [1, NOW, "receipt"]);
  }
});

test("receipts that are missing leave everything waiting", async () => {
  for (const results of [undefined, [], "x", { 0: 1 }]) {
    const notebook = new Memory("a", "b");
    const push = async () => ({ status: 200, body: { results } });
    assert.equal((await syncOf(notebook, { ...honest(), push }).sync.round()).state, "failed");
    assert.equal(notebook.states, "new,new");
  }
});

test("a server that refuses even an empty batch holds nothing back", async () => {
  const notebook = new Memory("a", "b");
  const push = async () => ({ status: 400, body: { error: "envelope" } });
  assert.equal((await syncOf(notebook, { ...honest(), push }).sync.round()).state, "failed");
  assert.equal(notebook.states, "new,new");
});

test("a batch that does not get through is smaller the next time, and grows again", async () => {
  const notebook = new Memory(...Array.from({ length: 150 }, (_, n) => `e${n}`));
  const server = honest();
  const good = server.push;
  const push = async (envelope) => {
    if (envelope.events.length > 40) throw new Trouble("network");
    return good(envelope);
  };
  const { sync } = syncOf(notebook, { ...server, push });
  for (let round = 0; round < 4; round += 1) await sync.round();
  assert.ok(!notebook.states.includes("new"), notebook.states);
});

test("somebody who left the team still sends what they wrote, and is told", async () => {
  const notebook = new Memory("a");
  const sent = [];
  const pull = async () => {
    throw new Trouble("not-ours", "Bukan anggota");
  };
  const photos = { sendAll: async () => sent.push("photos") };
  const { sync } = syncOf(notebook, { ...honest(), pull }, { photos });
  const { state, why } = await sync.round();
  assert.deepEqual([state, why], ["not-ours", "Bukan anggota"]);
  assert.equal(notebook.states, "sent");
  assert.deepEqual(sent, ["photos"]);
});

test("a server that asks to wait is left alone until then, also when somebody writes on", async () => {
  const push = async () => {
    throw new Trouble("server", "busy", 60);
  };
  const { sync, timer } = syncOf(new Memory("a"), { ...honest(), push });
  await sync.round();
  sync.wake();
  assert.equal(timer.waits.length, 1);
  assert.ok(timer.waits[0] >= 60_000 && timer.waits[0] <= 78_000);
});

test("the page asks often while others are at it, and seldom when it lies unused", async () => {
  for (const [areOthersAtIt, used, wait] of [[true, true, 1500], [false, true, 4000], [true, false, 20_000]]) {
    const notebook = new Memory();
    notebook.around = { areOthersAtIt };
    const { sync, timer } = syncOf(notebook, honest(), { used: () => used });
    await sync.round();
    assert.deepEqual(timer.waits, [wait]);
  }
});

test("the phone's clock may jump as it likes: waits stay, and how wrong it is gets known", async () => {
  const notebook = new Memory();
  const server = honest();
  let clock = NOW - 7_200_000;
  const { sync } = syncOf(notebook, server, { clock: () => clock });
  assert.equal((await sync.round()).contact, NOW, "the hour of the last contact is shown right");
  assert.equal(notebook.skew, 7_200_000);
  clock += 1e12;
  await sync.round();
  clock -= 2e12;
  await sync.round();
  assert.deepEqual(server.asked, ["session", "pull", "pull", "pull"]);
});

test("while photos go out, others' answers come in", async () => {
  const notebook = new Memory();
  const server = honest();
  let ticks = 0;
  const photos = {
    sendAll: async (_server, between) => {
      for (let piece = 0; piece < 4; piece += 1) {
        ticks += 1500;
        await between();
      }
    },
  };
  const { sync } = syncOf(notebook, server, { photos, ticks: () => ticks });
  await sync.round();
  assert.deepEqual(server.asked, ["session", "pull", "pull", "pull"]);
});

test("a tab that waits for another one shows what that one found", async () => {
  const shown = [];
  const { sync } = syncOf(new Memory(), honest(), { lock: async () => false, changed: (status) => shown.push(status.state) });
  await sync.round();
  sync.adopt({ state: "sent", contact: NOW, why: "" });
  assert.deepEqual(shown, ["sent"]);
  assert.equal(sync.status.contact, NOW);
});

test("signal that comes back gives up what still waits on the line that is gone", async () => {
  const server = honest();
  let fail;
  let lines = 0;
  server.pull = () => {
    lines += 1;
    return lines > 1 ? Promise.resolve({ events: [], more: false, epoch: "e1" }) : new Promise((_, reject) => (fail = reject));
  };
  server.abandon = () => fail(new Trouble("network"));
  const { sync } = syncOf(new Memory(), server);
  sync.round();
  while (!fail) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await sync.retry({ anew: true })).state, "sent");
});

test("a receipt for other bytes leaves everything waiting", async () => {
  const notebook = new Memory("a");
  const forged = async () => ({ status: 200, body: { results: [{ eid: "a", st: "ok", h: "forged" }] } });
  const { sync } = syncOf(notebook, { ...honest(), push: forged });
  assert.equal((await sync.round()).state, "failed");
  assert.equal(notebook.states, "new");
});

test("every fault keeps what waits, says what it is, and waits longer each time", async () => {
  for (const [kind, state] of [["network", "offline"], ["portal", "portal"], ["server", "failed"], ["sign-in", "sign-in"]]) {
    const notebook = new Memory("a");
    const push = async () => {
      throw new Trouble(kind);
    };
    const { sync, timer } = syncOf(notebook, { ...honest(), push });
    assert.equal((await sync.round()).state, state);
    await sync.round();
    assert.equal(notebook.states, "new");
    assert.ok(timer.waits[0] >= 1400 && timer.waits[0] <= 2600, `first wait ${timer.waits[0]}`);
    assert.ok(timer.waits[1] >= 2800 && timer.waits[1] <= 5200, `second wait ${timer.waits[1]}`);
  }
});

test("nothing goes out under another name", async () => {
  const notebook = new Memory("a");
  const { sync } = syncOf(notebook, { ...honest(), session: async () => ({ user: "anggota2", epoch: "e1" }) });
  assert.equal((await sync.round()).state, "sign-in");
  const changed = syncOf(notebook, honest(), { signedIn: () => false });
  assert.equal((await changed.sync.round()).state, "sign-in");
  assert.equal(notebook.states, "new");
});

test("one event that is refused is held back, and the others go", async () => {
  const notebook = new Memory("a", "bad", "c");
  const good = honest();
  const push = async (envelope) => {
    if (envelope.events.some((text) => text.includes("bad"))) return { status: 413, body: { error: "too_large" } };
    return good.push(envelope);
  };
  await syncOf(notebook, { ...good, push }).sync.round();
  assert.equal(notebook.states, "sent,held,sent");
});

test("another tab at work leaves the round to it", async () => {
  const notebook = new Memory("a");
  await syncOf(notebook, honest(), { lock: async () => false }).sync.round();
  assert.equal(notebook.states, "new");
});

test("pulling goes on while there is more", async () => {
  const notebook = new Memory();
  const pages = [{ events: [1, 2], more: true }, { events: [3], more: false }];
  await syncOf(notebook, { ...honest(), pull: async () => ({ ...pages.shift(), epoch: "e1" }) }).sync.round();
  assert.deepEqual(notebook.received, [1, 2, 3]);
});

test("what is written during a round goes out right after it", async () => {
  const { sync, timer } = syncOf(new Memory("a"), honest());
  const round = sync.round();
  sync.wake();
  await round;
  assert.deepEqual(timer.waits, [0]);
});

test("a server that came back from a backup is met anew", async () => {
  const met = [];
  const notebook = new Memory();
  notebook.meetEpoch = async (epoch) => met.push(epoch);
  let epoch = "e1";
  const session = async () => ({ user: "anggota1", epoch });
  const pull = async () => ({ events: [], more: false, epoch });
  const { sync } = syncOf(notebook, { ...honest(), session, pull });
  await sync.round();
  epoch = "e2";
  await sync.round();
  await sync.round();
  assert.deepEqual(met, ["e1", "e2"]);
});

test("a hidden page rests after a good round", async () => {
  const { sync, timer } = syncOf(new Memory(), honest(), { visible: () => false });
  await sync.round();
  assert.deepEqual(timer.waits, []);
});

test("a phone too full for others' answers sends its photos first, and then asks again", async () => {
  const notebook = new Memory("e1");
  let room = 0;
  notebook.receive = async () => {
    if (!room) throw new DOMException("full", "QuotaExceededError");
    notebook.received.push("answer");
  };
  const photos = { sendAll: async () => (room = 1) };
  const { sync } = syncOf(notebook, honest(), { photos });
  assert.equal((await sync.round()).state, "sent");
  assert.deepEqual(notebook.received, ["answer"]);
});

test("a phone that was revoked hears it as such; somebody else's revoked session is only a sign-in that is missing", async () => {
  for (const [person, state] of [["anggota1", "revoked"], ["anggota2", "sign-in"]]) {
    const server = { ...honest(), session: async () => { throw new Trouble("revoked", person); } };
    const notebook = new Memory("e1");
    const { sync } = syncOf(notebook, server);
    assert.equal((await sync.round()).state, state);
    assert.equal(notebook.states, "new");
  }
});
