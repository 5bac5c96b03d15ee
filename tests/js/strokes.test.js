import assert from "node:assert/strict";
import { test } from "node:test";

import { HEIGHT, Strokes, WIDTH } from "../../app/static/js/pages/closing/strokes.js";

const drawn = (...strokes) => {
  const made = new Strokes();
  for (const [first, ...rest] of strokes) {
    made.begin(...first);
    for (const point of rest) made.go(...point);
    made.end();
  }
  return made;
};

test("strokes are whole numbers on the field, whatever the screen", () => {
  assert.equal(drawn([[0.1, 0.5], [0.5, 0.25]], [[1, 1]]).text, `[[120,300,600,150],[${WIDTH},${HEIGHT}]]`);
  assert.equal(drawn([[-0.2, 0.5], [1.7, 9]]).text, `[[0,300,${WIDTH},${HEIGHT}]]`);
});

test("points that say nothing new are left out", () => {
  assert.equal(drawn([[0.5, 0.5], [0.5, 0.5], [0.501, 0.501], [0.6, 0.5]]).text, "[[600,300,720,300]]");
});

test("a slip of the finger is no signature, a line is", () => {
  assert.equal(new Strokes().isEnough, false);
  assert.equal(drawn([[0.5, 0.5]]).isEnough, false);
  assert.equal(drawn([[0.5, 0.5], [0.53, 0.53]]).isEnough, false);
  assert.equal(drawn([[0.2, 0.5], [0.6, 0.4]]).isEnough, true);
});

test("a stroke is taken back, all of them are, and none is sent as nothing", () => {
  const two = drawn([[0.1, 0.1], [0.9, 0.9]], [[0.5, 0.5], [0.6, 0.6]]);
  two.undo();
  assert.equal(two.text, "[[120,60,1080,540]]");
  two.clear();
  assert.deepEqual([two.text, two.count, two.path], ["", 0, ""]);
});

test("the path goes from point to point, a dot is a short line", () => {
  assert.equal(drawn([[0, 0], [0.5, 0.5], [1, 0]], [[0.5, 0.5]]).path, "M0 0L600 300 1200 0M600 300L601 300");
});

test("no more is kept than the server takes", () => {
  const many = new Strokes();
  for (let count = 0; count < 100; count += 1) if (many.begin(0.5, 0.5)) many.go(Math.random(), Math.random());
  assert.equal(many.count, 60);
  const long = new Strokes();
  long.begin(0, 0);
  for (let count = 0; count < 5000; count += 1) long.go(count % 2, (count % 7) / 7);
  assert.equal(JSON.parse(long.text)[0].length, 4000);
});

test("what was drawn before comes back after a refusal, and what is broken counts as nothing", () => {
  assert.equal(new Strokes("[[1,2,300,4]]").path, "M1 2L300 4");
  assert.equal(new Strokes("{").text, "");
});
