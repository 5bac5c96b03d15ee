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
  received = [];

  constructor(...eids) {
    this.own = eids.map((eid) => ({ eid, raw: raw(eid), state: "new" }));
  }

  async waiting(most) {
    return this.own.filter((entry) => entry.state === "new").slice(0, most);
  }

  async settle(marks) {
    for (const mark of marks) Object.assign(this.own.find((entry) => entry.eid === mark.eid), mark);
  }

  async cursor() {
    return this.received.length;
  }

  async receive({ events }) {
    this.received.push(...events);
  }

  async meetEpoch() {}

  get states() {
    return this.own.map((entry) => entry.state).join();
  }
}

/** A server that behaves, until a test says otherwise. */
const honest = () => ({
  session: async () => ({ user: "anggota1", epoch: "e1" }),
  push: async (_dev, raws) => {
    const results = raws.map((text, position) => ({ eid: JSON.parse(text).eid, st: "ok", seq: position + 1, h: hashed(text) }));
    return { status: 200, body: { epoch: "e1", results } };
  },
  pull: async () => ({ events: [], next: 0, more: false, state: "open", epoch: "e1" }),
});

function syncOf(notebook, server, more = {}) {
  const timer = { waits: [], set: (_work, milliseconds) => timer.waits.push(milliseconds), clear: () => {} };
  const sync = new Sync({
    notebook,
    server,
    timer,
    photos: { sendAll: async () => {} },
    hash: async (text) => hashed(text),
    lock: (work) => work(),
    clock: () => 1_795_323_600_000,
    signedIn: () => true,
    visible: () => true,
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
  const push = async (dev, raws) => {
    if (raws.some((text) => text.includes("bad"))) return { status: 413, body: { error: "too_large" } };
    return good.push(dev, raws);
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
